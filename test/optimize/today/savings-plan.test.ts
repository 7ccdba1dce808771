import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../../src/optimize/today/savings-plan.ts';

/** Ten hours, $20 On-Demand. */
const HOURS = [4, 4, 2, 2, 2, 2, 0, 0, 1, 3];

describe('On-Demand against a Savings Plan', () => {
  it('covers the level that a share 1 - discount of the hours reaches', () => {
    // 40 % off: six hours in ten must reach the level, and the sixth largest hour is $2. Of $2 an hour 7 x 2 + 1 = 15 are used
    // of 20: $1.50 an hour of On-Demand is saved for 2 x 0.6 = $1.20, which is $0.30 an hour or $2,628 in 8,760 hours.
    const coverage = coverageOf(HOURS, 40);
    expect(coverage).toMatchObject({ hours: 10, onDemandUsd: 20 });
    expect(coverage?.best).toEqual({
      usdPerHour: 1.2,
      level: { onDemandUsdPerHour: 2, usedShare: 0.75, breakEvenDiscountPercent: 25 },
      coveredShare: 0.75,
      savingUsdPerYear: 2628,
    });
  });

  it('names the discount at which each level pays, without knowing any rate', () => {
    // $4 an hour is reached by two hours in ten, $3 by three: of $4 the hours use 20 of 40, of $3 they use 18 of 30.
    const coverage = coverageOf(HOURS, null);
    expect(coverage?.best).toBeNull();
    expect(coverage?.levels).toEqual([
      // 75 % of ten hours are eight: the eighth largest is $1, used in eight hours of ten.
      { onDemandUsdPerHour: 1, usedShare: 0.8, breakEvenDiscountPercent: 20 },
      { onDemandUsdPerHour: 2, usedShare: 0.75, breakEvenDiscountPercent: 25 },
      { onDemandUsdPerHour: 3, usedShare: 0.6, breakEvenDiscountPercent: 40 },
      { onDemandUsdPerHour: 4, usedShare: 0.5, breakEvenDiscountPercent: 50 },
    ]);
  });

  it('tells no level of nothing where the last hour holds a fraction of a micro-dollar', () => {
    expect(coverageOf([2, 2, 2, 0.0000002], null)?.levels.map((level) => level.onDemandUsdPerHour)).toEqual([2]);
  });

  it('commits to nothing when the use comes in too few hours, and says nothing without On-Demand use', () => {
    expect(coverageOf([10, 0, 0, 0], 30)?.best).toBeNull();
    expect(coverageOf([0, 0], 30)).toBeUndefined();
    expect(coverageOf([], 30)).toBeUndefined();
  });

  it('is never beaten by another level', () => {
    const hours = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(hours, fc.integer({ min: 1, max: 70 }), fc.integer({ min: 0, max: 40 }), (usd, percent, halves) => {
        const saving = (level: number) =>
          usd.reduce((sum, one) => sum + Math.min(one, level), 0) / usd.length - level * (1 - percent / 100);
        const best = coverageOf(usd, percent)?.best;
        expect(saving(halves / 2) * 8760).toBeLessThanOrEqual((best?.savingUsdPerYear ?? 0) + 1e-3);
      }),
    );
  });
});
