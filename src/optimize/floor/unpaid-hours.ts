/**
 * How much of its price a Spot hour brings in on average at least, when EC2 takes nothing for instances it reclaims within
 * their first hour. Decides nothing about single realisations: a lucky one can be cheaper.
 *
 * An instance is struck with intensity at most `rate` an hour whatever the plan has seen so far (Poisson storms and losses of
 * single instances), and taken at most `delay` hours later. Among all rules for when to give it back, paid time over billed
 * time is least for the one that keeps it until the hour is full: rate / ((e^rate - 1) (1 + rate delay)); docs/floor.md.
 */
import type { Assumptions, SpotAssumptions } from '../../models/assumptions.ts';
import type { InstanceType } from '../../models/catalog.ts';
import { exp } from '../../models/elementary.ts';
import { advisorHazardPerHour } from '../../models/spot/hazards.ts';
import {
  DEFAULT_RHYTHM,
  FULL_SEVERITY,
  MILD_SEVERITY,
  MILD_STORM_PROBABILITY,
  RECLAIM_WINDOW_MS,
} from '../../models/spot/pools.ts';
import { bucketLaw } from '../../models/spot/presets.ts';

const HOUR_MS = 3_600_000;
/** Share of its pool that a storm takes, on average; each instance's own chance. */
const MEAN_SEVERITY = MILD_STORM_PROBABILITY * MILD_SEVERITY + (1 - MILD_STORM_PROBABILITY) * FULL_SEVERITY;
/** Given away for the rounding of reclaim times to whole milliseconds. */
const TIME_TOLERANCE = 1e-6;

/** Models whose reclaims have a known highest intensity. */
export function hasKnownHazards({ spot }: Assumptions): boolean {
  return spot.model === 'pools' || spot.model === 'advisor';
}

/** Between 0 and 1; 1 when nothing is ever reclaimed. */
export function leastPaidShare(type: InstanceType, { spot }: Assumptions): number {
  const { rate, delay } = strikes(type.spotInterruptionBucket, spot);
  if (rate === 0) return 1;
  return ((rate / (exp(rate) - 1)) * (1 - TIME_TOLERANCE)) / (1 + rate * delay);
}

/** Highest intensity an hour and longest delay in hours. */
function strikes(bucket: number | undefined, spot: SpotAssumptions): { rate: number; delay: number } {
  const alone = advisorHazardPerHour(bucket, spot) * spot.hazardScale;
  if (spot.model === 'advisor') {
    return { rate: spot.hazardPerHour === undefined ? alone : spot.hazardPerHour * spot.hazardScale, delay: 0 };
  }
  const { up } = bucketLaw(spot.preset, bucket);
  const falls = (spot.hazardScale * (1 + DEFAULT_RHYTHM.amplitude) * HOUR_MS) / Math.min(up.shortMeanMs, up.longMeanMs);
  return { rate: alone + MEAN_SEVERITY * falls, delay: RECLAIM_WINDOW_MS / HOUR_MS };
}
