import { describe, expect, it } from 'vitest';
import { gammaCumulative, gammaQuantile, lnGamma } from '../../src/models/gamma.ts';

describe('ln Gamma', () => {
  // Gamma(1/2) = sqrt(pi), Gamma(n) = (n - 1)!, Gamma(10.5) = 1133278.3889487855 (Abramowitz and Stegun table 6.1 and recursion).
  it.each([
    [0.5, 0.5723649429247001],
    [1, 0],
    [2, 0],
    [5, 3.1780538303479458],
    [10.5, 13.940625219403763],
    [100, 359.1342053695754],
    [0.01, 4.599479878042022],
  ])('of %d is %d', (x, golden) => {
    expect(lnGamma(x)).toBeCloseTo(golden, 11);
  });
});

describe('the Gamma quantile', () => {
  // Half the tabulated chi-square quantile with 2 x shape degrees of freedom (NIST/SEMATECH e-Handbook, 1.3.6.7.4).
  it.each([
    [0.5, 0.05, 0.00393214 / 2],
    [0.5, 0.95, 3.841459 / 2],
    [1.5, 0.05, 0.3518463 / 2],
    [3.5, 0.05, 2.16735 / 2],
    [3.5, 0.95, 14.06714 / 2],
    [10.5, 0.05, 11.591305 / 2],
    [10.5, 0.95, 32.670573 / 2],
    [50, 0.95, 124.342113 / 2],
  ])('of shape %d at %d is %d', (shape, probability, golden) => {
    expect(Math.abs(gammaQuantile(shape, probability) / golden - 1)).toBeLessThan(1e-5);
  });

  it('is the exponential one for shape 1: -ln(1 - p)', () => {
    for (const probability of [0.001, 0.05, 0.5, 0.95, 0.999])
      expect(gammaQuantile(1, probability)).toBeCloseTo(-Math.log(1 - probability), 10);
  });

  it('inverts the cumulative', () => {
    for (const shape of [0.5, 1.5, 7, 200]) {
      for (const probability of [0.001, 0.05, 0.5, 0.95, 0.999])
        expect(gammaCumulative(shape, gammaQuantile(shape, probability))).toBeCloseTo(probability, 10);
    }
  });
});
