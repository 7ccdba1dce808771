/** Says which jobs no allowed instance can hold, and takes them out of the workload when the user agrees. */
import { findUnrunnable, unrunnableRows } from '../engine/explain.ts';
import type { Setup } from '../engine/setup.ts';
import type { Problem } from '../models/problem.ts';
import type { Workload } from '../models/workload.ts';
import { dropJobs } from '../models/workload-window.ts';
import { unrunnableProblem } from '../scenario/both-doors.ts';

export interface Unrunnable {
  readonly problems: readonly Problem[];
  readonly jobs: number;
  /** Whether there are jobs to run without them. */
  readonly isAnyLeft: boolean;
}

/** One problem a shape and queue, most jobs first. */
export function unrunnableJobs(setup: Setup): Unrunnable {
  const shapes = findUnrunnable(setup);
  const isAnyLeft = shapes.length > 0 && runnableWorkload(setup).jobCount > 0;
  return {
    problems: shapes.map((shape) => unrunnableProblem(shape, isAnyLeft ? 'leave the jobs out' : undefined)),
    jobs: shapes.reduce((sum, { jobs }) => sum + jobs, 0),
    isAnyLeft,
  };
}

/** The workload without them; may be empty. */
export function runnableWorkload(setup: Setup): Workload {
  return dropJobs(setup.workload, unrunnableRows(setup));
}
