/** Builders for the Spot tests: pools by name and markets by what differs from the typical assumptions. */
import { presetAssumptions, type SpotAssumptions } from '../../../src/models/assumptions.ts';
import { familyOf } from '../../../src/models/catalog.ts';
import { keyOf } from '../../../src/models/random.ts';
import type { DailyRhythm } from '../../../src/models/spot/diurnal.ts';
import { createSpotMarket } from '../../../src/models/spot/index.ts';
import type { SpotMarket, SpotPool } from '../../../src/models/spot-market.ts';

export const HOUR_MS = 3_600_000;
export const STEADY: Partial<DailyRhythm> = { amplitude: 0 };

export function poolOf(instanceType: string, zone = 0, interruptionBucket?: number): SpotPool {
  const pool = { instanceType, family: familyOf(instanceType), zone, key: keyOf(`${instanceType}/${zone}`) };
  return interruptionBucket === undefined ? pool : { ...pool, interruptionBucket };
}

export function spotAssumptions(changes: Partial<SpotAssumptions> = {}): SpotAssumptions {
  return { ...presetAssumptions('typical').spot, ...changes };
}

export function marketOf(
  changes: Partial<SpotAssumptions> = {},
  seed = 1,
  rhythm: Partial<DailyRhythm> = STEADY,
): SpotMarket {
  const made = createSpotMarket({ assumptions: spotAssumptions(changes), seed, rhythm });
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.value;
}
