/** What was left over when a run ended, and why, as far as it is known. */
import { impossibleIn } from './explain.ts';
import * as JOB from './job-state-numbers.ts';
import type { NeverRan } from './outcome.ts';
import { isQuotaReason } from './quota-reason.ts';
import type { Run } from './run.ts';
import { blockedReason, type WaitReason } from './wait-reasons.ts';

/** A run in which no job could be placed for this long after the last submission is over: the rest never ran. */
export const LONGEST_WAIT_MS = 30 * 24 * 3_600_000;

/** Jobs that had not ended when the run did. */
export function neverRan(run: Run): NeverRan {
  if (run.jobsLeft === 0) return { jobs: 0, examples: [] };
  const examples: { job: number; reason: string }[] = [];
  for (let job = 0; job < run.jobs.count && examples.length < 10; job++) {
    if (run.jobs.stateOf(job) < JOB.succeeded) examples.push({ job, reason: reasonOf(run, job) });
  }
  return { jobs: run.jobsLeft, examples, ...(run.isGivenUp && { waitedInVainMs: LONGEST_WAIT_MS }) };
}

function reasonOf(run: Run, job: number): WaitReason {
  const { setup } = run;
  const { shape, queue } = setup.classes[setup.workload.classIndex[job]];
  const impossible = impossibleIn(setup, queue, shape);
  if (impossible !== undefined) return impossible;
  if (run.consumables?.isWaiting(job) === true) return 'CONSUMABLE_RESOURCE';
  if (run.jobs.stateOf(job) !== JOB.runnable) return 'UNDETERMINED';
  const reason = blockedReason(run, queue, job);
  if (run.lines[queue].head !== job) return isOfTheJob(reason) ? reason : 'HEAD_OF_LINE';
  // The run is over: what it waited for did not come, and nothing says why.
  return reason === 'SCALE_OUT' ? 'UNDETERMINED' : reason;
}

/** Whether a job behind the head would wait for it as well if it were the head. */
function isOfTheJob(reason: WaitReason): boolean {
  if (isQuotaReason(reason) || reason.startsWith('CAPACITY')) return true;
  return reason === 'ACTION_REQUIRED' || reason === 'COMPUTE_RESERVATION';
}
