import { describe, expect, it } from 'vitest';
import { exp, normalQuantile } from '../../src/models/elementary.ts';
import { PURPOSE, uniform } from '../../src/models/random.ts';
import { apartOverDays } from '../../src/study/days-apart.ts';

const normal = (trial: number, day: number, which: number) => normalQuantile(uniform(trial, PURPOSE.shake, which, day));

describe('two configurations over days', () => {
  it('have an interval of no width where every day has the same ratio', () => {
    const found = apartOverDays([11, 22, 5.5, 110, 33], [10, 20, 5, 100, 30], 7);
    expect(found).toMatchObject({ days: 5, horizonDays: 7, distinguishable: true });
    for (const end of [found?.extraShare, found?.lo, found?.hi]) expect(end).toBeCloseTo(0.1, 12);
  });

  it('cannot be told apart when one day carries the lead', () => {
    // Ratio 10 / 5 = 2; residuals -1 four times and 4 once: their squares sum to 20. Spread sqrt(20 / 4) over the mean of 2 is 1.118.
    // Self-similar days, H = 0.8, 5 seen and 1 to come: variance 5^-0.4 + 1 - (6^1.6 - 5^1.6 - 1) / 5 = 0.8353 over
    // 5 (1 - 5^-0.4) / 4 = 0.5934, so the half-width is 2.776 x 1.118 x sqrt(1.4077) = 3.683 on the logarithm.
    const found = apartOverDays([1, 1, 1, 1, 6], [1, 1, 1, 1, 1], 1);
    expect(found?.extraShare).toBe(1);
    expect(found?.hi).toBeCloseTo(2 * Math.exp(3.683) - 1, 0);
    expect(found?.lo).toBeCloseTo(2 * Math.exp(-3.683) - 1, 2);
    expect(found?.distinguishable).toBe(false);
  });

  it('are told apart by the same lead on all days', () => {
    expect(apartOverDays([1.9, 2, 2.1, 2, 2], [1, 1, 1, 1, 1], 1)?.distinguishable).toBe(true);
  });

  it('say the same the other way round', () => {
    const [left, right] = [
      [3, 5, 4, 8, 2, 9],
      [2, 5, 5, 7, 2, 6],
    ];
    const [one, other] = [apartOverDays(left, right, 3), apartOverDays(right, left, 3)];
    expect((1 + (one?.extraShare ?? 0)) * (1 + (other?.extraShare ?? 0))).toBeCloseTo(1, 12);
    expect((1 + (one?.lo ?? 0)) * (1 + (other?.hi ?? 0))).toBeCloseTo(1, 12);
  });

  it('hold the ratio of a coming stretch of independent days more often than 95 % says, never less', () => {
    const trials = 400;
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      // Loads differ from day to day by a factor of three, the ratio of the two costs by 10 %, around 1.2.
      const days = Array.from({ length: 28 }, (_, day) => {
        const load = exp(1.1 * normal(trial, day, 0));
        return [load * 1.2 * exp(0.1 * normal(trial, day, 1)), load] as const;
      });
      const found = apartOverDays(
        days.slice(0, 20).map(([first]) => first),
        days.slice(0, 20).map(([, second]) => second),
        8,
      );
      const coming = days.slice(20);
      const ratio =
        coming.reduce((sum, [first]) => sum + first, 0) / coming.reduce((sum, [, second]) => sum + second, 0);
      if (found !== undefined && ratio - 1 >= found.lo && ratio - 1 <= found.hi) held++;
    }
    expect(held / trials).toBeGreaterThan(0.93);
  });

  it('say nothing with fewer than five days or where nothing was paid, and refuse days that do not pair', () => {
    expect(apartOverDays([1, 2, 3, 4], [1, 2, 3, 4], 7)).toBeUndefined();
    expect(apartOverDays([0, 0, 0, 0, 0], [1, 1, 1, 1, 1], 7)).toBeUndefined();
    expect(() => apartOverDays([1], [1, 2], 7)).toThrow(RangeError);
  });
});
