import { describe, expect, it } from 'vitest';
import { exp, normalQuantile } from '../../src/models/elementary.ts';
import { PURPOSE, uniform } from '../../src/models/random.ts';
import type { DailyCost } from '../../src/study/daily-costs.ts';
import { futureCost, HURST, wideningFactor } from '../../src/study/future-cost.ts';

/** A path of fractional Gaussian noise by Hosking's recursion (Hosking 1984), exact for any length. */
function fractionalNoise(length: number, hurst: number, seed: number): readonly number[] {
  const covariance = (lag: number) =>
    0.5 * (Math.abs(lag + 1) ** (2 * hurst) - 2 * Math.abs(lag) ** (2 * hurst) + Math.abs(lag - 1) ** (2 * hurst));
  const path: number[] = [];
  let weights: number[] = [];
  let variance = 1;
  for (let at = 0; at < length; at++) {
    const noise = normalQuantile(uniform(seed, PURPOSE.shake, 0, at));
    if (at === 0) {
      path.push(noise);
      continue;
    }
    const known = weights.reduce((sum, weight, index) => sum + weight * covariance(at - 1 - index), 0);
    const last = (covariance(at) - known) / variance;
    weights = [...weights.map((weight, index) => weight - last * weights[weights.length - 1 - index]), last];
    variance *= 1 - last * last;
    // weights[index] belongs to the value index + 1 steps back.
    const centre = weights.reduce((sum, weight, index) => sum + weight * path[at - 1 - index], 0);
    path.push(centre + Math.sqrt(variance) * noise);
  }
  return path;
}

/** Log-normal daily costs of $100 in the middle, with days as alike their neighbours as `hurst` says. */
function days(length: number, hurst: number, seed: number): readonly DailyCost[] {
  return fractionalNoise(length, hurst, seed).map((value, day) => ({
    weekday: day % 7,
    usd: 100 * exp(0.5 * value),
    vcpuHours: 1000,
  }));
}

const meanOf = (sample: readonly DailyCost[]) => sample.reduce((sum, { usd }) => sum + usd, 0) / sample.length;

/** Share of `trials` in which the interval of 14 days holds the mean of the 7 after them; `shrink` undoes the widening. */
function coverage(hurst: number, trials: number, shrink = 1): number {
  let held = 0;
  for (let trial = 0; trial < trials; trial++) {
    const path = days(21, hurst, 1000 + trial);
    const seen = path.slice(0, 14);
    const interval = futureCost(seen, 7, trial)?.perDay;
    if (interval === undefined) throw new Error('no interval');
    const ratio = meanOf(path.slice(14)) / meanOf(seen);
    if (ratio >= interval.lo ** shrink && ratio <= interval.hi ** shrink) held++;
  }
  return held / trials;
}

describe('the widening', () => {
  it('is Student over normal where days are independent', () => {
    // t(13) = 2.1604, z = 1.9600; H = 0.5 leaves 1/n + 1/m as it is.
    expect(wideningFactor(14, 7, 0.5)).toBeCloseTo(2.1604 / 1.96, 3);
  });

  it('is what fractional Gaussian noise says where they are not', () => {
    // H = 0.8: 14^-0.4 = 0.34797, 7^-0.4 = 0.45915, (21^1.6 - 14^1.6 - 7^1.6) / 98 = (130.54 - 68.21 - 22.50) / 98 = 0.40644;
    // variance 0.40068 over sample variance 14 (1 - 0.34797) / 13 = 0.70219 is 0.57062, against 3/14: root 1.6319, times t.
    expect(wideningFactor(14, 7, 0.8)).toBeCloseTo((1.6319 * 2.1604) / 1.96, 2);
  });
});

describe('the interval of a coming week', () => {
  it('holds at least 90 % of the weeks that follow, where days are as alike as in job logs', () => {
    expect(coverage(HURST, 300)).toBeGreaterThanOrEqual(0.9);
  });

  it('errs on the wide side where days are independent', () => {
    expect(coverage(0.5, 200)).toBeGreaterThanOrEqual(0.95);
  });

  it('would hold too few without the widening, which is why it is there', () => {
    expect(coverage(HURST, 300, 1 / wideningFactor(14, 7))).toBeLessThan(0.85);
  });

  it('has no width where every day costs the same', () => {
    const same = Array.from({ length: 7 }, (_, weekday) => ({ weekday, usd: 5, vcpuHours: 50 }));
    expect(futureCost(same, 7, 1)).toEqual({ perDay: { lo: 1, hi: 1 }, perVcpuHour: { lo: 1, hi: 1 } });
  });

  it('knows that volume varies more than price', () => {
    const varied = Array.from({ length: 14 }, (_, day) => ({
      weekday: day % 7,
      usd: 10 + day,
      vcpuHours: 100 + 10 * day,
    }));
    const interval = futureCost(varied, 7, 1);
    expect(interval?.perVcpuHour.lo).toBeCloseTo(1, 6);
    expect(interval?.perDay.hi).toBeGreaterThan(1.1);
  });

  it('is unknown with fewer than three days and without cost', () => {
    expect(futureCost(days(2, 0.5, 1), 7, 1)).toBeUndefined();
    expect(
      futureCost(
        [1, 2, 3].map((weekday) => ({ weekday, usd: 0, vcpuHours: 0 })),
        7,
        1,
      ),
    ).toBeUndefined();
  });
});
