/** What an allocation strategy decides: which pool the next instance is launched in, given what is still to be covered. */
import type { TypeRanking } from '../../models/assumptions.ts';
import type { AllocationStrategy } from '../../models/batch-config.ts';
import type { LaunchableType } from '../launchable-types.ts';
import type { Shape } from '../shapes.ts';

/** Demand not yet covered by ready or launching instances. */
export interface Demand {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
}

export interface LaunchRequest {
  /** The job that must fit on the instance. */
  readonly shape: Shape;
  readonly remaining: Demand;
  /** Types of the environment that hold the shape, as indices, in the environment's order. */
  readonly fitting: readonly number[];
  readonly types: readonly LaunchableType[];
  /** Zones, the one with the fewest instances of this environment first. */
  readonly zones: readonly number[];
  readonly typeRanking: TypeRanking;
  /** vCPUs still below maxvCpus. */
  readonly headroomVcpus: number;
  /** Asks EC2 for the pool; false is an InsufficientInstanceCapacity, remembered until the next decision. */
  canLaunch(type: number, zone: number): boolean;
  /** Capacity score of the pool, 0 to 1. */
  score(type: number, zone: number): number;
  /** Those of all fitting types, at the position of the type x the number of zones + the zone; good until the next launch is asked for. */
  scores(): Float64Array;
  /** What `find` says of the fitting types, which is asked once a moment: there is one strategy to an environment. */
  bestPools(find: () => readonly Candidate[]): readonly Candidate[];
  /** The score that so much of all pools of the fitting types stay below. */
  scorePercentile(share: number): number;
}

export interface Candidate {
  readonly type: number;
  readonly zone: number;
}

/** The pool to launch in, or undefined when nothing suitable can be had now. */
export type ChoosePool = (request: LaunchRequest) => Candidate | undefined;

/** Whether the order of instanceTypes counts. */
export function followsList(strategy: AllocationStrategy): boolean {
  return strategy === 'BEST_FIT_PROGRESSIVE_ORDERED' || strategy === 'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED';
}

/** What it would cost per hour, micro-dollars, to cover all that remains with this type alone. */
export function coveringCost(type: LaunchableType, { remaining }: LaunchRequest): number {
  return instancesToCover(type, remaining) * type.microUsdPerHour;
}

function instancesToCover(type: LaunchableType, remaining: Demand): number {
  const forGpus = type.gpus === 0 ? 0 : Math.ceil(remaining.gpus / type.gpus);
  return Math.max(1, Math.ceil(remaining.vcpus / type.vcpus), Math.ceil(remaining.memoryMiB / type.memoryMiB), forGpus);
}

/** Memory that would be left over when the type alone covered the remaining demand, MiB. */
export function leftoverMemoryMiB(type: LaunchableType, { remaining, headroomVcpus }: LaunchRequest): number {
  const wanted = instancesToCover(type, remaining);
  const count = Math.min(wanted, Math.max(1, Math.ceil(headroomVcpus / type.vcpus)));
  return Math.max(0, count * type.memoryMiB - remaining.memoryMiB);
}

/** Tries the types in order, each in every zone. */
export function firstLaunchable(order: readonly number[], request: LaunchRequest): Candidate | undefined {
  for (const type of order) {
    const found = launchableIn(type, request);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The same for types that are not in order yet; of two types `compare` holds none equal. All are sorted only when the very
 * first is refused, which is rare.
 */
export function firstLaunchableBy(
  compare: (left: number, right: number) => number,
  types: readonly number[],
  request: LaunchRequest,
): Candidate | undefined {
  const found = launchableIn(firstBy(compare, types), request);
  return found ?? firstLaunchable([...types].sort(compare), request);
}

/** The type that comes before all others. */
export function firstBy(compare: (left: number, right: number) => number, types: readonly number[]): number {
  let first = types[0];
  for (let position = 1; position < types.length; position++)
    if (compare(types[position], first) < 0) first = types[position];
  return first;
}

/** In the first zone that has it. */
export function launchableIn(type: number, request: LaunchRequest): Candidate | undefined {
  for (const zone of request.zones) if (request.canLaunch(type, zone)) return { type, zone };
  return undefined;
}

/** Least leftover memory first, then smaller, then by name: the tie-break among equally priced types. */
export function compareLeftover(request: LaunchRequest, left: number, right: number): number {
  const leftType = request.types[left];
  const rightType = request.types[right];
  return (
    leftoverMemoryMiB(leftType, request) - leftoverMemoryMiB(rightType, request) || compareSize(leftType, rightType)
  );
}

function compareSize(left: LaunchableType, right: LaunchableType): number {
  return left.vcpus - right.vcpus || (left.instanceType.instanceType < right.instanceType.instanceType ? -1 : 1);
}

/** Of the fitting types from one position to before another the one `compareLeftover` puts first; each leftover is worked out once. */
export function leastLeftover(request: LaunchRequest, from: number, to: number): number {
  const { fitting, types } = request;
  let first = fitting[from];
  let least = leftoverMemoryMiB(types[first], request);
  for (let position = from + 1; position < to; position++) {
    const type = fitting[position];
    const leftover = leftoverMemoryMiB(types[type], request);
    if (leftover > least || (leftover === least && compareSize(types[type], types[first]) > 0)) continue;
    first = type;
    least = leftover;
  }
  return first;
}

export function byLeftover(request: LaunchRequest): (left: number, right: number) => number {
  return (left, right) => compareLeftover(request, left, right);
}
