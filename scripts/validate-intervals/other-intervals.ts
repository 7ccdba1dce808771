/** Intervals of a mean that are made for skewed samples, which Batchwright does not print: measured beside those it does. */
import { PURPOSE, uniform } from '../../src/models/random.ts';
import { meanOf, standardDeviationOf } from '../../src/study/statistics.ts';
import { studentQuantile } from '../../src/study/student-t.ts';

export interface Bounds {
  readonly lo: number;
  readonly hi: number;
}

const RESAMPLES = 499;

interface Moments {
  readonly mean: number;
  readonly standardError: number;
  /** Of the sample (Fisher's). */
  readonly skewness: number;
}

function momentsOf(values: readonly number[]): Moments {
  const count = values.length;
  const mean = meanOf(values) ?? Number.NaN;
  const spread = standardDeviationOf(values) ?? Number.NaN;
  const cubes = values.reduce((sum, value) => sum + ((value - mean) / spread) ** 3, 0);
  return {
    mean,
    standardError: spread / Math.sqrt(count),
    skewness: (count / ((count - 1) * (count - 2))) * cubes,
  };
}

/** Johnson 1978: the mean moved by skewness x spread / (6 n), Student's width. */
export function johnson(values: readonly number[]): Bounds {
  const { mean, standardError, skewness } = momentsOf(values);
  const centre = mean + (skewness * standardError) / (6 * Math.sqrt(values.length));
  const half = studentQuantile(0.95, values.length - 1) * standardError;
  return { lo: centre - half, hi: centre + half };
}

/** Hall 1992: the cubic transformation of t that takes its skewness away, inverted. */
export function hall(values: readonly number[]): Bounds {
  const { mean, standardError, skewness } = momentsOf(values);
  const t = studentQuantile(0.95, values.length - 1);
  const scaled = skewness / Math.sqrt(values.length);
  const back = (y: number) => (3 / scaled) * (Math.cbrt(1 + scaled * (y - scaled / 6)) - 1);
  return { lo: mean - back(t) * standardError, hi: mean - back(-t) * standardError };
}

/** Bootstrap-t (Efron and Tibshirani 1993, chapter 12). `key` names the draws. */
export function bootstrapT(values: readonly number[], key: number): Bounds {
  const count = values.length;
  const { mean, standardError } = momentsOf(values);
  const ts = Array.from({ length: RESAMPLES }, (_, resample) => {
    const drawn = values.map(
      (_value, index) => values[Math.floor(uniform(key, PURPOSE.bootstrap, resample, index) * count)],
    );
    const one = momentsOf(drawn);
    if (one.standardError > 0) return (one.mean - mean) / one.standardError;
    return one.mean === mean ? 0 : Math.sign(one.mean - mean) * Number.MAX_VALUE;
  }).sort((left, right) => left - right);
  const at = (share: number) => ts[Math.floor(share * (RESAMPLES + 1)) - 1];
  return { lo: mean - at(0.975) * standardError, hi: mean - at(0.025) * standardError };
}
