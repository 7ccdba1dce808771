/**
 * What a coming stretch of days like those seen may cost: a bootstrap over whole days, widened for what days have in common.
 *
 * Replications repeat the same days with other luck, so their interval says nothing about other days. Resampling days does, but takes
 * them for independent, and they are not: busy weeks follow busy weeks, and the mean of a week varies far more than a seventh of a
 * day's variance. Job logs are self-similar with a Hurst exponent of 0.7 to 0.9 (Feitelson, Workload Modeling, chapter 7); the
 * spread of the bootstrap is therefore multiplied by what fractional Gaussian noise of exponent 0.8 adds to it, and by Student's t in
 * place of the normal, since a fortnight is a small sample. docs/validation.md says how often the interval holds on logs.
 */
import { normalQuantile, power } from '../models/elementary.ts';
import { PURPOSE, uniform } from '../models/random.ts';
import type { DailyCost } from './daily-costs.ts';
import { CONFIDENCE } from './statistics.ts';
import { studentQuantile } from './student-t.ts';

/** Ends of an interval as multiples of the mean of the days seen. */
export interface RelativeInterval {
  readonly lo: number;
  readonly hi: number;
}

export interface FutureCost {
  /** Of the cost a day. */
  readonly perDay: RelativeInterval;
  /** Of the cost of a submitted vCPU-hour. */
  readonly perVcpuHour: RelativeInterval;
}

/** Middle of the published range for job logs; 0.5 is independence. */
export const HURST = 0.8;
const FEWEST_DAYS = 3;
const RESAMPLES = 1000;
const SMALLEST = 1e-6;

/**
 * Relative to the mean of `days`, the interval that a stretch of `horizonDays` days falls into with 95 %. Undefined with fewer than
 * three days or when nothing was submitted or paid on them.
 */
export function futureCost(days: readonly DailyCost[], horizonDays: number, seed: number): FutureCost | undefined {
  const usd = sumOf(days, ({ usd: amount }) => amount);
  const vcpuHours = sumOf(days, (day) => day.vcpuHours);
  if (days.length < FEWEST_DAYS || usd <= 0 || vcpuHours <= 0) return undefined;
  const length = Math.max(1, Math.round(horizonDays));
  const perDay = new Float64Array(RESAMPLES);
  const perVcpuHour = new Float64Array(RESAMPLES);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    const drawn = drawStretch(days, length, seed, resample);
    perDay[resample] = drawn.usd / length / (usd / days.length);
    perVcpuHour[resample] = drawn.vcpuHours > 0 ? drawn.usd / drawn.vcpuHours / (usd / vcpuHours) : 1;
  }
  const widening = wideningFactor(days.length, length);
  return { perDay: widened(perDay, widening), perVcpuHour: widened(perVcpuHour, widening) };
}

/** Days drawn from days drawn: the second draw is the future, the first how little is known of what it is drawn from. */
function drawStretch(days: readonly DailyCost[], length: number, seed: number, resample: number) {
  const count = days.length;
  const draw = (counter: number) => Math.floor(uniform(seed, PURPOSE.bootstrap, resample, counter) * count);
  const seen = days.map((_, index) => draw(index));
  let usd = 0;
  let vcpuHours = 0;
  for (let index = 0; index < length; index++) {
    const day = days[seen[draw(count + index)]];
    usd += day.usd;
    vcpuHours += day.vcpuHours;
  }
  return { usd, vcpuHours };
}

/** Around 1 on a logarithmic scale: costs are above 0 and their errors are factors. */
function widened(ratios: Float64Array, factor: number): RelativeInterval {
  const sorted = ratios.toSorted();
  const tail = (1 - CONFIDENCE) / 2;
  const end = (share: number) => power(Math.max(SMALLEST, quantile(sorted, share)), factor);
  return { lo: Math.min(1, end(tail)), hi: Math.max(1, end(1 - tail)) };
}

/**
 * How much wider the interval of the mean of `future` days is, given `seen` days of a self-similar series, than resampling would
 * have it. With Var(sum of m) = m^2H: the variance of (future mean - seen mean) over the expected sample variance of the seen
 * days, against 1/seen + 1/future; times Student's t over the normal quantile.
 */
export function wideningFactor(seen: number, future: number, hurst: number = HURST): number {
  const exponent = 2 * hurst;
  const together = power(seen + future, exponent) - power(seen, exponent) - power(future, exponent);
  const variance = power(seen, exponent - 2) + power(future, exponent - 2) - together / (seen * future);
  const sampleVariance = (seen * (1 - power(seen, exponent - 2))) / (seen - 1);
  const student = studentQuantile(CONFIDENCE, seen - 1) / normalQuantile(1 - (1 - CONFIDENCE) / 2);
  return student * Math.sqrt(variance / sampleVariance / (1 / seen + 1 / future));
}

function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const next = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[next] - sorted[below]);
}

function sumOf(days: readonly DailyCost[], read: (day: DailyCost) => number): number {
  return days.reduce((sum, day) => sum + read(day), 0);
}
