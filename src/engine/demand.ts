/** Which waiting jobs a scale-out decision looks at, and what they ask for together. */
import { mayEverLaunch } from './growth.ts';
import { NO_JOB } from './jobs.ts';
import type { Component } from './queues.ts';
import type { Run } from './run.ts';
import type { Shape } from './shapes.ts';
import type { Demand } from './strategies/strategy.ts';

/**
 * Visits the first jobs of each queue, highest priority first; true when a queue had more. `visit` says whether the job has
 * room or will have it. Where none may pass a job that has not, a queue is visited no further: those behind it cannot start
 * before it, so instances for them would stand idle, be given back and be bought again.
 */
export function forEachJob(
  run: Run,
  component: Component,
  visit: (shape: Shape, shapeIndex: number, environments: readonly number[]) => boolean,
): boolean {
  const { setup } = run;
  const { backfill, scaleOutLookAheadJobs } = setup.world.assumptions;
  let hasMore = false;
  for (const queue of component.queues) {
    const line = run.lines[queue];
    const { environments } = setup.queues[queue];
    const mayPass = backfill && line.canBackfill;
    let allowanceVcpus = line.allowanceVcpus();
    let looked = 0;
    let job = line.head;
    for (; job !== NO_JOB && looked < scaleOutLookAheadJobs; job = line.after(job), looked++) {
      const { shape, request } = run.classes[run.classIndex[job]];
      if (!mayPass && !isPossible(run, job)) break;
      allowanceVcpus -= request.jobVcpus;
      if (allowanceVcpus < 0) break;
      const hasRoom = visit(request, shape, environments);
      if (!hasRoom && !(mayPass && environments.some((index) => mayEverLaunch(run.environments[index])))) break;
    }
    if (job !== NO_JOB) hasMore = true;
  }
  return hasMore;
}

/** Whether an environment that takes jobs can hold this one at all. */
export function isPossible(run: Run, job: number): boolean {
  const candidates = run.candidates[run.classIndex[job]];
  for (let position = 0; position < candidates.length; position++) if (candidates[position].isOpen) return true;
  return false;
}

/** Asked for by all jobs a decision looks at. */
export function totalDemand(run: Run, component: Component): Demand {
  const total = { vcpus: 0, memoryMiB: 0, gpus: 0 };
  forEachJob(run, component, (shape) => {
    // Nodes get instances of their own: they are no reason to buy a larger one for the others.
    if (shape.nodes > 1) return true;
    total.vcpus += shape.vcpus;
    total.memoryMiB += shape.memoryMiB;
    total.gpus += shape.gpus;
    return true;
  });
  return total;
}
