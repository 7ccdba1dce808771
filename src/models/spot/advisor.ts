/**
 * The memoryless Spot market: capacity is always there, and every instance is taken back after an exponential life whose
 * hazard comes from the pool's Spot Advisor bucket. The simplest model with interruptions; it has no common shocks, so it
 * understates how many instances of one pool go at once (`pools` has them).
 */
import type { SpotAssumptions } from '../assumptions.ts';
import { exponential, PURPOSE, uniform } from '../random.ts';
import type { SpotMarket, SpotPool } from '../spot-market.ts';
import { advisorHazardPerHour, UNKNOWN_BUCKET } from './hazards.ts';
import { measuredHazardPerHour } from './measured-hazard.ts';

const HOUR_MS = 3_600_000;

/** How calm each bucket looks to the capacity-optimised strategies; only the order matters. */
const BUCKET_SCORES: readonly number[] = [1, 0.8, 0.6, 0.4, 0.2];

/** Score 1 (< 5 %) to 0.2 (> 20 % or unknown). */
export function bucketScore(bucket: number | undefined): number {
  return BUCKET_SCORES[bucket ?? UNKNOWN_BUCKET] ?? 0.2;
}

/** Reclaims per instance-hour of a pool: measured, else `hazardPerHour`, else the advisor's bucket; times `hazardScale`. */
export function constantHazardPerHour(assumptions: SpotAssumptions, pool: SpotPool): number {
  const hazard =
    measuredHazardPerHour(assumptions, pool) ??
    assumptions.hazardPerHour ??
    advisorHazardPerHour(pool.interruptionBucket, assumptions);
  return hazard * assumptions.hazardScale;
}

/**
 * When the constant hazard ends the instance, ms since the start of the run; Infinity for a hazard of 0. One uniform per
 * (pool, ordinal), so a larger hazard only ever brings the same instance's end forward.
 */
export function exponentialReclaimMs(
  seed: number,
  pool: SpotPool,
  ordinal: number,
  runningMs: number,
  hazardPerHour: number,
): number {
  if (!(hazardPerHour > 0)) return Number.POSITIVE_INFINITY;
  const lifeMs = exponential(HOUR_MS / hazardPerHour, uniform(seed, PURPOSE.spotIdiosyncratic, pool.key, ordinal));
  return runningMs + Math.max(1, Math.ceil(lifeMs));
}

export function createAdvisorMarket(assumptions: SpotAssumptions, seed: number): SpotMarket {
  return {
    model: 'advisor',
    canLaunch: () => true,
    capacityScore: (pool) => bucketScore(pool.interruptionBucket),
    reclaimMs: (pool, ordinal, runningMs) =>
      exponentialReclaimMs(seed, pool, ordinal, runningMs, constantHazardPerHour(assumptions, pool)),
  };
}
