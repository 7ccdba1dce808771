/**
 * Which instance minvCpus gets next. AWS documents that the minimum is kept, not of which types; our reading: the allocation
 * strategy chooses, as for a demand of so many vCPUs. No job is looked at, for AWS keeps the minimum whether jobs come or not.
 *
 * In prices an instance counts for those of its vCPUs that are missing: so two are bought neither with 96, each a little cheaper,
 * nor from a dear type because the cheap one is too large. Where the strategy goes by Spot capacity or by the list, types that are
 * too large and cost more for it come last, the smaller before the larger.
 *
 * Of what the strategy holds equal the largest that is not too large is taken, so that every job shape finds room. Observed once:
 * of a family Batch took the size that met the desired vCPUs (opensupplyhub/open-apparel-registry#172).
 */
import type { Environment } from './environments.ts';
import { typesWithinMaximum } from './growth.ts';
import { type LaunchableType, priceStep } from './launchable-types.ts';
import { PoolRequest } from './pool-request.ts';
import type { EnvironmentState, Run } from './run.ts';
import { SPOT_ORDERS } from './strategies/index.ts';
import { type Candidate, followsList } from './strategies/strategy.ts';

/** Negative when the left pool comes first, 0 when both are equal. */
type Compare = (left: Candidate, right: Candidate) => number;

/** What is bought, from the types that may be launched. */
interface Purchase {
  readonly setup: Environment;
  readonly allowed: readonly number[];
  /** With the price of the vCPUs that are missing. */
  readonly types: readonly LaunchableType[];
  /** More than this is too large: the vCPUs that are missing, but no fewer than the smallest type has. */
  readonly limitVcpus: number;
}

/** In which order pools come. It is the same for the next instance, as long as no type is larger than what is missing. */
interface Ranking {
  readonly compare: Compare;
  /** In the order of the environment's types. */
  readonly pools: readonly Candidate[];
  /** Those of the first type that come before all others. */
  readonly best: readonly Candidate[];
  /** The types against whose pools room is measured. */
  readonly worthwhile: readonly number[];
}

/** Chooses one instance after the other at one moment; what EC2 has `refused` by then is not asked for again. */
export class MinimumChoice {
  private readonly request: PoolRequest;
  private ranking: Ranking | undefined = undefined;

  constructor(
    run: Run,
    private readonly environment: EnvironmentState,
    refused: Set<number>,
  ) {
    this.request = new PoolRequest(run, environment, refused);
  }

  /** The first pool that EC2 has; at the start of a run it is not asked, but the quotas of the account hold. BEST_FIT asks for one type only, and waits for it. */
  next(allowed: readonly number[], isAtStart: boolean): Candidate | undefined {
    const { request } = this;
    const { setup, vcpus } = this.environment;
    if (setup.minVcpus - vcpus < setup.maxTypeVcpus) this.ranking = undefined;
    this.ranking ??= this.rank(allowed);
    const { best, pools, compare, worthwhile } = this.ranking;
    this.fill(worthwhile);
    const byZone: Compare = (left, right) => request.zones.indexOf(left.zone) - request.zones.indexOf(right.zone);
    const first = best.reduce((one, other) => (byZone(other, one) < 0 ? other : one));
    const isGranted = ({ type, zone }: Candidate) =>
      isAtStart ? request.mayAskFor(type) : request.canLaunch(type, zone);
    if (isGranted(first)) return first;
    return pools
      .toSorted((left, right) => compare(left, right) || left.type - right.type || byZone(left, right))
      .find(isGranted);
  }

  private rank(allowed: readonly number[]): Ranking {
    const { setup, vcpus, instancesByZone } = this.environment;
    const purchase = purchaseOf(setup, allowed, setup.minVcpus - vcpus);
    const wasteful = wastefulTypes(purchase);
    const worthwhile = allowed.filter((type) => !wasteful.has(type));
    this.fill(worthwhile);
    const compare = inTurn(byStrategy(purchase, this.request, wasteful), largestFitting(purchase));
    const pools = allowed.flatMap((type) => Array.from(instancesByZone, (_, zone) => ({ type, zone })));
    const first = pools.reduce((best, pool) => (compare(pool, best) < 0 ? pool : best));
    const best = pools.filter((pool) => pool.type === first.type && compare(pool, first) === 0);
    return { compare, pools, best, worthwhile };
  }

  private fill(types: readonly number[]): void {
    const { environment, request } = this;
    const { minVcpus, strategy } = environment.setup;
    const demand = { vcpus: minVcpus - environment.vcpus, memoryMiB: 0, gpus: 0 };
    request.fill(environment, request.shape, types, demand, strategy === 'BEST_FIT');
  }
}

