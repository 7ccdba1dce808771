/**
 * Which reclaim rate a pool has: the user's own measurement where `poolHazardsPerHour` holds one, else what the model says.
 * In the `pools` model a measurement rescales storms and single losses alike, so that their sum is the measured rate.
 */
import type { SpotAssumptions } from '../assumptions.ts';
import { constantLife, type LifeLaw } from '../restarts.ts';
import type { SpotPool } from '../spot-market.ts';
import { advisorHazardPerHour } from './hazards.ts';
import { bucketLaw } from './presets.ts';
import { meanMs, residualShortShare } from './spells.ts';

const HOUR_MS = 3_600_000;

/** Mean share of a pool that a storm takes: .25 x .3 + .75 x .95 (see pools.ts). */
const MEAN_SEVERITY = 0.7875;

/** Reclaims per instance-hour measured for the pool, for its type, or for `*` (all); undefined when none was given. */
export function measuredHazardPerHour(assumptions: SpotAssumptions, pool: SpotPool): number | undefined {
  const measured = assumptions.poolHazardsPerHour;
  if (measured === undefined) return undefined;
  return measured[`${pool.instanceType}/${pool.zone}`] ?? measured[pool.instanceType] ?? measured['*'];
}

/**
 * Reclaims per hour of an instance in the `pools` model at hazard scale 1: storms come once per mean up spell and take a mean
 * share of .7875 of the pool, single losses at the advisor's hazard.
 */
export function modelHazardPerHour(assumptions: SpotAssumptions, pool: SpotPool): number {
  const upHours = meanMs(bucketLaw(assumptions.preset, pool.interruptionBucket).up) / HOUR_MS;
  return MEAN_SEVERITY / upHours + advisorHazardPerHour(pool.interruptionBucket, assumptions);
}

/** Factor on the pool's hazards in the `pools` model: the user's hazard scale times measured over modelled. */
export function poolHazardScale(assumptions: SpotAssumptions, pool: SpotPool): number {
  const measured = measuredHazardPerHour(assumptions, pool);
  if (measured === undefined) return assumptions.hazardScale;
  return (assumptions.hazardScale * measured) / modelHazardPerHour(assumptions, pool);
}

/**
 * Long-run reclaims per hour of a running instance under the scenario's model; undefined for the models of recordings, which
 * have no rate.
 */
export function expectedHazardPerHour(assumptions: SpotAssumptions, pool: SpotPool): number | undefined {
  switch (assumptions.model) {
    case 'none':
      return 0;
    case 'advisor': {
      const stated = assumptions.hazardPerHour ?? advisorHazardPerHour(pool.interruptionBucket, assumptions);
      return (measuredHazardPerHour(assumptions, pool) ?? stated) * assumptions.hazardScale;
    }
    case 'pools':
      return modelHazardPerHour(assumptions, pool) * poolHazardScale(assumptions, pool);
    case 'replay':
    case 'price-history':
      return undefined;
  }
}

/**
 * How long instances live under the scenario's model; undefined for the models of recordings. In `pools` the first instance is met
 * at a random moment of its pool and later ones at the start of an up spell, where short spells are more common; a storm that
 * spares an instance counts as none.
 */
export function lifeLaw(assumptions: SpotAssumptions, pool: SpotPool): LifeLaw | undefined {
  if (assumptions.model !== 'pools') {
    const hazard = expectedHazardPerHour(assumptions, pool);
    return hazard === undefined ? undefined : constantLife(hazard);
  }
  const scale = poolHazardScale(assumptions, pool);
  const { up } = bucketLaw(assumptions.preset, pool.interruptionBucket);
  const alone = advisorHazardPerHour(pool.interruptionBucket, assumptions) * scale;
  const phases = (shortShare: number) =>
    [
      { share: shortShare, meanMs: up.shortMeanMs },
      { share: 1 - shortShare, meanMs: up.longMeanMs },
    ].map(({ share, meanMs: spellMs }) => ({
      share,
      hazardPerHour: (MEAN_SEVERITY * scale * HOUR_MS) / spellMs + alone,
    }));
  return { first: phases(residualShortShare(up)), next: phases(up.shortShare) };
}
