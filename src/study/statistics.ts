/**
 * What a handful of replications says about a mean and a difference, and how sure we may be. Everything that
 * needs a spread is undefined below two replications: unknown is not zero.
 */
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { studentQuantile } from './student-t.ts';

/** The confidence of every interval that Batchwright prints. */
export const CONFIDENCE = 0.95;

/** A mean and its confidence interval, in the unit of the values; lo and hi are absent below two values. */
export interface MeanInterval {
  readonly mean: number;
  readonly lo?: number;
  readonly hi?: number;
}

export interface PairedDifference extends MeanInterval {
  readonly pairs: number;
  /** False when the interval covers 0 or cannot be formed: the two are then "not distinguishable". */
  readonly distinguishable: boolean;
}

export function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : mean([...values]);
}

/** Sample standard deviation (n - 1); undefined below two values. */
export function standardDeviationOf(values: readonly number[]): number | undefined {
  return values.length < 2 ? undefined : sampleStandardDeviation([...values]);
}

/** Mean and Student t-interval over independent replications; undefined without values. */
export function meanInterval(values: readonly number[], confidence: number = CONFIDENCE): MeanInterval | undefined {
  const centre = meanOf(values);
  if (centre === undefined) return undefined;
  const halfWidth = halfWidthOf(values, confidence);
  return halfWidth === undefined ? { mean: centre } : { mean: centre, lo: centre - halfWidth, hi: centre + halfWidth };
}

/**
 * left - right, pair by pair. Replications that share their luck are paired, which removes the luck from the interval.
 * Undefined without pairs; throws when the lists differ in length.
 */
export function pairedDifference(
  left: readonly number[],
  right: readonly number[],
  confidence: number = CONFIDENCE,
): PairedDifference | undefined {
  requirePairs(left, right);
  const interval = meanInterval(
    left.map((value, pair) => value - right[pair]),
    confidence,
  );
  if (interval === undefined) return undefined;
  return { ...interval, pairs: left.length, distinguishable: excludesZero(interval) };
}

/**
 * The share of `before` that `after` saves, 1 - mean(after) / mean(before), with the t-interval of the ratio estimator: the
 * spread of after - ratio x before over pairs, divided by mean(before) (Cochran 1977, section 2.11). Its centre agrees with the two
 * printed means, which a mean of per-pair percentages does not. Undefined without pairs or when `before` is not positive.
 */
export function pairedSaving(
  before: readonly number[],
  after: readonly number[],
  confidence: number = CONFIDENCE,
): PairedDifference | undefined {
  requirePairs(before, after);
  const beforeMean = meanOf(before);
  const afterMean = meanOf(after);
  if (beforeMean === undefined || afterMean === undefined || beforeMean <= 0) return undefined;
  const ratio = afterMean / beforeMean;
  const residuals = after.map((value, pair) => value - ratio * before[pair]);
  const halfWidth = halfWidthOf(residuals, confidence);
  if (halfWidth === undefined) return { mean: 1 - ratio, pairs: before.length, distinguishable: false };
  const share = halfWidth / beforeMean;
  const interval = { mean: 1 - ratio, lo: 1 - ratio - share, hi: 1 - ratio + share };
  return { ...interval, pairs: before.length, distinguishable: excludesZero(interval) };
}

function halfWidthOf(values: readonly number[], confidence: number): number | undefined {
  const spread = standardDeviationOf(values);
  if (spread === undefined) return undefined;
  return (studentQuantile(confidence, values.length - 1) * spread) / Math.sqrt(values.length);
}

/** A difference that is exactly the same in every pair has a zero-width interval; only 0 itself is then no difference. */
function excludesZero(interval: MeanInterval): boolean {
  if (interval.lo === undefined || interval.hi === undefined) return false;
  return interval.lo > 0 || interval.hi < 0;
}

function requirePairs(left: readonly number[], right: readonly number[]): void {
  if (left.length !== right.length) throw new RangeError(`${left.length} and ${right.length} values cannot be paired`);
}
