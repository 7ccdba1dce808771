/**
 * How calm a market each preset stands for, and how the Spot Advisor's bucket spreads instance types around it. Spell
 * lengths are fits to, or stated assumptions beside, the public spot-traces series (docs/spot-models.md).
 */
import type { SpotPreset } from '../assumptions.ts';
import { bucketShare } from './hazards.ts';
import { type SpellLaw, stretched } from './spells.ts';

const HOUR_MS = 3_600_000;

export interface PoolLaw {
  readonly up: SpellLaw;
  readonly down: SpellLaw;
}

interface MarketPreset extends PoolLaw {
  /** The advisor odds F / (1 - F), square-rooted, of the kind of type these spells describe. */
  readonly referenceRootOdds: number;
}

/**
 * Mean of sqrt(F / (1 - F)) over the 894 Linux types of us-east-1 in the Spot Advisor of 2025-07-28:
 * (192 x .160 + 138 x .285 + 81 x .378 + 82 x .461 + 401 x .577) / 894.
 */
const AVERAGE_ROOT_ODDS = 0.4138;

const PRESETS: Readonly<Record<SpotPreset, MarketPreset>> = {
  // No public CPU series is calm enough to fit: an assumption, for types in the < 5 % bucket.
  calm: { up: spell(0.5, 24, 400), down: spell(0.8, 0.2, 1), referenceRootOdds: rootOdds(0) },
  // p3.2xlarge in us-west-2 (2023) with spells doubled, taken as the average type.
  typical: { up: spell(0.6, 3, 48), down: spell(0.8, 0.4, 2), referenceRootOdds: AVERAGE_ROOT_ODDS },
  // Measured on p3.2xlarge in us-east-1 (2023), taken as a type in the > 20 % bucket.
  scarce: { up: spell(0.7, 0.5, 5), down: spell(0.75, 0.5, 4), referenceRootOdds: rootOdds(4) },
};

/** The preset's own spells, before any bucket. */
export function presetLaw(preset: SpotPreset): PoolLaw {
  return PRESETS[preset];
}

/**
 * Spells of a pool whose type is in `bucket` (undefined counts as > 20 %): up spells are stretched by the square root of the
 * advisor odds relative to the preset's reference type. The square root shrinks the advisor's spread by half on a log scale,
 * because its figures are per region, a month old, of unknown denominator, and 45 % of types share one open-ended bucket.
 * Down spells do not depend on the bucket.
 */
export function bucketLaw(preset: SpotPreset, bucket: number | undefined): PoolLaw {
  const { up, down, referenceRootOdds } = PRESETS[preset];
  return { up: stretched(up, referenceRootOdds / rootOdds(bucket)), down };
}

function rootOdds(bucket: number | undefined): number {
  const share = bucketShare(bucket);
  return Math.sqrt(share / (1 - share));
}

function spell(shortShare: number, shortHours: number, longHours: number): SpellLaw {
  return { shortShare, shortMeanMs: shortHours * HOUR_MS, longMeanMs: longHours * HOUR_MS };
}
