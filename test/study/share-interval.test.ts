import { describe, expect, it } from 'vitest';
import { leastShare, ruleOfThree, shareInterval, shareNoWorse } from '../../src/study/share-interval.ts';

describe('a share of replications', () => {
  it('has the Clopper-Pearson interval of the literature', () => {
    // Newcombe 1998, Table I, method 5: 81/263 -> 0.2527 to 0.3676; 15/148 -> 0.0578 to 0.1617; 0/20 -> 0 to 0.1684; 1/29 -> 0.0009 to 0.1776.
    expectShare(shareInterval(81, 263), 0.2527, 0.3676);
    expectShare(shareInterval(15, 148), 0.0578, 0.1617);
    expectShare(shareInterval(0, 20), 0, 0.1684);
    expectShare(shareInterval(1, 29), 0.0009, 0.1776);
    expect(shareInterval(20, 20)?.hi).toBe(1);
    expect(shareInterval(0, 20)?.lo).toBe(0);
  });

  it('is at least 0.05^(1 / n) when all of n succeeded, 95 % sure, and none when none did', () => {
    for (const n of [1, 3, 20, 30, 299, 5000]) expect(leastShare(n, n, 0.95)).toBeCloseTo(0.05 ** (1 / n), 12);
    // ln 0.05 = -2.9957, over 30 is -0.09986, and e to that is 0.90497; Wilson's bound said 30 / 32.7055 = 0.9173.
    expect(shareNoWorse(30)).toBeCloseTo(0.90497, 5);
    expect(leastShare(0, 30, 0.95)).toBe(0);
    expect(shareInterval(0, 30, 0.9)?.hi).toBeCloseTo(1 - 0.05 ** (1 / 30), 12);
  });

  it('is the p at which so many or more are seen with 5 %, for 2 of 3: 3 p^2 (1 - p) + p^3 = 0.05', () => {
    const p = leastShare(2, 3, 0.95);
    expect(3 * p * p * (1 - p) + p * p * p).toBeCloseTo(0.05, 12);
    expect(p).toBeCloseTo(0.13535, 5);
  });

  it('is never overrated: whatever the share, the bound lies above it in at most 5 % of samples', () => {
    // Of 20: the sum over k of C(20, k) p^k (1 - p)^(20 - k) where the bound for k is above p. Wilson's is above 0.01 in 18 %.
    for (let p = 0.005; p < 1; p += 0.005) {
      let missed = 0;
      let combinations = 1;
      for (let k = 0; k <= 20; k++) {
        if (leastShare(k, 20, 0.95) > p) missed += combinations * p ** k * (1 - p) ** (20 - k);
        combinations *= (20 - k) / (k + 1);
      }
      expect(missed).toBeLessThanOrEqual(0.05 + 1e-9);
    }
  });

  it('is unknown without trials', () => {
    expect(shareInterval(0, 0)).toBeUndefined();
    expect(ruleOfThree(0)).toBeUndefined();
  });

  it('follows the rule of three when nothing was seen, which errs to the safe side', () => {
    expect(ruleOfThree(30)).toBe(0.1);
    expect(ruleOfThree(2)).toBe(1);
    for (const n of [1, 5, 20, 300]) expect(ruleOfThree(n)).toBeGreaterThan(1 - shareNoWorse(n));
  });
});

function expectShare(interval: { lo: number; hi: number } | undefined, lo: number, hi: number): void {
  expect(interval?.lo).toBeCloseTo(lo, 4);
  expect(interval?.hi).toBeCloseTo(hi, 4);
}
