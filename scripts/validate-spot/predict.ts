/** What a fitted pool predicts for another record: survival with an interval that knows how little was observed. */
import { exp, normalQuantile } from '../../src/models/elementary.ts';
import { exponential, PURPOSE, uniform } from '../../src/models/random.ts';
import { fitSpells, type Spell } from '../../src/models/spot/fit-spells.ts';
import type { PoolLaw } from '../../src/models/spot/presets.ts';
import { availability, residualShortShare, type SpellLaw, stretched } from '../../src/models/spot/spells.ts';
import { type Spells, survival } from './series.ts';

const SIMULATIONS = 200;

export interface Prediction {
  readonly low: number;
  readonly high: number;
}

/** How much pools of one type differ between zones: deviation of ln mean spell, up and down. */
export interface ZoneSpread {
  readonly up: number;
  readonly down: number;
}

/**
 * 200 laws that the spells of one record leave possible for another zone: each refits resampled spells (few spells = uncertain law)
 * and stretches them as zones differ.
 */
export function possibleLaws({ up, down }: Pick<Spells, 'up' | 'down'>, spread: ZoneSpread): readonly PoolLaw[] {
  const fitted = { up: fitSpells(up), down: fitSpells(down) };
  const factor = (deviation: number, draw: number, counter: number) =>
    exp(deviation * normalQuantile(uniform(1, PURPOSE.bootstrap, draw, counter)));
  return Array.from({ length: SIMULATIONS }, (_, draw) => ({
    up: stretched(fitSpells(resampled(up, draw, 1), fitted.up), factor(spread.up, draw, 0)),
    down: stretched(fitSpells(resampled(down, draw, 2), fitted.down), factor(spread.down, draw, 1)),
  }));
}

/** 80 % interval of the survival seen in a record of `lengthMs`, one per horizon: every law simulates one record. */
export function predictSurvival(
  laws: readonly PoolLaw[],
  lengthMs: number,
  horizonsMs: readonly number[],
): readonly Prediction[] {
  const seen: number[][] = horizonsMs.map(() => []);
  for (const [draw, law] of laws.entries()) {
    const spans = simulatedSpans(law, lengthMs, draw);
    horizonsMs.forEach((ms, index) => {
      const share = survival(spans, lengthMs, ms);
      if (!Number.isNaN(share)) seen[index]?.push(share);
    });
  }
  return seen.map((shares) => {
    const sorted = shares.toSorted((left, right) => left - right);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
    return { low: at(0.1), high: at(0.9) };
  });
}

function resampled(spells: readonly Spell[], draw: number, entity: number): readonly Spell[] {
  return spells.map((spell, index) => {
    const u = uniform(entity, PURPOSE.bootstrap, draw, 2 + index);
    return spells[Math.floor(u * spells.length)] ?? spell;
  });
}

/** A stationary alternating record, as up spans. */
function simulatedSpans({ up, down }: PoolLaw, lengthMs: number, draw: number): readonly (readonly [number, number])[] {
  let counter = 0;
  const next = () => uniform(7, PURPOSE.syntheticRuntime, draw, counter++);
  const spellOf = (law: SpellLaw, shortShare: number) =>
    exponential(next() < shortShare ? law.shortMeanMs : law.longMeanMs, next());
  let isUp = next() < availability(up, down);
  const spans: [number, number][] = [];
  let atMs = 0;
  let isFirst = true;
  while (atMs < lengthMs) {
    const law = isUp ? up : down;
    const endMs = Math.min(lengthMs, atMs + spellOf(law, isFirst ? residualShortShare(law) : law.shortShare));
    if (isUp) spans.push([atMs, endMs]);
    [atMs, isUp, isFirst] = [endMs, !isUp, false];
  }
  return spans;
}
