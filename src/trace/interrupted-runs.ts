/**
 * Runs that ended by no doing of their own: their machine was lost or taken away. Where the same job ran again, that later run stands
 * for it and the lost one is only told, since a simulation loses runs of its own. Where nothing followed, it is all there is of the job.
 */

export interface InterruptedRun {
  /** The same for all runs of one job. */
  readonly key: string;
  readonly submitMs: number;
  /** A run of this key is a later try of the job if it was submitted at this time or after. */
  readonly againFromMs: number;
  /** Called when the job ran again. */
  replaced(): void;
  /** Called when it did not. */
  keep(): void;
}

/** Takes the runs in the order of the file, which is that of time or, among runs of one job that stand together, the reverse. */
export class InterruptedRuns {
  /** By key, those that nothing has followed yet, the first of them first. */
  readonly #held = new Map<string, InterruptedRun[]>();
  #latestKey: string | undefined;
  #latestSubmitMs = 0;

  /** A run that is replayed: it stands for one interrupted run at most, since two jobs may have one name. */
  meet(key: string, submitMs: number): void {
    this.#latestKey = key;
    this.#latestSubmitMs = submitMs;
    const held = this.#held.get(key);
    const place = held?.findIndex(({ againFromMs }) => againFromMs <= submitMs) ?? -1;
    if (held === undefined || place < 0) return;
    const [run] = held.splice(place, 1);
    if (held.length === 0) this.#held.delete(key);
    run.replaced();
  }

  /** An interrupted run; it may itself be the later try of another. */
  hold(run: InterruptedRun): void {
    const isFollowedAlready = this.#latestKey === run.key && run.againFromMs <= this.#latestSubmitMs;
    this.meet(run.key, run.submitMs);
    if (isFollowedAlready) {
      run.replaced();
      return;
    }
    const held = this.#held.get(run.key);
    if (held === undefined) this.#held.set(run.key, [run]);
    else held.push(run);
  }

  /** No later run can follow: keeps those that are left. */
  release(): void {
    for (const runs of this.#held.values()) for (const run of runs) run.keep();
    this.#held.clear();
    this.#latestKey = undefined;
  }
}
