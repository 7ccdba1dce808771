/**
 * How one figure spreads over the replications, and whether its mean says what it is usually like. That of a wait on Spot may not: few runs
 * wait ten times as long as the others, a sample may hold none of these, and no interval of a mean can be made for that (Bahadur and Savage
 * 1956). The middle run and the worst one can be had for any distribution. docs/validation.md has how often each interval holds.
 */
import { rankAbove } from './binomial.ts';
import { CONFIDENCE, meanOf, standardDeviationOf } from './statistics.ts';

export interface OverRuns {
  /** Of the run in the middle (nearest rank), with the distribution-free 95 % interval of the median, which fewer than six runs cannot give. */
  readonly median: number;
  readonly lo?: number;
  readonly hi?: number;
  readonly worst: number;
  /** True where the t-interval of the mean promises too much: see isSkewed. */
  readonly isSkewed: boolean;
}

/** Needs a value. */
export function overRuns(values: readonly number[]): OverRuns {
  const sorted = values.toSorted((left, right) => left - right);
  const rank = rankAbove(sorted.length, 0.5, (1 - CONFIDENCE) / 2);
  return {
    median: sorted[Math.ceil(sorted.length / 2) - 1],
    ...(rank !== undefined && { lo: sorted[sorted.length - rank], hi: sorted[rank - 1] }),
    worst: sorted[sorted.length - 1],
    isSkewed: isSkewed(values),
  };
}

/**
 * Cochran's rule (Sampling Techniques, 1977, section 2.15): a mean of n values lies outside its 95 % interval in at most 6 % of samples where
 * n > 25 G^2, G the skewness (Fisher's, towards large values). False below three values, which have none.
 */
export function isSkewed(values: readonly number[]): boolean {
  const count = values.length;
  const centre = meanOf(values) ?? 0;
  const spread = standardDeviationOf(values) ?? 0;
  if (count < 3 || spread === 0) return false;
  const cubes = values.reduce((sum, value) => sum + (value - centre) * (value - centre) * (value - centre), 0);
  const skewness = (count / ((count - 1) * (count - 2))) * (cubes / (spread * spread * spread));
  return skewness > 0 && count <= 25 * skewness * skewness;
}
