/** When jobs arrive in the reference scheduler: every SubmitJob call looks back over all calls before it. */
import type { Workload } from '../../src/models/workload.ts';
import type { World } from '../../src/models/world.ts';
import { must } from './reference-fleet.ts';

export interface Arrival {
  readonly job: number;
  readonly submittedMs: number;
  /** RUNNABLE, if it waits for nothing. */
  readonly atMs: number;
}

/** Whole rates only. */
export function referenceArrivals(workload: Workload, { assumptions }: World): Arrival[] {
  const { submitCallsPerSecond: rate, arrayFanOutSecondsPerThousand: childMs } = assumptions;
  const calls: number[] = [];
  const arrivals: Arrival[] = [];
  let arraysDoneMs = 0;
  for (let job = 0; job < workload.jobCount; job++) {
    const array = workload.arrays.find(({ firstJob, size }) => job >= firstJob && job < firstJob + size);
    const place = array === undefined ? 0 : job - array.firstJob;
    if (place === 0) {
      const inTheSecondBefore = rate === 0 ? undefined : calls[calls.length - rate];
      calls.push(Math.max(must(workload.submitMs[job]), (inTheSecondBefore ?? Number.NEGATIVE_INFINITY) + 1000));
    }
    let submittedMs = must(calls.at(-1));
    if (array !== undefined) {
      if (place === 0) arraysDoneMs = Math.max(arraysDoneMs, submittedMs) + array.size * childMs;
      submittedMs = arraysDoneMs - (array.size - place) * childMs;
    }
    const atMs = submittedMs + Math.round(assumptions.submittedToRunnableSeconds * 1000);
    arrivals.push({ job, submittedMs, atMs });
  }
  return arrivals.sort((left, right) => left.atMs - right.atMs || left.job - right.job);
}
