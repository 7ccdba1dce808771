import { describe, expect, it } from 'vitest';
import { chanceOfAtLeast, rankAbove } from '../../src/study/binomial.ts';

describe('the chance of at least so many successes', () => {
  it('is the sum by hand', () => {
    // P(X >= 3), n = 5, p = 0.4: 10 x 0.064 x 0.36 + 5 x 0.0256 x 0.6 + 0.01024 = 0.2304 + 0.0768 + 0.01024.
    expect(chanceOfAtLeast(3, 5, 0.4)).toBeCloseTo(0.31744, 12);
    expect(chanceOfAtLeast(1, 30, 0.1)).toBeCloseTo(1 - 0.9 ** 30, 12);
    expect(chanceOfAtLeast(30, 30, 0.9)).toBeCloseTo(0.9 ** 30, 12);
  });

  it('is certain for none, and impossible beyond all or without a chance', () => {
    expect([chanceOfAtLeast(0, 5, 0.2), chanceOfAtLeast(0, 5, 0), chanceOfAtLeast(5, 5, 1)]).toEqual([1, 1, 1]);
    expect([chanceOfAtLeast(6, 5, 0.2), chanceOfAtLeast(1, 5, 0), chanceOfAtLeast(6, 5, 1)]).toEqual([0, 0, 0]);
  });

  it('neither under- nor overflows for millions of trials: half of them is 0.5 and half of the likeliest term', () => {
    // The likeliest of 10^6 at p = 0.5 has 1 / sqrt(pi n / 2) = 0.000797885.
    expect(chanceOfAtLeast(500_000, 1_000_000, 0.5)).toBeCloseTo(0.5 + 0.000797885 / 2, 8);
  });
});

describe('the rank above a quantile', () => {
  it('leaves at most 2.5 % below it', () => {
    // Binomial(10, 1/2): P(>= 9) = 11 / 1024 = 1.1 %, P(>= 8) = 56 / 1024 = 5.5 %. Binomial(6, 1/2): P(6) = 1 / 64 = 1.6 %.
    expect([10, 6].map((count) => rankAbove(count, 0.5, 0.025))).toEqual([9, 6]);
    // The usual table has ranks 10 and 21 of 30, 40 and 61 of 100.
    expect([30, 100].map((count) => rankAbove(count, 0.5, 0.025))).toEqual([21, 61]);
    // Counted from above: Binomial(20, 0.05) has P(>= 4) = 1.6 % and P(>= 3) = 7.5 %, so the 17th of 20 lies below the p95.
    expect(rankAbove(20, 0.05, 0.025)).toBe(4);
  });

  it('is missing where so few values have none', () => {
    // 1 / 32 = 3.1 %; all 20 are below the p95 with 0.95^20 = 35.8 %.
    expect(rankAbove(5, 0.5, 0.025)).toBeUndefined();
    expect(rankAbove(20, 0.95, 0.025)).toBeUndefined();
  });
});
