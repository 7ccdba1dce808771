/**
 * Fits the two-phase law (H2) to observed spells by expectation-maximisation. A spell cut off by the edge of the record counts as
 * "at least this long"; both phases are exponential, so the expected rest of a cut spell is the phase's mean.
 */
import { exp, ln } from '../elementary.ts';
import { meanMs, residualShortShare, type SpellLaw } from './spells.ts';

export interface Spell {
  /** Above 0. */
  readonly ms: number;
  /** True when the record began or ended inside it. */
  readonly isCut: boolean;
}

const STEPS = 400;
const SETTLED = 1e-7;
const SMALLEST_SHARE = 1e-6;

/** Throws RangeError without spells. `from` is where to begin, such as the fit of a similar record. */
export function fitSpells(spells: readonly Spell[], from?: SpellLaw): SpellLaw {
  if (spells.length === 0) throw new RangeError('there are no spells to fit');
  const mean = spells.reduce((sum, { ms }) => sum + ms, 0) / spells.length;
  let law: SpellLaw = from ?? { shortShare: 0.5, shortMeanMs: mean / 4, longMeanMs: 2 * mean };
  for (let step = 0; step < STEPS; step++) {
    const next = improved(spells, law);
    const isSettled =
      Math.abs(next.shortMeanMs / law.shortMeanMs - 1) < SETTLED &&
      Math.abs(next.longMeanMs / law.longMeanMs - 1) < SETTLED;
    law = next;
    if (isSettled) break;
  }
  return law;
}

function improved(spells: readonly Spell[], law: SpellLaw): SpellLaw {
  const { shortShare, shortMeanMs, longMeanMs } = law;
  let [shortWeight, shortMs, longMs] = [0, 0, 0];
  for (const { ms, isCut } of spells) {
    const short = shortShare * exp(-ms / shortMeanMs) * (isCut ? 1 : 1 / shortMeanMs);
    const long = (1 - shortShare) * exp(-ms / longMeanMs) * (isCut ? 1 : 1 / longMeanMs);
    // Both underflow only for a spell many times the long mean: it is a long one.
    const weight = short + long > 0 ? short / (short + long) : 0;
    shortWeight += weight;
    shortMs += weight * (ms + (isCut ? shortMeanMs : 0));
    longMs += (1 - weight) * (ms + (isCut ? longMeanMs : 0));
  }
  const longWeight = spells.length - shortWeight;
  const share = shortWeight / spells.length;
  return {
    shortShare: Math.min(1 - SMALLEST_SHARE, Math.max(SMALLEST_SHARE, share)),
    shortMeanMs: shortWeight > SMALLEST_SHARE ? shortMs / shortWeight : shortMeanMs,
    longMeanMs: longWeight > SMALLEST_SHARE ? longMs / longWeight : longMeanMs,
  };
}

/** ln of the likelihood; cut spells by their survival. */
export function lnLikelihood(spells: readonly Spell[], { shortShare, shortMeanMs, longMeanMs }: SpellLaw): number {
  return spells.reduce((sum, { ms, isCut }) => {
    const short = (shortShare * exp(-ms / shortMeanMs)) / (isCut ? 1 : shortMeanMs);
    const long = ((1 - shortShare) * exp(-ms / longMeanMs)) / (isCut ? 1 : longMeanMs);
    return sum + ln(short + long);
  }, 0);
}

/** P(spell > ms). */
export function spellSurvival({ shortShare, shortMeanMs, longMeanMs }: SpellLaw, ms: number): number {
  return shortShare * exp(-ms / shortMeanMs) + (1 - shortShare) * exp(-ms / longMeanMs);
}

/** P(a spell met at a random moment lasts another `ms`). */
export function residualSurvival(law: SpellLaw, ms: number): number {
  return spellSurvival({ ...law, shortShare: residualShortShare(law) }, ms);
}

/** The length that half of the spells exceed, ms. */
export function medianMs(law: SpellLaw): number {
  let [low, high] = [0, 2 * meanMs(law)];
  for (let step = 0; step < 200 && high - low > 1e-9 * high; step++) {
    const middle = (low + high) / 2;
    if (spellSurvival(law, middle) > 0.5) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
