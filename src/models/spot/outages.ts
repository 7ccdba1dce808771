/**
 * Puts announced outages over any Spot market: a pool inside one refuses launches, and whatever runs in it when the outage
 * begins is taken back at that moment. For stress tests ("the largest pool is offline for six hours").
 */
import type { SpotMarket, SpotPool } from '../spot-market.ts';

/** Which pools, and when. A pool is hit when every condition that is given fits it. */
export interface SpotOutage {
  readonly instanceType?: string;
  readonly family?: string;
  /** 0-based zone number. */
  readonly zone?: number;
  /** Hours since the start of the run. */
  readonly fromHour: number;
  /** Length in hours; undefined = to the end of the run. */
  readonly hours?: number;
}

const HOUR_MS = 3_600_000;

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The market itself when there is no outage. */
export function withOutages(market: SpotMarket, outages: readonly SpotOutage[]): SpotMarket {
  if (outages.length === 0) return market;
  const known = new Map<number, readonly Window[]>();
  const windowsOf = (pool: SpotPool): readonly Window[] => {
    const windows = known.get(pool.key) ?? outages.filter((outage) => hits(outage, pool)).map(windowOf);
    known.set(pool.key, windows);
    return windows;
  };
  const isOut = (pool: SpotPool, atMs: number) =>
    windowsOf(pool).some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
  return {
    model: market.model,
    canLaunch: (pool, atMs) => !isOut(pool, atMs) && market.canLaunch(pool, atMs),
    capacityScore: (pool, atMs) => (isOut(pool, atMs) ? 0 : market.capacityScore(pool, atMs)),
    reclaimMs: (pool, ordinal, runningMs) => {
      let reclaimMs = market.reclaimMs(pool, ordinal, runningMs);
      for (const { fromMs, toMs } of windowsOf(pool)) {
        // Launched before the outage and becoming ready within it: lost at once.
        if (runningMs < toMs) reclaimMs = Math.min(reclaimMs, Math.max(fromMs, runningMs + 1));
      }
      return reclaimMs;
    },
  };
}

function hits({ instanceType, family, zone }: SpotOutage, pool: SpotPool): boolean {
  return (
    (instanceType === undefined || instanceType === pool.instanceType) &&
    (family === undefined || family === pool.family) &&
    (zone === undefined || zone === pool.zone)
  );
}

function windowOf({ fromHour, hours }: SpotOutage): Window {
  const fromMs = Math.round(fromHour * HOUR_MS);
  return { fromMs, toMs: hours === undefined ? Number.POSITIVE_INFINITY : fromMs + Math.round(hours * HOUR_MS) };
}
