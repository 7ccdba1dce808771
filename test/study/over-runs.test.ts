import { describe, expect, it } from 'vitest';
import { fewRunsWarnings } from '../../src/study/few-runs.ts';
import { isSkewed, overRuns } from '../../src/study/over-runs.ts';

describe('a figure over the replications', () => {
  it('has the middle one between order statistics, and the worst', () => {
    // Of ten the fifth is the middle one by nearest rank, and the interval goes from the second to the ninth.
    expect(overRuns([10, 1, 9, 2, 8, 3, 7, 4, 6, 5])).toEqual({ median: 5, lo: 2, hi: 9, worst: 10, isSkewed: false });
  });

  it('has no interval of the middle one below six, and is itself with one', () => {
    expect(overRuns([3, 1, 2])).toEqual({ median: 2, worst: 3, isSkewed: false });
    expect(overRuns([7])).toEqual({ median: 7, worst: 7, isSkewed: false });
  });

  it('is skewed by the rule of Cochran, n <= 25 G^2', () => {
    // n - 1 zeros and a 1: the sum of cubes is (n - 1)(n - 2) / n^2 and the variance 1 / n, so G = n / ((n - 1)(n - 2)) x (n - 1)(n - 2)
    // / n^2 x n^(3/2) = sqrt(n), and 25 G^2 = 25 n.
    expect(isSkewed([0, 0, 0, 0, 0, 0, 0, 0, 0, 1])).toBe(true);
    // Towards small values nothing is promised too much.
    expect(isSkewed([1, 1, 1, 1, 1, 1, 1, 1, 1, 0])).toBe(false);
    // Values as far above their mean as below have G = 0.
    expect(isSkewed([1, 2, 3, 4, 5])).toBe(false);
    expect(isSkewed([4, 4, 4])).toBe(false);
    expect(isSkewed([1, 9])).toBe(false);
  });

  it('needs a smaller skewness of fewer runs', () => {
    // 60 % zeros and 40 % ones have a skewness near 0.2 / sqrt(0.24) = 0.41, and 25 x 0.41^2 = 4.2.
    const ofTen = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1];
    expect(isSkewed(ofTen)).toBe(false);
    // 80 and 20 %: 0.6 / sqrt(0.16) = 1.5, of ten Fisher's 1.78; 25 x 1.5^2 = 56 is less than a hundred.
    const eighty = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1];
    expect(isSkewed(eighty)).toBe(true);
    expect(isSkewed(Array.from({ length: 10 }, () => eighty).flat())).toBe(false);
  });
});

describe('a wait that few runs make', () => {
  const usual = { mean: 60, p50: 5, p99: 900, max: 1000, worst: 4000 };

  it('is told where its mean lies above the interval of the middle run', () => {
    // Nine runs of 180 s and one of 3600: mean 522, the second to the ninth all 180.
    const p95OverRuns = overRuns([...Array.from({ length: 9 }, () => 180), 3600]);
    expect(fewRunsWarnings({ ...usual, p95: 522, p95OverRuns }, 10)).toEqual([
      'few runs make the p95 wait of 8m 42s: the middle one of 10 has 3m, the worst 1h, and other seeds give other means; a limit such as P(p95(wait) <= 15m) >= 0.9 asks it of single runs',
    ]);
  });

  it('is not told of waits that vary, of fewer than six runs or of one', () => {
    const p95OverRuns = overRuns([100, 120, 140, 160, 180, 200, 220, 240]);
    expect(fewRunsWarnings({ ...usual, p95: 170, p95OverRuns }, 8)).toEqual([]);
    expect(fewRunsWarnings({ ...usual, p95: 1000, p95OverRuns: overRuns([1, 1, 1, 1, 4996]) }, 5)).toEqual([]);
    expect(fewRunsWarnings({ ...usual, p95: 170 }, 1)).toEqual([]);
    expect(fewRunsWarnings(undefined, 20)).toEqual([]);
  });
});
