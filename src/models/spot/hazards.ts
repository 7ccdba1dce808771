/**
 * Turns a Spot Advisor bucket into a constant reclaim hazard per hour. The advisor states a share of instances interrupted
 * in the trailing month but not its denominator, so both readings are offered.
 */
import type { AdvisorReading } from '../assumptions.ts';
import { ln } from '../elementary.ts';

/**
 * Share interrupted assumed inside each bucket: the middle of <5 %, 5-10, 10-15 and 15-20 %, and 25 % for the open-ended
 * last one (> 20 %). Unit: share, 0 to 1.
 */
export const BUCKET_SHARES: readonly number[] = [0.025, 0.075, 0.125, 0.175, 0.25];

/** The bucket of a pool the advisor has no row for: the worst one, so that missing knowledge never looks safe. */
export const UNKNOWN_BUCKET = 4;

/** Hours in the advisor's trailing month. */
const MONTH_HOURS = 730;

export interface HazardReading {
  readonly advisorReading: AdvisorReading;
  /** Mean life in hours of instances that their owner ends; only for the `launch` reading. */
  readonly advisorMeanLifeHours: number;
}

/** Share interrupted for a bucket 0..4; an unknown or out-of-range bucket counts as the > 20 % one. */
export function bucketShare(bucket: number | undefined): number {
  return BUCKET_SHARES[bucket ?? UNKNOWN_BUCKET] ?? BUCKET_SHARES[UNKNOWN_BUCKET] ?? 1;
}

/**
 * Reclaims per instance-hour for an advisor bucket.
 *
 * `month`: an instance left alone for 730 h is interrupted with probability F, so the hazard is -ln(1 - F) / 730.
 * `launch`: a share F of launched instances ends by interruption rather than by their owner. With owner-ended lives that are
 * exponential with mean D hours, F = hazard D / (1 + hazard D), so the hazard is F / ((1 - F) D).
 *
 * An undefined bucket is treated as the > 20 % bucket.
 */
export function advisorHazardPerHour(bucket: number | undefined, reading: HazardReading): number {
  const share = bucketShare(bucket);
  switch (reading.advisorReading) {
    case 'month':
      return -ln(1 - share) / MONTH_HOURS;
    case 'launch':
      return share / ((1 - share) * reading.advisorMeanLifeHours);
  }
}
