/**
 * What a request costs an hour when jobs like it fill the instances that the allocation strategy launches for it. Which type that is
 * may depend on how many jobs wait and on Spot capacity, so there may be several; the strategies themselves choose (engine/strategies).
 */
import type { Environment } from '../../engine/environments.ts';
import { typesWithinMaximum } from '../../engine/growth.ts';
import { holds, type LaunchableType } from '../../engine/launchable-types.ts';
import type { Setup } from '../../engine/setup.ts';
import type { Shape } from '../../engine/shapes.ts';
import { SPOT_ORDERS, STRATEGIES } from '../../engine/strategies/index.ts';
import type { LaunchRequest } from '../../engine/strategies/strategy.ts';
import type { Packing } from './today.ts';

/** So many jobs of a kind wait at once: one, all of them, and powers of two between. */
type Waiting = readonly number[];

/** A saving that holds whichever of the possible types are launched: the least of all pairs, or the smallest loss. */
export interface PackedSaving {
  readonly usdPerJobHour: number;
  readonly before: Packing;
  readonly after: Packing;
}

/**
 * Of the first open environment that takes the request: every type that may be launched when up to `jobs` of them wait, that for a
 * single job first. Empty when none of EC2 or Spot takes it, or a quota keeps the only type that is asked for.
 */
export function packingsOf(setup: Setup, queueIndex: number, shape: Shape, jobs: number): readonly Packing[] {
  for (const environment of openEnvironments(setup, queueIndex)) {
    const fitting = typesFor(environment, shape);
    if (fitting.length === 0) continue;
    const waiting = waitingUpTo(Math.min(jobs, setup.world.assumptions.scaleOutLookAheadJobs));
    const launched = launchedTypes(environment, shape, fitting, waiting, setup.world.assumptions.typeRanking);
    return launched.map((type) => packedOn(environment.types[type], shape));
  }
  return [];
}

/** Undefined where the types that may be launched decide whether anything is saved: then nothing is known. */
export function packedSaving(before: readonly Packing[], after: readonly Packing[]): PackedSaving | undefined {
  if (before.length === 0 || after.length === 0) return undefined;
  const least = savingBetween(cheapestOf(before), dearestOf(after));
  if (least.usdPerJobHour >= 0) return least;
  const most = savingBetween(dearestOf(before), cheapestOf(after));
  return most.usdPerJobHour <= 0 ? most : undefined;
}

function savingBetween(before: Packing, after: Packing): PackedSaving {
  return { usdPerJobHour: before.usdPerJobHour - after.usdPerJobHour, before, after };
}

/** Of equals the first, here and below. */
function cheapestOf(packings: readonly Packing[]): Packing {
  return packings.reduce((found, packing) => (packing.usdPerJobHour < found.usdPerJobHour ? packing : found));
}

function dearestOf(packings: readonly Packing[]): Packing {
  return packings.reduce((found, packing) => (packing.usdPerJobHour > found.usdPerJobHour ? packing : found));
}

/** Enabled ones that launch instances, in the queue's order. */
export function openEnvironments(setup: Setup, queueIndex: number): readonly Environment[] {
  return setup.queues[queueIndex].environments
    .map((index) => setup.environments[index])
    .filter(({ enabled, market }) => enabled && (market === 'EC2' || market === 'SPOT'));
}

/** Those that hold the shape and that an empty environment may launch, in its order. */
function typesFor(environment: Environment, shape: Shape): readonly number[] {
  if (shape.vcpus > environment.maxVcpus) return [];
  const holding = environment.types.flatMap((type, index) => (holds(type, shape) ? [index] : []));
  const allowed = typesWithinMaximum({ setup: environment, vcpus: 0 }, holding);
  return allowed.some((type) => isWithinQuota(environment, type)) ? allowed : [];
}

function isWithinQuota({ types, quota }: Environment, type: number): boolean {
  return quota.vcpus === undefined || types[type].vcpus <= quota.vcpus[type];
}

function waitingUpTo(jobs: number): Waiting {
  const counts: number[] = [];
  for (let count = 1; count < jobs; count *= 2) counts.push(count);
  return [...counts, Math.max(1, jobs)];
}

function launchedTypes(
  environment: Environment,
  shape: Shape,
  fitting: readonly number[],
  waiting: Waiting,
  typeRanking: LaunchRequest['typeRanking'],
): readonly number[] {
  // Capacity scores change by the hour and by the run: any pool may be the roomiest.
  if (SPOT_ORDERS[environment.strategy] !== undefined)
    return fitting.filter((type) => isWithinQuota(environment, type));
  const choose = STRATEGIES[environment.strategy];
  const chosen = waiting.map((jobs) => choose(requestOf(environment, shape, fitting, jobs, typeRanking))?.type);
  return [...new Set(chosen)].filter((type) => type !== undefined);
}

/** EC2 has every type; only the quotas refuse. */
function requestOf(
  environment: Environment,
  shape: Shape,
  fitting: readonly number[],
  jobs: number,
  typeRanking: LaunchRequest['typeRanking'],
): LaunchRequest {
  const { types, maxVcpus } = environment;
  const { vcpus, memoryMiB, gpus } = shape;
  return {
    shape,
    remaining: { vcpus: jobs * vcpus, memoryMiB: jobs * memoryMiB, gpus: jobs * gpus },
    fitting,
    types,
    zones: [0],
    typeRanking,
    headroomVcpus: maxVcpus,
    canLaunch: (type) => isWithinQuota(environment, type),
    score: () => 1,
    scores: () => new Float64Array(fitting.length).fill(1),
    bestPools: (find) => find(),
    scorePercentile: () => 1,
  };
}

function packedOn(type: LaunchableType, shape: Shape): Packing {
  const jobsPerInstance = Math.min(
    Math.floor(type.vcpus / shape.vcpus),
    Math.floor(type.memoryMiB / shape.memoryMiB),
    shape.gpus === 0 ? Number.POSITIVE_INFINITY : Math.floor(type.gpus / shape.gpus),
  );
  return {
    instanceType: type.instanceType.instanceType,
    jobsPerInstance,
    usdPerJobHour: type.microUsdPerHour / jobsPerInstance / 1_000_000,
  };
}
