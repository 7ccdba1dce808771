/**
 * Tells an observer the state of every job in AWS Batch's own seven words (user guide, "Job states"), with the reason where
 * there is one. The engine keeps STARTING and RUNNING as one, so RUNNING is told when the attempt ends, with its own time:
 * in order for each job, not across jobs. Attempts that fail while STARTING (an image that cannot be pulled) do not happen here.
 */
import * as JOB from './job-state-numbers.ts';
import type { Run } from './run.ts';
import { submittedMs } from './setup.ts';

export type JobState = 'SUBMITTED' | 'PENDING' | 'RUNNABLE' | 'STARTING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';

/** `job` is a row, `atMs` since the start of the run; the reason is AWS's statusReason, undefined where it has none. */
export type StateObserver = (job: number, state: JobState, atMs: number, reason: string | undefined) => void;

export const REASON = {
  /** Amazon ECS developer guide, Fargate capacity providers. */
  taskInterrupted: 'Your Spot Task was interrupted.',
  hostLost: 'Host EC2 (instance) terminated.',
  timedOut: 'Job attempt duration exceeded timeout',
  exited: 'Essential container in task exited',
  dependencyFailed: 'Dependent Job failed',
  canceled: 'Canceled by CancelJob',
  terminated: 'Terminated by TerminateJob',
  waitsForDependencies: 'Waiting for dependencies',
  waitsForResources: 'Waiting for consumable resources',
} as const;

/** A job fails that is not on an instance: it may not even have been looked at. */
export function tellFailed(run: Run, job: number, reason: string): void {
  const { onState } = run.options;
  if (onState === undefined) return;
  const submitMs = submittedMs(run.setup, job);
  const isUnseen = run.jobs.stateOf(job) === JOB.submitted && run.jobs.attemptOf(job) === 0;
  if (isUnseen) onState(job, 'SUBMITTED', submitMs, undefined);
  onState(job, 'FAILED', Math.max(run.nowMs, submitMs), reason);
}

/** A state of the parent of an array job, or of one of its children. */
export interface StateChange {
  readonly state: JobState;
  readonly atMs: number;
}

/**
 * The states of an array parent, from those of its `size` children in any order. It is PENDING as soon as a child is RUNNABLE and
 * until all have ended, never RUNNABLE or RUNNING itself, and FAILED when one child is (user guide, "Array jobs"; API ListJobs).
 */
export function arrayParentStates(children: readonly StateChange[], size: number): readonly StateChange[] {
  const inOrder = [...children].sort((left, right) => left.atMs - right.atMs);
  const first = inOrder[0];
  if (first === undefined) return [];
  const states: StateChange[] = [{ state: 'SUBMITTED', atMs: first.atMs }];
  const runnable = inOrder.find(({ state }) => state === 'RUNNABLE');
  if (runnable !== undefined) states.push({ state: 'PENDING', atMs: runnable.atMs });
  const ends = inOrder.filter(({ state }) => state === 'SUCCEEDED' || state === 'FAILED');
  const last = ends.at(-1);
  if (last === undefined || ends.length < size) return states;
  const hasFailed = ends.some(({ state }) => state === 'FAILED');
  states.push({ state: hasFailed ? 'FAILED' : 'SUCCEEDED', atMs: last.atMs });
  return states;
}
