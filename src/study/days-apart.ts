/**
 * Whether two configurations can be told apart on other days than those seen: the ratio of their costs with an interval for a coming
 * stretch of days.
 *
 * Replications repeat the same days with other luck, so their interval says nothing about days with other jobs. Here each day's
 * submissions are one pair of costs and the spread is that of the ratio estimator (Cochran 1977, section 2.11), on a logarithmic scale
 * because cost ratios are factors. Days are not independent: a campaign of large jobs lasts for days and favours one configuration on all
 * of them. The spread is therefore widened as that of a forecast, see future-cost.ts. docs/validation.md says how often it holds.
 */
import { exp, ln, normalQuantile } from '../models/elementary.ts';
import { wideningFactor } from './future-cost.ts';
import { CONFIDENCE } from './statistics.ts';

export interface ApartOverDays {
  /** Days seen, and days of the stretch that the interval is about. */
  readonly days: number;
  readonly horizonDays: number;
  /** Cost of the first above that of the second as a share of the second's: 0.1 is 10 % dearer. */
  readonly extraShare: number;
  /** Ends of the 95 % interval of that share over the coming stretch. */
  readonly lo: number;
  readonly hi: number;
  /** False when the interval covers 0. */
  readonly distinguishable: boolean;
}

/** With fewer days one campaign is all there is. */
export const FEWEST_DAYS_APART = 5;

/** Costs by day of submission, the same days in both lists. Undefined with fewer than five days or where one costs nothing. */
export function apartOverDays(
  first: readonly number[],
  second: readonly number[],
  horizonDays: number,
): ApartOverDays | undefined {
  if (first.length !== second.length)
    throw new RangeError(`${first.length} and ${second.length} days cannot be paired`);
  const days = first.length;
  const [firstTotal, secondTotal] = [sumOf(first), sumOf(second)];
  if (days < FEWEST_DAYS_APART || firstTotal <= 0 || secondTotal <= 0) return undefined;
  const ratio = firstTotal / secondTotal;
  const residuals = first.map((usd, day) => usd - ratio * second[day]);
  const squares = sumOf(residuals.map((residual) => residual * residual));
  const spread = Math.sqrt(squares / (days - 1)) / (firstTotal / days);
  const horizon = Math.max(1, Math.round(horizonDays));
  const quantile = normalQuantile(1 - (1 - CONFIDENCE) / 2);
  const halfWidth = quantile * wideningFactor(days, horizon) * spread * Math.sqrt(1 / days + 1 / horizon);
  const [lo, hi] = [exp(ln(ratio) - halfWidth) - 1, exp(ln(ratio) + halfWidth) - 1];
  return { days, horizonDays: horizon, extraShare: ratio - 1, lo, hi, distinguishable: lo > 0 || hi < 0 };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
