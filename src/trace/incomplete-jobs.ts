/** Counts jobs that are replayed although they did not complete, by how they ended: their time was spent, so it is kept, and told. */
import { RunTally } from './run-tally.ts';

export class IncompleteJobs {
  readonly #all = new RunTally();
  readonly #byEnd = new Map<string, number>();

  /** `end` is a word for how it ended. */
  add(end: string, runMs: number): void {
    this.#all.add(runMs);
    this.#byEnd.set(end, (this.#byEnd.get(end) ?? 0) + 1);
  }

  get notes(): readonly string[] {
    const { runs, hours } = this.#all;
    if (runs === 0) return [];
    const ends = [...this.#byEnd].map(([end, count]) => `${count} ${end}`).join(', ');
    const [which, kept] =
      runs === 1 ? ['1 job', 'is kept with the time it ran'] : [`${runs} jobs`, 'are kept with the time they ran'];
    return [`${which} that did not complete (${ends}), ${hours} in all, ${kept}`];
  }
}
