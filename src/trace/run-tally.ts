/** Counts runs of one kind and how long they ran, for the notes of an import. */

const HOUR_MS = 3_600_000;

export class RunTally {
  runs = 0;
  #runMs = 0;

  add(runMs: number): void {
    this.runs++;
    this.#runMs += runMs;
  }

  get hours(): string {
    return this.#runMs < HOUR_MS / 10 ? 'less than 0.1 hours' : `${(this.#runMs / HOUR_MS).toFixed(1)} hours`;
  }
}
