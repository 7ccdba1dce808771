/**
 * What a job went through besides the attempt that gives its run time: attempts that failed by themselves, which are replayed, and
 * attempts lost with their instance, which are only told.
 *
 * Source: AWS Batch user guide, "Automated job retries" (exit codes and reasons); API JobDetail (isTerminated, isCancelled).
 */

import { HOST_LOST } from '../models/host-lost.ts';
import type { OwnFailure, OwnFailureHistory } from '../models/own-failures.ts';
import { attemptTimesOf, type JobDetail, runTimesOf } from './awsbatch-job.ts';
import { RunTally } from './run-tally.ts';

/** Status reason of an attempt that Batch ended at its timeout; a timeout is simulated, and never retried. */
const TIMED_OUT = /^Job attempt duration exceeded timeout/;

type Attempt = NonNullable<JobDetail['attempts']>[number];

export class EarlierAttempts {
  readonly #lostHost = new RunTally();
  readonly #ownFailure = new RunTally();
  #failedJobs = 0;

  /** Takes a job that is replayed; gives its own failures, undefined where there is none. */
  add(detail: JobDetail): OwnFailureHistory | undefined {
    const replayed = runTimesOf(detail);
    const failures: OwnFailure[] = [];
    for (const attempt of detail.attempts ?? []) {
      const times = attemptTimesOf(attempt);
      if (times === undefined || times.stoppedAt < times.startedAt || times.startedAt === replayed?.startedAt) continue;
      const runMs = times.stoppedAt - times.startedAt;
      if (isLost(attempt)) this.#lostHost.add(runMs);
      else if (attempt.container?.exitCode !== 0) failures.push(failureOf(attempt, runMs));
    }
    const last = lastFailure(detail);
    if (last !== undefined) {
      failures.push(last);
      this.#failedJobs++;
    }
    for (const { runMs } of failures) this.#ownFailure.add(runMs);
    return failures.length === 0 ? undefined : { failures, isForGood: last !== undefined };
  }

  get notes(): readonly string[] {
    return [...ownFailureNote(this.#ownFailure, this.#failedJobs), ...lostHostNote(this.#lostHost)];
  }
}

/** That of a job that failed for good by itself, with the attempt that gives its run time. */
function lastFailure(detail: JobDetail): OwnFailure | undefined {
  const times = runTimesOf(detail);
  if (detail.status !== 'FAILED' || detail.isTerminated === true || times === undefined) return undefined;
  const attempts = detail.attempts ?? [];
  const described = attempts.find((attempt) => attempt.startedAt === times.startedAt);
  const exitCode = detail.container?.exitCode ?? undefined;
  const reason = detail.container?.reason ?? undefined;
  const attempt = described ?? { statusReason: detail.statusReason ?? undefined, container: { exitCode, reason } };
  // A timeout is often told of the job alone.
  const isTimedOut = [attempt.statusReason, detail.statusReason].some((text) => TIMED_OUT.test(text ?? ''));
  if (isTimedOut || isLost(attempt) || attempt.container?.exitCode === 0) return undefined;
  return failureOf(attempt, times.stoppedAt - times.startedAt);
}

function isLost({ statusReason, container }: Attempt): boolean {
  return [statusReason, container?.reason].some((reason) => HOST_LOST.test(reason ?? ''));
}

function failureOf({ statusReason, container }: Attempt, runMs: number): OwnFailure {
  const { exitCode, reason } = container ?? {};
  return {
    runMs,
    ...(exitCode !== undefined && { exitCode }),
    ...(reason !== undefined && { reason }),
    ...(statusReason !== undefined && { statusReason }),
  };
}

function ownFailureNote({ runs: attempts, hours }: RunTally, failedJobs: number): readonly string[] {
  if (attempts === 0) return [];
  const [which, are] =
    attempts === 1
      ? ['1 attempt failed by itself', 'it is']
      : [`${attempts} attempts failed by themselves`, 'they are'];
  const forGood = failedJobs === 0 ? '' : `; ${failedJobs === 1 ? '1 job fails' : `${failedJobs} jobs fail`} for good`;
  return [`${which} (${hours}); ${are} replayed, and retried as the retry strategy says${forGood}`];
}

function lostHostNote({ runs: attempts, hours }: RunTally): readonly string[] {
  if (attempts === 0) return [];
  const [which, are] =
    attempts === 1
      ? ['1 earlier attempt that lost its', 'is']
      : [`${attempts} earlier attempts that lost their`, 'are'];
  return [`${which} instance, ${hours} in all, ${are} not replayed: the Spot model loses attempts of its own`];
}
