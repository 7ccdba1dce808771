/**
 * The Spot market of a price history with a maximum price: launches fail and instances go while the price is above the
 * compute environment's bidPercentage of On-Demand. Since 2017 prices no longer foretell reclaims for capacity, so this model
 * only shows what a maximum price adds; hazard scale and presets do not apply.
 */
import type { Catalog } from '../catalog.ts';
import type { SpotMarket, SpotPool } from '../spot-market.ts';
import type { PriceSteps, SpotPriceHistory } from './spot-price-history.ts';

export interface PriceHistoryInput {
  readonly history: SpotPriceHistory;
  /** Highest price paid, percent of On-Demand; Batch's default is 100. */
  readonly bidPercentage?: number;
  /** Epoch ms of time 0 of the run; the first price of the file when left out. */
  readonly originEpochMs?: number;
  /** Zone names by zone number; the file's zones in alphabetical order when left out. */
  readonly zones?: readonly string[];
}

export interface PriceHistoryMarket extends SpotMarket {
  /**
   * The pool's price at that moment, whole micro-dollars per hour; undefined when the file has no row for the pool. Before the
   * first row its price holds, after the last row that one.
   */
  priceMicroUsdPerHour(pool: SpotPool, atMs: number): number | undefined;
}

/** A pool without prices, or a type without an On-Demand price, has no ceiling to cross: it launches and is never reclaimed. */
export function createPriceHistoryMarket(input: PriceHistoryInput, catalog: Catalog): PriceHistoryMarket {
  const { history } = input;
  const zones = input.zones ?? history.zones;
  const originEpochMs = input.originEpochMs ?? history.firstEpochMs;
  const stepsOf = (pool: SpotPool) => history.steps.get(`${pool.instanceType}/${zones[pool.zone] ?? ''}`);
  const ceilingOf = (pool: SpotPool) => {
    const onDemand = catalog.byName.get(pool.instanceType)?.onDemandMicroUsdPerHour;
    return onDemand === undefined ? Number.POSITIVE_INFINITY : (onDemand * (input.bidPercentage ?? 100)) / 100;
  };
  const priceAt = (pool: SpotPool, atMs: number) => {
    const steps = stepsOf(pool);
    return steps?.microUsdPerHour[stepDuring(steps, originEpochMs + atMs)];
  };
  const isAffordable = (pool: SpotPool, atMs: number) => {
    const price = priceAt(pool, atMs);
    return price === undefined || price <= ceilingOf(pool);
  };
  return {
    model: 'price-history',
    priceMicroUsdPerHour: priceAt,
    canLaunch: isAffordable,
    capacityScore: (pool, atMs) => headroom(priceAt(pool, atMs), ceilingOf(pool)),
    reclaimMs: (pool, _ordinal, runningMs) => {
      if (!isAffordable(pool, runningMs)) return runningMs + 1;
      return firstCrossingMs(stepsOf(pool), ceilingOf(pool), originEpochMs, runningMs);
    },
  };
}

/** Share of the ceiling that the price leaves; .5 when either is unknown. */
function headroom(price: number | undefined, ceiling: number): number {
  if (price === undefined || ceiling === Number.POSITIVE_INFINITY) return 0.5;
  return Math.max(0, 1 - price / ceiling);
}

function firstCrossingMs(
  steps: PriceSteps | undefined,
  ceiling: number,
  originEpochMs: number,
  runningMs: number,
): number {
  if (steps === undefined) return Number.POSITIVE_INFINITY;
  const { fromEpochMs, microUsdPerHour } = steps;
  for (let step = stepDuring(steps, originEpochMs + runningMs) + 1; step < fromEpochMs.length; step++) {
    if ((microUsdPerHour[step] ?? 0) > ceiling) return (fromEpochMs[step] ?? 0) - originEpochMs;
  }
  return Number.POSITIVE_INFINITY;
}

/** Index of the step in force; the first one before the history begins. */
function stepDuring(steps: PriceSteps, epochMs: number): number {
  let low = 0;
  let high = steps.fromEpochMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps.fromEpochMs[middle] ?? 0) <= epochMs) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
