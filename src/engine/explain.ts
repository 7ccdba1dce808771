/**
 * Why a job can never run, in AWS Batch's own reason codes: a static pass over job shapes before a run, and what was left
 * over after one.
 */
import type { InstanceType } from '../models/catalog.ts';
import { jobIdOf } from '../models/workload.ts';
import type { Environment } from './environments.ts';
import { cheapestInCatalog } from './explain-shape.ts';
import type { Queue } from './queues.ts';
import { type QuotaReason, quotaReason } from './quota-reason.ts';
import type { Setup } from './setup.ts';
import type { Shape } from './shapes.ts';
import { isCancelledInTime } from './time-limits.ts';

export type BlockedReason =
  | 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT'
  | 'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE'
  | 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY'
  | 'ACTION_REQUIRED'
  /** Ours: the only environments that could hold it are DISABLED. */
  | 'DISABLED'
  /** Ours: PENDING for want of consumable resources. */
  | 'CONSUMABLE_RESOURCE'
  /** Ours: not one instance that holds it is within the account's quota. */
  | QuotaReason
  | 'UNDETERMINED';

/** All jobs of one shape and queue that no environment can ever take. */
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

/** Impossible jobs that would wait, and block others, for ever: those that their queue cancels in time are not among them. */
export function findWaitingForever(setup: Setup): UnrunnableShape[] {
  return findUnrunnable(setup).filter((shape) => !isCancelledInTime(setup, shape));
}

/** Finds impossible jobs without simulating; largest number of jobs first. */
export function findUnrunnable(setup: Setup): UnrunnableShape[] {
  const { workload, classes } = setup;
  const found = new Map<string, Group>();
  const reasons = impossibleClasses(setup);
  for (let job = 0; job < workload.jobCount; job++) {
    const index = workload.classIndex[job];
    const reason = reasons[index];
    if (reason === undefined) continue;
    const { shape, queue } = classes[index];
    const key = `${queue}/${shape}`;
    const group = found.get(key) ?? { queue: setup.queues[queue], shape, reason, jobs: 0, vcpuMs: 0, first: job };
    group.jobs++;
    group.vcpuMs += workload.runMs[job] * setup.shapes[shape].jobVcpus;
    found.set(key, group);
  }
  return [...found.values()]
    .sort((left, right) => right.jobs - left.jobs || left.first - right.first)
    .map(({ queue, shape, reason, jobs, vcpuMs, first }) => {
      const asked = setup.shapes[shape];
      return {
        shape: asked,
        queue: queue.name,
        reason,
        jobs,
        vcpuHours: vcpuMs / 3_600_000,
        firstJobId: jobIdOf(workload, first),
        limit: limitOf(setup, queue),
        smallestFit: cheapestInCatalog(
          setup,
          asked,
          queue.environments.map((index) => setup.environments[index]),
        ),
      };
    });
}

interface Group {
  readonly queue: Queue;
  readonly shape: number;
  readonly reason: BlockedReason;
  jobs: number;
  vcpuMs: number;
  readonly first: number;
}

/** 1 for every job that can never run, by row. */
export function unrunnableRows(setup: Setup): Uint8Array {
  const { workload } = setup;
  const reasons = impossibleClasses(setup);
  return Uint8Array.from(workload.classIndex, (index) => (reasons[index] === undefined ? 0 : 1));
}

function impossibleClasses(setup: Setup): readonly (BlockedReason | undefined)[] {
  return setup.classes.map(({ queue, shape }) => impossibleIn(setup, queue, shape));
}

/** Why no environment of the queue can ever take a job of the shape; undefined when one can. */
export function impossibleIn(
  { queues, environments, shapes }: Setup,
  queue: number,
  shape: number,
): BlockedReason | undefined {
  const own = queues[queue].environments.map((index) => environments[index]);
  const holding = own.filter(({ fits }) => fits[shape] === 1);
  if (holding.length > 0) return holding.some(({ enabled }) => enabled) ? undefined : 'DISABLED';
  const bucket = own.map(({ quota }) => quota.shutOut?.[shape] ?? -1).find((one) => one >= 0);
  if (bucket !== undefined) return quotaReason(bucket);
  const isBeyondAll = shapes[shape].jobVcpus > Math.max(0, ...own.map(({ maxVcpus }) => maxVcpus));
  return isBeyondAll || own.some((environment) => isHeldBack(environment, shape))
    ? 'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE'
    : 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT';
}

/** A type holds the shape, but not below maxvCpus, which the strategy never exceeds. */
function isHeldBack({ mayOvershoot, launchVcpus, maxVcpus }: Environment, shape: number): boolean {
  return !mayOvershoot && launchVcpus[shape] > maxVcpus && launchVcpus[shape] < Number.POSITIVE_INFINITY;
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
