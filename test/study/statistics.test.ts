import { describe, expect, it } from 'vitest';
import {
  meanInterval,
  meanOf,
  pairedDifference,
  pairedSaving,
  standardDeviationOf,
} from '../../src/study/statistics.ts';

describe('a mean over replications', () => {
  it('is unknown without values, and has no interval with one', () => {
    expect(meanOf([])).toBeUndefined();
    expect(meanInterval([])).toBeUndefined();
    expect(meanInterval([7])).toEqual({ mean: 7 });
    expect(standardDeviationOf([7])).toBeUndefined();
  });

  it('has the t-interval of the hand calculation', () => {
    // 2, 4, 6: mean 4, sd sqrt((4 + 0 + 4) / 2) = 2, t(0.975, 2) = 4.302653, half width 4.302653 x 2 / sqrt 3 = 4.968275.
    const interval = meanInterval([2, 4, 6]);
    expect(standardDeviationOf([2, 4, 6])).toBe(2);
    expect(interval?.mean).toBe(4);
    expect(interval?.lo).toBeCloseTo(4 - 4.968275, 5);
    expect(interval?.hi).toBeCloseTo(4 + 4.968275, 5);
  });

  it('has an interval of no width when every replication agrees', () => {
    expect(meanInterval([3, 3, 3])).toEqual({ mean: 3, lo: 3, hi: 3 });
  });
});

describe('a paired difference', () => {
  it('removes the luck that both candidates share', () => {
    // Costs swing between 10 and 30 but the differences are 1, 2, 3: mean 2, sd 1, half width 4.302653 / sqrt 3 = 2.484138.
    const wide = pairedDifference([11, 22, 33], [10, 20, 30]);
    expect(wide?.mean).toBe(2);
    expect(wide?.lo).toBeCloseTo(2 - 2.484138, 5);
    expect(wide?.distinguishable).toBe(false);
    // 2, 2.1, 1.9: sd 0.1, half width 0.248414, so 0 is far outside.
    expect(pairedDifference([12, 22.1, 31.9], [10, 20, 30])?.distinguishable).toBe(true);
  });

  it('cannot be told from nothing with one pair, or when all pairs are equal', () => {
    expect(pairedDifference([5], [3])).toEqual({ mean: 2, pairs: 1, distinguishable: false });
    expect(pairedDifference([5, 6], [5, 6])?.distinguishable).toBe(false);
    expect(pairedDifference([], [])).toBeUndefined();
  });

  it('refuses lists of different lengths', () => {
    expect(() => pairedDifference([1, 2], [1])).toThrow('2 and 1 values cannot be paired');
  });
});

describe('a paired saving', () => {
  it('agrees with the printed means and has the ratio interval of the hand calculation', () => {
    // Means 200 and 150: ratio 0.75, saving 0.25. Residuals 80 - 75 = 5, 150 - 150 = 0, 220 - 225 = -5: sd 5,
    // half width 4.302653 x 5 / sqrt 3 / 200 = 0.0621034.
    const saving = pairedSaving([100, 200, 300], [80, 150, 220]);
    expect(saving?.mean).toBe(0.25);
    expect(saving?.lo).toBeCloseTo(0.25 - 0.0621034, 6);
    expect(saving?.hi).toBeCloseTo(0.25 + 0.0621034, 6);
    expect(saving?.distinguishable).toBe(true);
  });

  it('is unknown when there is nothing to save from', () => {
    expect(pairedSaving([0, 0], [1, 1])).toBeUndefined();
    expect(pairedSaving([], [])).toBeUndefined();
    expect(pairedSaving([10], [5])).toEqual({ mean: 0.5, pairs: 1, distinguishable: false });
  });
});