/**
 * The types of what minvCpus keeps On-Demand from the start of a run on, one an instance, in the order they are taken; neither EC2 nor
 * the weather is asked for these.
 */
export function keptFromStart(setup: Environment): readonly number[] {
  const all = setup.types.map((_, type) => type);
  const kept: number[] = [];
  let next: number | undefined;
  for (let vcpus = 0; vcpus < setup.minVcpus; vcpus += setup.types[kept[kept.length - 1]].vcpus) {
    const missingVcpus = setup.minVcpus - vcpus;
    if (missingVcpus < setup.maxTypeVcpus) next = undefined;
    if (next === undefined) {
      const allowed = typesWithinMaximum({ setup, vcpus }, all);
      if (allowed.length === 0) break;
      next = firstOf(purchaseOf(setup, allowed, missingVcpus));
    }
    kept.push(next);
  }
  return kept;
}

function firstOf(purchase: Purchase): number {
  const compare = inTurn(byStrategy(purchase, undefined, wastefulTypes(purchase)), largestFitting(purchase));
  const zone = 0;
  return purchase.allowed.reduce((best, type) => (compare({ type, zone }, { type: best, zone }) < 0 ? type : best));
}

function purchaseOf(setup: Environment, allowed: readonly number[], missingVcpus: number): Purchase {
  return {
    setup,
    allowed,
    types: setup.types.map((type) => pricedForMissing(type, missingVcpus)),
    limitVcpus: Math.max(missingVcpus, Math.min(...allowed.map((type) => setup.types[type].vcpus))),
  };
}

/** Written out, so that the copy has the hidden class of the others. */
function pricedForMissing(type: LaunchableType, missingVcpus: number): LaunchableType {
  const { instanceType, vcpus, memoryMiB, gpus, microUsdPerHour, pools } = type;
  const vcpuPriceStep = priceStep(microUsdPerHour, Math.min(vcpus, missingVcpus));
  return { instanceType, vcpus, memoryMiB, gpus, microUsdPerHour, vcpuPriceStep, pools };
}

/** Too large, and dearer for it than some type that is not. */
function wastefulTypes({ types, allowed, limitVcpus }: Purchase): ReadonlySet<number> {
  const isTooLarge = (type: number) => types[type].vcpus > limitVcpus;
  const steps = allowed.filter((type) => !isTooLarge(type)).map((type) => types[type].vcpuPriceStep);
  const cheapest = Math.min(...steps);
  return new Set(allowed.filter((type) => isTooLarge(type) && types[type].vcpuPriceStep > cheapest));
}

/** `request` gives the capacity of Spot pools. */
function byStrategy(purchase: Purchase, request: PoolRequest | undefined, wasteful: ReadonlySet<number>): Compare {
  const { setup, types } = purchase;
  if (setup.strategy === 'BEST_FIT' || setup.strategy === 'BEST_FIT_PROGRESSIVE')
    return by((type) => types[type].vcpuPriceStep);
  return inTurn(
    by((type) => (wasteful.has(type) ? types[type].vcpus : 0)),
    byCapacityOrList(purchase, request),
  );
}

function byCapacityOrList({ setup, types }: Purchase, request: PoolRequest | undefined): Compare {
  const places = placesInList(setup);
  const order = SPOT_ORDERS[setup.strategy];
  if (order === undefined || request === undefined) return by((type) => places[type]);
  const threshold = order.threshold(request);
  const scoreOf = ({ type, zone }: Candidate) => request.score(type, zone);
  return (left, right) =>
    order.compare(types, threshold, places[left.type], scoreOf(left), places[right.type], scoreOf(right));
}

/** By type; sizes of a family that stand together in the list share the place of the first. Without a list each has its own. */
function placesInList({ strategy, types }: Environment): readonly number[] {
  const places = types.map((_, index) => index);
  if (!followsList(strategy)) return places;
  for (let index = 1; index < types.length; index++)
    if (types[index].instanceType.family === types[index - 1].instanceType.family) places[index] = places[index - 1];
  return places;
}

function largestFitting({ types, limitVcpus }: Purchase): Compare {
  return by((type) => (types[type].vcpus <= limitVcpus ? -types[type].vcpus : types[type].vcpus));
}

function by(key: (type: number) => number): Compare {
  return (left, right) => key(left.type) - key(right.type);
}

function inTurn(first: Compare, second: Compare): Compare {
  return (left, right) => first(left, right) || second(left, right);
}
