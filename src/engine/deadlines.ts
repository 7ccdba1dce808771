/**
 * Counts the jobs that succeed by their deadline. Ours, not AWS's: Batch has no deadlines, so they change nothing in a run. Jobs
 * that their user cancels or terminates (CancelJob, TerminateJob) have nothing left to be late with.
 */
import type { Workload } from '../models/workload.ts';

export interface DeadlineCount {
  /** Jobs with a deadline. */
  readonly jobs: number;
  /** Of those: ended later, failed or never ran. */
  readonly missed: number;
}

export class Deadlines {
  /** -Infinity for jobs that do not count. */
  readonly #dueMs: Float64Array;
  #jobs = 0;
  #kept = 0;

  constructor({ cancelMs, terminateMs }: Workload, deadlineMs: Float64Array) {
    this.#dueMs = deadlineMs.map((dueMs, job) => {
      const isStopped = Number.isFinite(cancelMs?.[job]) || Number.isFinite(terminateMs?.[job]);
      if (isStopped || dueMs === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY;
      this.#jobs++;
      return dueMs;
    });
  }

  onSucceeded(job: number, nowMs: number): void {
    if (nowMs <= this.#dueMs[job]) this.#kept++;
  }

  count(): DeadlineCount {
    return { jobs: this.#jobs, missed: this.#jobs - this.#kept };
  }
}
