/**
 * jobStateTimeLimitActions: cancels the job at the head of a queue once it has been RUNNABLE for one of the three supported reasons
 * for maxTimeSeconds on end, which unblocks the queue (user guide, "Job state limits"). Queues without actions cost nothing.
 */
import type { JobStateTimeLimitAction } from '../models/batch-config.ts';
import * as EVENT from './event-kinds.ts';
import type { UnrunnableShape } from './explain.ts';
import { NO_JOB } from './jobs.ts';
import type { Run } from './run.ts';
import type { Setup } from './setup.ts';
import { cancelRunnable } from './stops.ts';
import { blockedReason, type WaitReason } from './wait-reasons.ts';

/** The head of a queue with actions, and since when it has waited for its present reason. */
export interface TimeLimit {
  readonly actions: readonly JobStateTimeLimitAction[];
  job: number;
  reason: WaitReason;
  sinceMs: number;
}

export function timeLimitOf(actions: readonly JobStateTimeLimitAction[] | undefined): TimeLimit | undefined {
  if (actions === undefined || actions.length === 0) return undefined;
  return { actions, job: NO_JOB, reason: 'UNDETERMINED', sinceMs: 0 };
}

/** The head was tried in vain: its time starts when the job or the reason is another one. */
export function watchHead(run: Run, queue: number, limit: TimeLimit): void {
  const job = run.lines[queue].head;
  const reason = blockedReason(run, queue, job);
  if (isSameWait(run, limit, job) && limit.reason === reason) return;
  limit.job = job;
  limit.reason = reason;
  limit.sinceMs = run.nowMs;
  const action = limit.actions.find((candidate) => candidate.reason === reason);
  if (action === undefined) return;
  run.comingStops++;
  run.events.push(run.nowMs + action.maxTimeSeconds * 1000, EVENT.timeLimit, queue, job);
}

/** The time of an action is up; it acts when nothing has changed since it began to count. */
export function enforceTimeLimit(run: Run, queue: number, job: number): void {
  run.comingStops--;
  const limit = run.timeLimits[queue];
  if (limit === undefined || limit.job !== job || run.lines[queue].head !== job) return;
  watchHead(run, queue, limit);
  const action = limit.actions.find(({ reason }) => reason === limit.reason);
  if (action === undefined || run.nowMs - limit.sinceMs < action.maxTimeSeconds * 1000) return;
  limit.job = NO_JOB;
  cancelRunnable(run, job, `Canceled by JobStateTimeLimit action due to reason: ${action.reason}`);
}

/** Whether the queue cancels its jobs of this impossible shape, so that they end and block nobody for ever. */
export function isCancelledInTime({ queues }: Setup, shape: Pick<UnrunnableShape, 'queue' | 'reason'>): boolean {
  const queue = queues.find(({ name }) => name === shape.queue);
  return queue?.timeLimitActions.some(({ reason }) => reason === shape.reason) ?? false;
}

/** False for a job that ran in between and was put back. */
function isSameWait(run: Run, limit: TimeLimit, job: number): boolean {
  return limit.job === job && run.jobs.sinceMsOf(job) <= limit.sinceMs;
}
