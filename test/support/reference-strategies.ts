/**
 * The six allocation strategies for the reference scheduler, each one sort and the first pool EC2 offers; for jobs, and for what
 * minvCpus lacks.
 */
import type { AllocationStrategy, BatchConfig } from '../../src/models/batch-config.ts';
import { keyOf, PURPOSE, uniform } from '../../src/models/random.ts';
import type { SpotPool } from '../../src/models/spot-market.ts';
import type { World } from '../../src/models/world.ts';

export interface ReferenceType {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
  readonly price: number;
  readonly pools: readonly SpotPool[];
}

export interface ReferenceEnvironment {
  readonly name: string;
  readonly isSpot: boolean;
  readonly isEnabled: boolean;
  readonly strategy: AllocationStrategy;
  /** Never exceeds maxvCpus. */
  readonly isStrict: boolean;
  readonly minVcpus: number;
  readonly maxVcpus: number;
  readonly idleMs: number;
  readonly unusedMs: number;
  /** As listed for the ordered strategies, else cheapest vCPU first. */
  readonly types: readonly ReferenceType[];
  /** Types of which EC2 has given none since it refused, and when it may be asked again. */
  readonly refusedUntilMs: Map<ReferenceType, number>;
  readonly refusedSinceMs: Map<ReferenceType, number>;
  /** Of those refused for want of quota: when they may be asked for again once there is some. */
  readonly afterQuotaMs: Map<ReferenceType, number>;
  /** By what jobs ask for: since when no instance for them has room below maxvCpus. */
  readonly fullSinceMs: Map<object, number>;
  coolsUntilMs: number;
  /** When EC2 is asked again for what minvCpus lacks, and the how-manieth such appointment this is. */
  ask: { atMs: number; order: number } | undefined;
  /** How long to wait after its next refusal. */
  patienceMs: number;
}

interface Request {
  readonly types: readonly ReferenceType[];
  readonly left: { readonly vcpus: number; readonly memoryMiB: number; readonly gpus: number };
  readonly headroomVcpus: number;
  readonly zones: readonly number[];
  readonly nowMs: number;
  readonly world: World;
  readonly isWithinQuota: (type: ReferenceType) => boolean;
}

interface Pool {
  readonly type: ReferenceType;
  readonly zone: number;
  readonly score: number;
}

export function referenceTypes(config: BatchConfig, world: World): ReferenceEnvironment[] {
  return config.computeEnvironments.map(({ computeEnvironmentName, state, computeResources }) => {
    if (computeResources === undefined) throw new Error('the reference knows managed environments only');
    const {
      type,
      allocationStrategy: strategy = 'BEST_FIT',
      minvCpus = 0,
      maxvCpus,
      instanceTypes = [],
    } = computeResources;
    const { zones, schedulableMemoryFraction, idleTimeoutSeconds } = world.assumptions;
    const isSpot = type === 'SPOT';
    const types = [...new Set(instanceTypes)].map((name): ReferenceType => {
      const found = world.catalog.byName.get(name);
      const price = isSpot ? found?.spotMicroUsdPerHour : found?.onDemandMicroUsdPerHour;
      if (found === undefined || price === undefined) throw new Error(`no price of ${name}`);
      const { vcpus, gpus, family } = found;
      const pools = Array.from({ length: zones }, (_, zone) => ({
        instanceType: name,
        family,
        zone,
        key: keyOf(`${name}/${zone}`),
      }));
      return { name, vcpus, gpus, memoryMiB: Math.floor(found.memoryMiB * schedulableMemoryFraction), price, pools };
    });
    const isOrdered = strategy === 'BEST_FIT_PROGRESSIVE_ORDERED' || strategy === 'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED';
    if (!isOrdered) types.sort((a, b) => step(a) - step(b) || a.vcpus - b.vcpus || (a.name < b.name ? -1 : 1));
    const delayMs = (computeResources.scalingPolicy?.minScaleDownDelayMinutes ?? 0) * 60_000;
    return {
      name: computeEnvironmentName,
      isSpot,
      isEnabled: state !== 'DISABLED',
      strategy,
      isStrict: strategy === 'BEST_FIT' && !isSpot,
      minVcpus: minvCpus,
      maxVcpus: maxvCpus,
      idleMs: Math.max(idleTimeoutSeconds * 1000, delayMs),
      unusedMs: idleTimeoutSeconds * 1000,
      types,
      refusedUntilMs: new Map(),
      refusedSinceMs: new Map(),
      afterQuotaMs: new Map(),
      fullSinceMs: new Map(),
      coolsUntilMs: 0,
      ask: undefined,
      patienceMs: 60_000,
    };
  });
}

/** The pool of the next instance; undefined when EC2 offers none of those the strategy takes. */
export function chooseReference(environment: ReferenceEnvironment, request: Request): Pool | undefined {
  const { types, world, left, headroomVcpus } = request;
  if (types.length === 0) return undefined;
  const count = (type: ReferenceType) =>
    Math.max(
      1,
      Math.ceil(left.vcpus / type.vcpus),
      Math.ceil(left.memoryMiB / type.memoryMiB),
      type.gpus === 0 ? 0 : Math.ceil(left.gpus / type.gpus),
    );
  const leftover = (type: ReferenceType) => {
    const bought = Math.min(count(type), Math.max(1, Math.ceil(headroomVcpus / type.vcpus)));
    return Math.max(0, bought * type.memoryMiB - left.memoryMiB);
  };
  const tie = (a: ReferenceType, b: ReferenceType) =>
    leftover(a) - leftover(b) || a.vcpus - b.vcpus || (a.name < b.name ? -1 : 1);
  const byPrice = (a: ReferenceType, b: ReferenceType) =>
    world.assumptions.typeRanking === 'covering-cost' ? count(a) * a.price - count(b) * b.price : step(a) - step(b);
  const first = (ordered: readonly ReferenceType[]) => firstOffered(environment, poolsOf(ordered, request), request);
  switch (environment.strategy) {
    case 'BEST_FIT':
      return first([...types].sort((a, b) => a.price - b.price || a.vcpus - b.vcpus).slice(0, 1));
    case 'BEST_FIT_PROGRESSIVE':
      return first([...types].sort((a, b) => byPrice(a, b) || tie(a, b)));
    case 'BEST_FIT_PROGRESSIVE_ORDERED':
      return first(types);
    default: {
      const pools = poolsOf([...types].sort(tie), request);
      const place = (type: ReferenceType) => types.indexOf(type);
      return firstOffered(environment, byRoom(environment.strategy, pools, pools, step, place), request);
    }
  }
}

