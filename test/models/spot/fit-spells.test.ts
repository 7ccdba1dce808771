import { describe, expect, it } from 'vitest';
import { exponential, PURPOSE, uniform } from '../../../src/models/random.ts';
import {
  fitSpells,
  lnLikelihood,
  medianMs,
  residualSurvival,
  type Spell,
  spellSurvival,
} from '../../../src/models/spot/fit-spells.ts';
import { meanMs, type SpellLaw } from '../../../src/models/spot/spells.ts';

const HOUR_MS = 3_600_000;
/** The fit of p3.2xlarge in us-west-2: 72 % of 1.09 h, else 23.9 h. */
const LAW: SpellLaw = { shortShare: 0.72, shortMeanMs: 1.09 * HOUR_MS, longMeanMs: 23.9 * HOUR_MS };

function drawn(count: number, cutMs = Number.POSITIVE_INFINITY): Spell[] {
  return Array.from({ length: count }, (_, index) => {
    const isShort = uniform(3, PURPOSE.bootstrap, index, 0) < LAW.shortShare;
    const ms = exponential(isShort ? LAW.shortMeanMs : LAW.longMeanMs, uniform(3, PURPOSE.bootstrap, index, 1));
    return { ms: Math.min(ms, cutMs), isCut: ms > cutMs };
  });
}

describe('a fit of spells', () => {
  it('finds the law they were drawn from', () => {
    const law = fitSpells(drawn(20_000));
    expect(Math.abs(law.shortShare - 0.72)).toBeLessThan(0.02);
    expect(Math.abs(law.shortMeanMs / LAW.shortMeanMs - 1)).toBeLessThan(0.05);
    expect(Math.abs(law.longMeanMs / LAW.longMeanMs - 1)).toBeLessThan(0.05);
  });

  it('keeps the mean of whole spells exactly, as every maximum likelihood mixture of exponentials does', () => {
    const spells = drawn(200);
    const mean = spells.reduce((sum, { ms }) => sum + ms, 0) / spells.length;
    expect(Math.abs(meanMs(fitSpells(spells)) / mean - 1)).toBeLessThan(1e-6);
  });

  it('does not take cut spells for short ones', () => {
    // Every spell is cut at 24 h: taken as whole, the long mean would come out below 12 h.
    const law = fitSpells(drawn(20_000, 24 * HOUR_MS));
    expect(Math.abs(law.longMeanMs / LAW.longMeanMs - 1)).toBeLessThan(0.08);
  });

  it('is at least as likely as the true law', () => {
    const spells = drawn(500);
    expect(lnLikelihood(spells, fitSpells(spells))).toBeGreaterThanOrEqual(lnLikelihood(spells, LAW));
  });

  it('has the survival, the residual survival and the median of H2', () => {
    // .72 e^(-1/1.09) + .28 e^(-1/23.9) = .72 x .39957 + .28 x .95902 = .55622.
    expect(spellSurvival(LAW, HOUR_MS)).toBeCloseTo(0.55622, 4);
    // Met at random, short with .72 x 1.09 / (.7848 + 6.692) = .10496: .10496 x .39957 + .89504 x .95902 = .90030.
    expect(residualSurvival(LAW, HOUR_MS)).toBeCloseTo(0.9003, 4);
    expect(spellSurvival(LAW, medianMs(LAW))).toBeCloseTo(0.5, 9);
  });
});
