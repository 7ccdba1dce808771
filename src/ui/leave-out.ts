/** Says which jobs no allowed instance can hold, and takes them out of the workload when the user agrees. */
import { findUnrunnable, type UnrunnableShape, unrunnableRows } from '../engine/explain.ts';
import type { Setup } from '../engine/setup.ts';
import type { Problem } from '../models/problem.ts';
import type { Workload } from '../models/workload.ts';
import { dropJobs } from '../models/workload-window.ts';

export interface Unrunnable {
  readonly problems: readonly Problem[];
  readonly jobs: number;
}

/** One problem a shape and queue, most jobs first. */
export function unrunnableJobs(setup: Setup): Unrunnable {
  const shapes = findUnrunnable(setup);
  return { problems: shapes.map(problemOf), jobs: shapes.reduce((sum, { jobs }) => sum + jobs, 0) };
}

/** The workload without them; may be empty. */
export function runnableWorkload(setup: Setup): Workload {
  return dropJobs(setup.workload, unrunnableRows(setup));
}

function problemOf({ shape, queue, reason, jobs, firstJobId, limit, smallestFit }: UnrunnableShape): Problem {
  const asked = requestText(shape);
  const largest = `${requestText(limit)} schedulable, maxvCpus ${limit.maxvCpus}`;
  const others = jobs > 1 ? ` and ${jobs - 1} like it` : '';
  return {
    path: '',
    message: `job ${firstJobId}${others} (${asked}) can never run in queue ${queue}: ${reason}; largest allowed: ${largest}`,
    hint:
      smallestFit === undefined
        ? 'no type of the catalogue holds it: ask for less, split it, or leave it out'
        : `${smallestFit.instanceType} would hold it: add it to instanceTypes (and check maxvCpus), or leave the jobs out`,
  };
}

function requestText({ vcpus, memoryMiB, gpus }: { vcpus: number; memoryMiB: number; gpus: number }): string {
  return `${vcpus} vCPU, ${memoryMiB} MiB${gpus > 0 ? `, ${gpus} GPU` : ''}`;
}
