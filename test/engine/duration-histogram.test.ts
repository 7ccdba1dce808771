import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DurationHistogram } from '../../src/engine/duration-histogram.ts';

function histogramOf(values: readonly number[]): DurationHistogram {
  const histogram = new DurationHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

/** Durations of all sizes, from ms to 30 years. */
const duration = fc.oneof(fc.nat(3000), fc.nat(100_000_000), fc.nat(1_000_000_000_000));

describe('the duration histogram', () => {
  it('gives every quantile within 0.1 % of the exact order statistic', () => {
    fc.assert(
      fc.property(
        fc.array(duration, { minLength: 1, maxLength: 300 }),
        fc.constantFrom(0, 0.05, 0.5, 0.9, 0.95, 0.99, 1),
        (values, share) => {
          const sorted = [...values].sort((left, right) => left - right);
          const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? Number.NaN;
          expect(Math.abs(histogramOf(values).quantiles([share])[0] - exact)).toBeLessThanOrEqual(0.001 * exact);
        },
      ),
      { seed: 3, numRuns: 500 },
    );
  });

  it('keeps count, mean and maximum exactly', () => {
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1, maxLength: 100 }), (values) => {
        const sum = values.reduce((total, value) => total + value, 0);
        const summary = histogramOf(values).summary();
        expect(summary).toMatchObject({ count: values.length, max: Math.max(...values), mean: sum / values.length });
      }),
      { seed: 4 },
    );
  });

  it('is exact below 2,048 ms', () => {
    // 1 to 100: the 95th of 100 values is 95.
    const summary = histogramOf(Array.from({ length: 100 }, (_, value) => value + 1)).summary();
    expect(summary).toEqual({ count: 100, mean: 50.5, p50: 50, p95: 95, p99: 99, max: 100 });
  });

  it('says nothing about no durations', () => {
    expect(histogramOf([]).summary()).toBeUndefined();
  });
});
