/** A Spot market whose weather a test writes down: who is refused when, how long each instance lives, how roomy pools look. */
import type { SpotMarket, SpotPool } from '../../src/models/spot-market.ts';

export interface MarketScript {
  /** Default: every launch succeeds. */
  readonly refuses?: (pool: SpotPool, atMs: number) => boolean;
  /** Time from running to the reclaim of the pool's nth instance, ms; default never. */
  readonly lifeMs?: (pool: SpotPool, ordinal: number) => number;
  /** Default 1 everywhere. */
  readonly score?: (pool: SpotPool, atMs: number) => number;
}

export function scriptedMarket({ refuses, lifeMs, score }: MarketScript): SpotMarket {
  return {
    model: 'scripted',
    canLaunch: (pool, atMs) => !(refuses?.(pool, atMs) ?? false),
    capacityScore: (pool, atMs) => score?.(pool, atMs) ?? 1,
    reclaimMs: (pool, ordinal, runningMs) => runningMs + (lifeMs?.(pool, ordinal) ?? Number.POSITIVE_INFINITY),
  };
}
