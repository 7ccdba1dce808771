/** The state of every job, struct of arrays: one row a job, nothing allocated after the start. */

export const JOB = { submitted: 0, pending: 1, runnable: 2, running: 3, succeeded: 4, failed: 5 } as const;

export const NO_JOB = -1;

export class Jobs {
  readonly state: Uint8Array;
  /** Tries so far, counted when placed. */
  readonly attempt: Uint8Array;
  /** While RUNNABLE: since when. From then on: when the last attempt began to hold its resources (STARTING). In ms. */
  readonly sinceMs: Float64Array;
  /** Slot of the instance the current attempt is on. */
  readonly slot: Int32Array;
  /** Neighbours in the waiting list (next only) or in the list of jobs on an instance. */
  readonly next: Int32Array;
  readonly previous: Int32Array;

  constructor(readonly count: number) {
    this.state = new Uint8Array(count);
    this.attempt = new Uint8Array(count);
    this.sinceMs = new Float64Array(count);
    // Written before they are read: a job has a slot once placed, and neighbours once it is in a list.
    this.slot = new Int32Array(count);
    this.next = new Int32Array(count);
    this.previous = new Int32Array(count);
  }
}
