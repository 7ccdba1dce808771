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
import { constantHazardPerHour } from '../../models/spot/advisor.ts';
import { advisorHazardPerHour } from '../../models/spot/hazards.ts';
import { poolHazardScale } from '../../models/spot/measured-hazard.ts';
import {
  DEFAULT_RHYTHM,
  FULL_SEVERITY,
  MILD_SEVERITY,
  MILD_STORM_PROBABILITY,
  RECLAIM_WINDOW_MS,
} from '../../models/spot/pools.ts';
import { bucketLaw } from '../../models/spot/presets.ts';
import type { SpotPool } from '../../models/spot-market.ts';

const HOUR_MS = 3_600_000;
/** Share of its pool that a storm takes, on average; each instance's own chance. */
const MEAN_SEVERITY = MILD_STORM_PROBABILITY * MILD_SEVERITY + (1 - MILD_STORM_PROBABILITY) * FULL_SEVERITY;
/** Given away for the rounding of reclaim times to whole milliseconds. */
const TIME_TOLERANCE = 1e-6;

/** Models whose reclaims have a known highest intensity; an outage on schedule has none, a plan may wait for it. */
export function hasKnownHazards({ spot }: Assumptions): boolean {
  return (spot.model === 'pools' || spot.model === 'advisor') && (spot.outages ?? []).length === 0;
}

/** Between 0 and 1; 1 when nothing is ever reclaimed. */
export function leastPaidShare(type: InstanceType, assumptions: Assumptions): number {
  const rate = highestIntensityPerHour(type, assumptions);
  if (rate === 0) return 1;
  const delay = assumptions.spot.model === 'pools' ? RECLAIM_WINDOW_MS / HOUR_MS : 0;
  return ((rate / (exp(rate) - 1)) * (1 - TIME_TOLERANCE)) / (1 + rate * delay);
}

/** Most reclaims per instance-hour in any zone at any moment, given all that a plan can have seen; known hazards only. */
export function highestIntensityPerHour(type: InstanceType, { spot, zones }: Assumptions): number {
  const { instanceType, family, spotInterruptionBucket } = type;
  let highest = 0;
  for (let zone = 0; zone < zones; zone++) {
    const pool: SpotPool = {
      instanceType,
      family,
      zone,
      key: 0,
      ...(spotInterruptionBucket !== undefined && { interruptionBucket: spotInterruptionBucket }),
    };
    highest = Math.max(
      highest,
      spot.model === 'advisor' ? constantHazardPerHour(spot, pool) : stormyIntensity(spot, pool),
    );
  }
  return highest;
}

/** Single losses, and storms at the peak of a day of short spells. */
function stormyIntensity(spot: SpotAssumptions, pool: SpotPool): number {
  const { up } = bucketLaw(spot.preset, pool.interruptionBucket);
  const falls = ((1 + DEFAULT_RHYTHM.amplitude) * HOUR_MS) / Math.min(up.shortMeanMs, up.longMeanMs);
  const alone = advisorHazardPerHour(pool.interruptionBucket, spot);
  return poolHazardScale(spot, pool) * (alone + MEAN_SEVERITY * falls);
}
