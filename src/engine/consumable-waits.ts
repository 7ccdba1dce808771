/**
 * How long jobs wait for consumable resources alone: from the moment that neither their submission nor another job holds them up
 * until they are RUNNABLE. Observes the states of a run; AWS Batch calls this time PENDING, like that of unmet dependencies.
 */
import { DependencyTracker } from './dependencies.ts';
import { REASON, type StateObserver } from './job-states.ts';
import type { Setup } from './setup.ts';

export class ConsumableWaits {
  private readonly dependencies: DependencyTracker | undefined;
  /** By job, ms; NaN before it waits. */
  private readonly fromMs: Float64Array;
  /** By job, ms; NaN while it waits. */
  private readonly toMs: Float64Array;
  private readonly waitsForOthers: Uint8Array;

  constructor({ workload, consumables }: Setup) {
    const jobs = consumables === undefined ? 0 : workload.jobCount;
    this.dependencies = jobs === 0 ? undefined : new DependencyTracker(workload);
    this.fromMs = new Float64Array(jobs).fill(Number.NaN);
    this.toMs = new Float64Array(jobs).fill(Number.NaN);
    this.waitsForOthers = new Uint8Array(jobs);
  }

  readonly onState: StateObserver = (job, state, atMs, reason) => {
    if (this.dependencies === undefined) return;
    switch (state) {
      case 'PENDING':
        if (reason === REASON.waitsForResources) this.fromMs[job] = atMs;
        else this.waitsForOthers[job] = 1;
        break;
      case 'RUNNABLE':
        this.close(job, atMs);
        break;
      case 'SUCCEEDED':
      case 'FAILED':
        this.close(job, atMs);
        this.dependencies.onEnd(
          job,
          state === 'SUCCEEDED',
          // AWS keeps it PENDING: nothing is told until its resources are there.
          (released) => {
            if (this.waitsForOthers[released] === 1) this.fromMs[released] = atMs;
          },
          () => {},
        );
    }
  };

  /** Undefined when the job never waited for any; `toMs` undefined while it waits. */
  spanOf(job: number): { readonly fromMs: number; readonly toMs: number | undefined } | undefined {
    const [fromMs, toMs] = [this.fromMs[job], this.toMs[job]];
    if (!(fromMs >= 0) || fromMs === toMs) return undefined;
    return { fromMs, toMs: Number.isNaN(toMs) ? undefined : toMs };
  }

  /** 0 for a job that did not wait for any, or still does. */
  waitedMs(job: number): number {
    const { fromMs, toMs } = this.spanOf(job) ?? {};
    return fromMs === undefined || toMs === undefined ? 0 : toMs - fromMs;
  }

  private close(job: number, atMs: number): void {
    if (Number.isNaN(this.toMs[job]) && this.fromMs[job] >= 0) this.toMs[job] = atMs;
  }
}
