/**
 * Says which jobs no allowed instance can hold, and takes them out of the workload when the user agrees. The worker loads it when there
 * are such jobs.
 */
import { type UnrunnableShape, unrunnableRows } from '../engine/explain.ts';
import type { Setup } from '../engine/setup.ts';
import type { Problem } from '../models/problem.ts';
import type { Workload } from '../models/workload.ts';
import { dropJobs } from '../models/workload-window.ts';
import { unrunnableProblem } from '../scenario/unrunnable-problem.ts';

export interface Unrunnable {
  readonly problems: readonly Problem[];
  readonly jobs: number;
  /** Whether there are jobs to run without them. */
  readonly isAnyLeft: boolean;
}

export interface RunnableJobs {
  /** May be empty. */
  readonly workload: Workload;
  /** What was left out of it. */
  readonly unrunnable: Unrunnable;
}

/**
 * `shapes` are those that `findWaitingForever` found: one problem each, in that order. `all` is the workload before the setup's
 * configuration has sent jobs to other queues, which it will do again.
 */
export function leaveOut(all: Workload, setup: Setup, shapes: readonly UnrunnableShape[]): RunnableJobs {
  const workload = dropJobs(all, unrunnableRows(setup));
  const isAnyLeft = workload.jobCount > 0;
  const problems = shapes.map((shape) => unrunnableProblem(shape, isAnyLeft ? 'leave the jobs out' : undefined));
  const jobs = shapes.reduce((sum, shape) => sum + shape.jobs, 0);
  return { workload, unrunnable: { problems, jobs, isAnyLeft } };
}
