/** Which waiting jobs a scale-out decision looks at, and what they ask for together. */
import { NO_JOB } from './jobs.ts';
import type { Component } from './queues.ts';
import type { Run } from './run.ts';
import type { Shape } from './shapes.ts';
import type { Demand } from './strategies/strategy.ts';

/** Visits the first jobs of each queue, highest priority first, until `visit` says stop; true when a queue had more. */
export function forEachJob(
  run: Run,
  component: Component,
  visit: (shape: Shape, shapeIndex: number, environments: readonly number[]) => boolean,
): boolean {
  const { setup } = run;
  let hasMore = false;
  for (const queue of component.queues) {
    const line = run.lines[queue];
    let allowanceVcpus = line.allowanceVcpus();
    let looked = 0;
    let job = line.head;
    for (; job !== NO_JOB && looked < setup.world.assumptions.scaleOutLookAheadJobs; job = line.after(job), looked++) {
      const { shape } = setup.classes[setup.workload.classIndex[job]];
      // A job nothing can hold blocks all behind it for ever: buying for those would launch and drop instances in a loop.
      if (!setup.world.assumptions.backfill && !isPossible(run, shape, setup.queues[queue].environments)) break;
      allowanceVcpus -= setup.shapes[shape].jobVcpus;
      if (allowanceVcpus < 0 || !visit(setup.shapes[shape], shape, setup.queues[queue].environments)) break;
    }
    if (job !== NO_JOB) hasMore = true;
  }
  return hasMore;
}

function isPossible(run: Run, shapeIndex: number, environments: readonly number[]): boolean {
  return environments.some((index) => {
    const { enabled, fits } = run.setup.environments[index];
    return enabled && fits[shapeIndex] === 1;
  });
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
