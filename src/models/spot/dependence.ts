/**
 * How the weather of one pool hangs together with that of its neighbours: part of it is shared by the family in the whole
 * region, part by the family in one zone, the rest is the pool's own. Families do not share anything.
 */
import { keyOf, PURPOSE, uniform } from '../random.ts';
import type { SpotPool } from '../spot-market.ts';

/** One source of events a pool listens to, with its share of the pool's total event rate. */
export interface Source {
  readonly key: number;
  readonly weight: number;
}

/**
 * Shares of a pool's transitions that come from events common to (family, region) and to (family, zone). Two pools that hear
 * a share w of the same events have availability correlation phi(w); solving the 16-state Markov chain of two coupled pools
 * gives phi .43 at w = .74 and .50 at w = .79 for all three presets (measured: .43 across zones, .36-.56 within one).
 */
export const REGION_WEIGHT = 0.74;
export const ZONE_WEIGHT = 0.05;

/**
 * At time 0 a pool copies its family's draw with probability .656 and its zone's with .26, so two pools of different zones
 * share one draw with probability .656^2 = .43 and two of the same zone with .656^2 + .26^2 = .50: the same phi.
 */
const INITIAL_REGION_SHARE = 0.656;
const INITIAL_ZONE_SHARE = 0.26;

/** The pool's sources in the order region, zone, own; keyed by names, so no pool's presence changes another's weather. */
export function sourcesOf(pool: SpotPool): readonly Source[] {
  return [
    { key: keyOf(`family/${pool.family}`), weight: REGION_WEIGHT },
    { key: keyOf(`family/${pool.family}/${pool.zone}`), weight: ZONE_WEIGHT },
    { key: pool.key, weight: 1 - REGION_WEIGHT - ZONE_WEIGHT },
  ];
}

/** A uniform for the pool's state at time 0, low = bad weather, dependent across pools as described above. */
export function initialUniform(seed: number, pool: SpotPool): number {
  const [region, zone, own] = sourcesOf(pool);
  const choice = uniform(seed, PURPOSE.spotInitialState, pool.key, 1);
  const source =
    choice < INITIAL_REGION_SHARE ? region : choice < INITIAL_REGION_SHARE + INITIAL_ZONE_SHARE ? zone : own;
  return uniform(seed, PURPOSE.spotInitialState, source?.key ?? pool.key, 0);
}
