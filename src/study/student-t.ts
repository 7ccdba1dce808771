/**
 * Student's t distribution for whole degrees of freedom, from the four IEEE operations and square roots alone, so that an
 * interval printed in Node and one printed in a browser are the same bytes.
 */

/**
 * P(|T| < t) with `degrees` (whole, at least 1) degrees of freedom and t >= 0: the finite series of Abramowitz and Stegun
 * 26.7.3 (odd) and 26.7.4 (even), with sin and cos of theta = atan(t / sqrt(degrees)) written as ratios.
 */
export function studentCoverage(t: number, degrees: number): number {
  const cosSquared = degrees / (degrees + t * t);
  const sine = t / Math.sqrt(degrees + t * t);
  if (degrees % 2 === 0) return sine * (1 + seriesTail(2, degrees - 2, 1, cosSquared));
  const theta = arcTangent(t / Math.sqrt(degrees));
  if (degrees === 1) return (2 / Math.PI) * theta;
  const cosine = Math.sqrt(cosSquared);
  return (2 / Math.PI) * (theta + sine * cosine * (1 + seriesTail(3, degrees - 2, 2, cosSquared)));
}

/**
 * The t with P(|T| < t) = confidence, e.g. 2.0930 for 0.95 and 19 degrees: bisection on the coverage, which grows with t, down
 * to neighbouring doubles. Throws RangeError unless 0 < confidence < 1 and degrees is whole and at least 1.
 */
export function studentQuantile(confidence: number, degrees: number): number {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`confidence ${confidence} is not between 0 and 1`);
  if (!Number.isInteger(degrees) || degrees < 1) throw new RangeError(`${degrees} is not a whole number of degrees`);
  let low = 0;
  let high = 1;
  while (studentCoverage(high, degrees) < confidence) high *= 2;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    if (studentCoverage(middle, degrees) < confidence) low = middle;
    else high = middle;
  }
}

/** Sum over d = first, first + 2, ..., last of prod((k - 1) / k) x^(terms), k running over the d's; `numerator` is first - 1. */
function seriesTail(first: number, last: number, numerator: number, x: number): number {
  let term = 1;
  let sum = 0;
  for (let denominator = first, top = numerator; denominator <= last; denominator += 2, top += 2) {
    term *= (top / denominator) * x;
    sum += term;
  }
  return sum;
}

/** atan for x >= 0: four halvings, atan x = 2 atan(x / (1 + sqrt(1 + x^2))), then the Taylor series below 0.1. */
function arcTangent(x: number): number {
  let reduced = x;
  for (let halving = 0; halving < 4; halving++) reduced /= 1 + Math.sqrt(1 + reduced * reduced);
  const square = reduced * reduced;
  let series = 0;
  for (let odd = 23; odd >= 1; odd -= 2) series = 1 / odd - square * series;
  return 16 * reduced * series;
}
