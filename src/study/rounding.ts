/** The precision results are handed out in, so that the same run prints the same bytes everywhere. */
import { type MeanInterval, meanInterval, type PairedDifference } from './statistics.ts';

/** Seconds, counts and hours: three decimals. */
export function roundToThousandths(value: number): number {
  return roundTo(value, 1000);
}

/** US dollars: six decimals, one micro-dollar. */
export function roundToMicros(value: number): number {
  return roundTo(value, 1_000_000);
}

/** Shares: six decimals. */
export const roundShare = roundToMicros;

/** Mean and t-interval of the values, rounded; throws RangeError without values. */
export function roundedInterval(values: readonly number[], round: (value: number) => number): MeanInterval {
  const interval = meanInterval(values);
  if (interval === undefined) throw new RangeError('an interval needs at least one value');
  const { mean, lo, hi } = interval;
  return lo === undefined || hi === undefined
    ? { mean: round(mean) }
    : { mean: round(mean), lo: round(lo), hi: round(hi) };
}

export function roundDifference(difference: PairedDifference, round: (value: number) => number): PairedDifference {
  const { mean, lo, hi, pairs, distinguishable } = difference;
  const bounds = lo === undefined || hi === undefined ? {} : { lo: round(lo), hi: round(hi) };
  return { mean: round(mean), ...bounds, pairs, distinguishable };
}

/** Halves go up. Adding 0 turns -0 into 0. */
function roundTo(value: number, perUnit: number): number {
  return Math.round(value * perUnit) / perUnit + 0;
}
