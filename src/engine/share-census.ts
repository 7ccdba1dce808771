/**
 * Tells fair-share lines of their jobs from SUBMITTED on, which is before a job joins its line: how many shares are active depends on
 * it. Only where something depends on that number; all others are spared the events.
 */
import { countsShares } from './active-shares.ts';
import { retryHead } from './dispatcher.ts';
import * as EVENT from './event-kinds.ts';
import * as JOB from './job-state-numbers.ts';
import type { Run } from './run.ts';
import { type Setup, submittedMs } from './setup.ts';

/** How far a run has come with it. */
export class ShareCensus {
  /** Submissions told or passed over. */
  told = 0;
  /** All up to this time have been. */
  untilMs = Number.NEGATIVE_INFINITY;
}

/** Undefined when no queue asks how many shares are active. */
export function censusOf({ queues }: Setup): ShareCensus | undefined {
  return queues.some(({ fairShare }) => fairShare !== undefined && countsShares(fairShare))
    ? new ShareCensus()
    : undefined;
}

/** Puts the next submission on the calendar; one at a time, for there are as many as jobs. */
export function awaitSubmission(run: Run): void {
  const { census, setup } = run;
  if (census === undefined || census.told === setup.workload.jobCount) return;
  run.events.push(submittedMs(setup, nextJob(setup, census)), EVENT.submission, 0, 0);
}

/** Jobs are SUBMITTED now, unless they have failed before that. */
export function countSubmissions(run: Run): void {
  const { census, setup, jobs } = run;
  if (census === undefined) return;
  const { nowMs } = run.clock;
  census.untilMs = nowMs;
  while (census.told < setup.workload.jobCount && submittedMs(setup, nextJob(setup, census)) <= nowMs) {
    const job = nextJob(setup, census);
    census.told++;
    if (jobs.stateOf(job) === JOB.submitted) countSubmitted(run, job);
  }
  awaitSubmission(run);
}

function nextJob({ submissions }: Setup, { told }: ShareCensus): number {
  return submissions.order === undefined ? told : submissions.order[told];
}

/** A job is SUBMITTED, for the first time or for another attempt. */
export function countSubmitted(run: Run, job: number): void {
  const line = run.lines[run.classes[run.classIndex[job]].queue];
  if (line.countsUse && line.onSubmitted(job)) retryHead(run, line);
}

/** A job has ended that did not run; one that was not even SUBMITTED has never been counted. */
export function countCancelled(run: Run, job: number): void {
  const { census, setup } = run;
  if (census === undefined || submittedMs(setup, job) > census.untilMs) return;
  const line = run.lines[run.classes[run.classIndex[job]].queue];
  if (line.countsUse) line.onCancelled(job, run.clock.nowMs);
}