/** Where minvCpus may be filled from, first choice first; `left` is what is missing, `types` those that may be launched. */
export function minimumOrder(environment: ReferenceEnvironment, request: Request): Pool[] {
  const { types, left } = request;
  const missing = left.vcpus;
  const { strategy } = environment;
  const sizes = [...new Set(types.map(({ vcpus }) => vcpus))].sort((a, b) => a - b);
  const small = sizes.filter((size) => size <= missing || size === sizes[0]);
  const ofSizes = (wanted: readonly number[]) => wanted.flatMap((size) => types.filter(({ vcpus }) => vcpus === size));
  const fitting = ofSizes([...small].reverse());
  const larger = ofSizes(sizes.slice(small.length));
  const worth = ({ price, vcpus }: ReferenceType) => Math.round(price / Math.min(vcpus, missing) / 100);
  if (strategy === 'BEST_FIT' || strategy === 'BEST_FIT_PROGRESSIVE') {
    const ordered = [...fitting, ...larger].sort((a, b) => worth(a) - worth(b));
    return poolsOf(strategy === 'BEST_FIT' ? ordered.slice(0, 1) : ordered, request);
  }
  const isSound = (type: ReferenceType) => fitting.every((other) => worth(type) <= worth(other));
  const sound = [...fitting, ...larger.filter(isSound)];
  const wasteful = larger.filter((type) => !isSound(type));
  /** Sizes of a family in a row of the list are one entry. */
  const place = (type: ReferenceType): number => {
    const index = environment.types.indexOf(type);
    const before = environment.types[index - 1];
    return before !== undefined && familyOf(before) === familyOf(type) ? place(before) : index;
  };
  const measure = poolsOf(sound, request);
  const bySize = sizes.map((size) => wasteful.filter(({ vcpus }) => vcpus === size));
  return [sound, ...bySize].flatMap((group) => {
    if (strategy === 'BEST_FIT_PROGRESSIVE_ORDERED')
      return poolsOf(
        [...group].sort((a, b) => place(a) - place(b)),
        request,
      );
    return byRoom(strategy, poolsOf(group, request), measure, worth, place);
  });
}

export function firstOffered(
  environment: ReferenceEnvironment,
  pools: readonly Pool[],
  request: Request,
): Pool | undefined {
  return pools.find(
    ({ type, zone }) => request.isWithinQuota(type) && isOffered(environment, poolOf(type, zone), request),
  );
}

function poolsOf(types: readonly ReferenceType[], { zones, world, nowMs }: Request): Pool[] {
  const score = (type: ReferenceType, zone: number) => world.spotMarket.capacityScore(poolOf(type, zone), nowMs);
  return types.flatMap((type) => zones.map((zone) => ({ type, zone, score: score(type, zone) })));
}

/** As the Spot strategies take pools; what is roomy is measured against all of `measure`. */
function byRoom(
  strategy: AllocationStrategy,
  pools: readonly Pool[],
  measure: readonly Pool[],
  price: (type: ReferenceType) => number,
  place: (type: ReferenceType) => number,
): Pool[] {
  const scores = measure.map(({ score }) => score).sort((a, b) => a - b);
  const byScore = (from: readonly Pool[]) => [...from].sort((a, b) => b.score - a.score);
  if (strategy === 'SPOT_CAPACITY_OPTIMIZED') return byScore(pools);
  const isForPrice = strategy === 'SPOT_PRICE_CAPACITY_OPTIMIZED';
  const percentile = scores[Math.min(scores.length - 1, Math.floor(0.6 * scores.length))] ?? 0;
  const cut = isForPrice ? percentile : 0.9 * (scores.at(-1) ?? 0);
  const rank = isForPrice ? price : place;
  const roomy = pools.filter(({ score }) => score >= cut).sort((a, b) => rank(a.type) - rank(b.type));
  return [...roomy, ...byScore(pools.filter(({ score }) => score < cut))];
}

function familyOf(type: ReferenceType): string {
  return poolOf(type, 0).family;
}

/** Price per vCPU in steps of 100 micro-dollars: sizes of one family differ by rounding only and must tie. */
function step({ price, vcpus }: ReferenceType): number {
  return Math.round(price / vcpus / 100);
}

function poolOf({ pools }: ReferenceType, zone: number): SpotPool {
  const pool = pools[zone];
  if (pool === undefined) throw new Error(`no zone ${zone}`);
  return pool;
}

function isOffered({ isSpot }: ReferenceEnvironment, pool: SpotPool, { world, nowMs }: Request): boolean {
  if (isSpot) return world.spotMarket.canLaunch(pool, nowMs);
  const { onDemandShortageShare: share } = world.assumptions;
  return share === 0 || uniform(world.seed, PURPOSE.onDemandShortage, pool.key, Math.floor(nowMs / 60_000)) >= share;
}
