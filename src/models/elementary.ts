/**
 * Natural logarithm, exponential and normal quantile from the four IEEE operations alone, so that the same seed gives the
 * same bytes in every JavaScript engine. Math.log and friends are only implementation-approximated by ECMA-262 and have
 * changed between V8 versions; + - * / and Math.sqrt are exact everywhere.
 */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const wordView = new DataView(new ArrayBuffer(8));

/** Natural logarithm; relative error below 1e-15. NaN below 0, -Infinity at 0. */
export function ln(value: number): number {
  if (!(value > 0)) return value === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (value === Number.POSITIVE_INFINITY) return value;
  if (value < 2.2250738585072014e-308) return ln(value * 18014398509481984) - 54 * (LN2_HIGH + LN2_LOW);
  wordView.setFloat64(0, value);
  const high = wordView.getInt32(0);
  let exponent = (high >>> 20) - 1023;
  wordView.setInt32(0, (high & 0x000fffff) | 0x3ff00000);
  let mantissa = wordView.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  // ln m = 2 atanh((m - 1) / (m + 1)), a series in s^2 <= 0.0295 that converges to double precision in 11 terms.
  const s = (mantissa - 1) / (mantissa + 1);
  const s2 = s * s;
  // Written out, because most draws of a short run are made before the loop would be compiled.
  let series = (1 / 21) * s2;
  series = (series + 1 / 19) * s2;
  series = (series + 1 / 17) * s2;
  series = (series + 1 / 15) * s2;
  series = (series + 1 / 13) * s2;
  series = (series + 1 / 11) * s2;
  series = (series + 1 / 9) * s2;
  series = (series + 1 / 7) * s2;
  series = (series + 1 / 5) * s2;
  series = (series + 1 / 3) * s2;
  return exponent * LN2_HIGH + (2 * s * (1 + series) + exponent * LN2_LOW);
}

/** e to the power of value; relative error below 1e-14. */
export function exp(value: number): number {
  if (Number.isNaN(value)) return value;
  if (value > 709.7) return Number.POSITIVE_INFINITY;
  if (value < -745) return 0;
  const exponent = Math.round(value / Math.LN2);
  const rest = value - exponent * LN2_HIGH - exponent * LN2_LOW;
  // Written out like the logarithm: 1 + rest / 1 x (1 + rest / 2 x (... (1 + rest / 17))).
  let sum = 1 + rest / 17;
  sum = 1 + (sum * rest) / 16;
  sum = 1 + (sum * rest) / 15;
  sum = 1 + (sum * rest) / 14;
  sum = 1 + (sum * rest) / 13;
  sum = 1 + (sum * rest) / 12;
  sum = 1 + (sum * rest) / 11;
  sum = 1 + (sum * rest) / 10;
  sum = 1 + (sum * rest) / 9;
  sum = 1 + (sum * rest) / 8;
  sum = 1 + (sum * rest) / 7;
  sum = 1 + (sum * rest) / 6;
  sum = 1 + (sum * rest) / 5;
  sum = 1 + (sum * rest) / 4;
  sum = 1 + (sum * rest) / 3;
  sum = 1 + (sum * rest) / 2;
  return scaleByPowerOfTwo(1 + sum * rest, exponent);
}

function scaleByPowerOfTwo(value: number, exponent: number): number {
  if (exponent < -1022) return scaleByPowerOfTwo(value, exponent + 54) / 18014398509481984;
  if (exponent > 1023) return scaleByPowerOfTwo(value, exponent - 1) * 2;
  wordView.setInt32(0, (exponent + 1023) << 20);
  wordView.setInt32(4, 0);
  return value * wordView.getFloat64(0);
}

/** base to any power, base above 0: `**` with a power that is not whole differs between JavaScript engines. */
export function power(base: number, exponent: number): number {
  return exp(exponent * ln(base));
}

/**
 * Standard normal quantile for 0 < probability < 1: Acklam's rational approximation (relative error 1.15e-9), enough for
 * drawing delays.
 */
export function normalQuantile(probability: number): number {
  if (probability < 0.02425) return tailQuantile(Math.sqrt(-2 * ln(probability)));
  if (probability > 1 - 0.02425) return -tailQuantile(Math.sqrt(-2 * ln(1 - probability)));
  const q = probability - 0.5;
  const r = q * q;
  const top =
    ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
    2.506628277459239;
  const bottom =
    ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
    1;
  return (top * q) / bottom;
}

function tailQuantile(q: number): number {
  const top =
    ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
      4.374664141464968) *
      q +
    2.938163982698783;
  const bottom =
    (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1;
  return top / bottom;
}
