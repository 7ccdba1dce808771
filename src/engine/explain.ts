/**
 * Why a job can never run, in AWS Batch's own reason codes: a static pass over job shapes before a run, and what was left
 * over after one.
 */
import type { InstanceType } from '../models/catalog.ts';
import { jobIdOf } from '../models/workload.ts';
import { cheapestInCatalog } from './explain-shape.ts';
import { JOB } from './jobs.ts';
import type { NeverRan } from './outcome.ts';
import type { Queue } from './queues.ts';
import type { Run } from './run.ts';
import type { Setup } from './setup.ts';
import type { Shape } from './shapes.ts';
import { impossibleReason } from './wait-reasons.ts';

export type BlockedReason =
  | 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT'
  | 'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE'
  | 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY'
  | 'ACTION_REQUIRED'
  /** Ours: the only environments that could hold it are DISABLED. */
  | 'DISABLED'
  /** Ours: PENDING for want of consumable resources. */
  | 'CONSUMABLE_RESOURCE'
  | 'UNDETERMINED';

/** All jobs of one shape and queue that no allowed instance can hold. */
export interface UnrunnableShape {
  readonly shape: Shape;
  readonly queue: string;
  readonly reason: BlockedReason;
  readonly jobs: number;
  readonly vcpuHours: number;
  readonly firstJobId: string;
  /** Largest schedulable capacity among the queue's environments, per dimension. */
  readonly limit: {
    readonly vcpus: number;
    readonly memoryMiB: number;
    readonly gpus: number;
    readonly maxvCpus: number;
  };
  /** Cheapest type of the catalogue that would hold the job, undefined when none does. */
  readonly smallestFit: InstanceType | undefined;
}

/** Finds impossible jobs without simulating; largest number of jobs first. */
export function findUnrunnable(setup: Setup): UnrunnableShape[] {
  const { workload, classes } = setup;
  const found = new Map<string, { queue: Queue; shape: number; jobs: number; vcpuMs: number; first: number }>();
  const isUnrunnable = unrunnableClasses(setup);
  for (let job = 0; job < workload.jobCount; job++) {
    const index = workload.classIndex[job];
    if (!isUnrunnable[index]) continue;
    const { shape, queue } = classes[index];
    const key = `${queue}/${shape}`;
    const group = found.get(key) ?? { queue: setup.queues[queue], shape, jobs: 0, vcpuMs: 0, first: job };
    group.jobs++;
    group.vcpuMs += workload.runMs[job] * setup.shapes[shape].jobVcpus;
    found.set(key, group);
  }
  return [...found.values()]
    .sort((left, right) => right.jobs - left.jobs || left.first - right.first)
    .map(({ queue, shape, jobs, vcpuMs, first }) => {
      const limit = limitOf(setup, queue);
      const asked = setup.shapes[shape];
      return {
        shape: asked,
        queue: queue.name,
        reason:
          asked.jobVcpus > limit.maxvCpus
            ? 'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE'
            : 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT',
        jobs,
        vcpuHours: vcpuMs / 3_600_000,
        firstJobId: jobIdOf(workload, first),
        limit,
        smallestFit: cheapestInCatalog(setup, asked),
      };
    });
}

/** 1 for every job that can never run, by row. */
export function unrunnableRows(setup: Setup): Uint8Array {
  const { workload } = setup;
  const isUnrunnable = unrunnableClasses(setup);
  return Uint8Array.from(workload.classIndex, (index) => (isUnrunnable[index] ? 1 : 0));
}

/** By class: no environment of its queue has a type that holds it. */
function unrunnableClasses({ classes, queues, environments }: Setup): readonly boolean[] {
  return classes.map(({ shape, queue }) =>
    queues[queue].environments.every((index) => environments[index].fits[shape] === 0),
  );
}

function limitOf(setup: Setup, queue: Queue): UnrunnableShape['limit'] {
  const environments = queue.environments.map((index) => setup.environments[index]);
  const types = environments.flatMap((environment) => environment.types);
  return {
    vcpus: Math.max(0, ...types.map((type) => type.vcpus)),
    memoryMiB: Math.max(0, ...types.map((type) => type.memoryMiB)),
    gpus: Math.max(0, ...types.map((type) => type.gpus)),
    maxvCpus: Math.max(0, ...environments.map((environment) => environment.maxVcpus)),
  };
}

/** Jobs that had not ended when the run did. */
export function neverRan(run: Run): NeverRan {
  if (run.jobsLeft === 0) return { jobs: 0, examples: [] };
  const examples: { job: number; reason: string }[] = [];
  for (let job = 0; job < run.jobs.count && examples.length < 10; job++) {
    if (run.jobs.state[job] < JOB.succeeded) examples.push({ job, reason: reasonOf(run, job) });
  }
  return { jobs: run.jobsLeft, examples };
}

function reasonOf(run: Run, job: number): BlockedReason {
  const { setup } = run;
  const { shape, queue } = setup.classes[setup.workload.classIndex[job]];
  const environments = setup.queues[queue].environments.map((index) => run.environments[index]);
  if (environments.every((environment) => environment.setup.fits[shape] === 0))
    return impossibleReason(environments, setup.shapes[shape].jobVcpus);
  if (run.consumables?.isWaiting(job) === true) return 'CONSUMABLE_RESOURCE';
  const holding = environments.filter((environment) => environment.setup.fits[shape] === 1);
  if (holding.every(({ isOpen, setup: { enabled } }) => enabled && !isOpen)) return 'ACTION_REQUIRED';
  if (holding.every(({ isOpen }) => !isOpen)) return 'DISABLED';
  return environments.some((environment) => environment.refusedUntilMs > 0)
    ? 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY'
    : 'UNDETERMINED';
}
