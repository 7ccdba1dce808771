import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp, ln, normalQuantile } from '../../src/models/elementary.ts';

function relativeError(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.abs(expected);
}

describe('elementary functions', () => {
  it('agree with Math.log to within 1e-15 of the larger of 1 and the value', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (value) => {
        expect(Math.abs(ln(value) - Math.log(value))).toBeLessThanOrEqual(
          1e-15 * Math.max(1, Math.abs(Math.log(value))),
        );
      }),
    );
  });

  it('agree with Math.exp to a relative 1e-14', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (value) => {
        expect(relativeError(exp(value), Math.exp(value))).toBeLessThan(1e-14);
      }),
    );
  });

  it('handle the edges of their domains', () => {
    expect(ln(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(ln(-1)).toBeNaN();
    expect(ln(1)).toBe(0);
    expect(ln(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(relativeError(ln(5e-324), Math.log(5e-324))).toBeLessThan(1e-15);
    expect(exp(0)).toBe(1);
    expect(exp(-1000)).toBe(0);
    expect(exp(1000)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(Number.NaN)).toBeNaN();
  });

  it('know the textbook normal quantiles', () => {
    // Tables: z(.5) = 0, z(.95) = 1.644854, z(.975) = 1.959964, z(.99) = 2.326348, z(.999) = 3.090232, z(1e-6) = -4.753424.
    expect(normalQuantile(0.5)).toBeCloseTo(0, 12);
    expect(normalQuantile(0.95)).toBeCloseTo(1.6448536, 6);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 6);
    expect(normalQuantile(0.99)).toBeCloseTo(2.3263479, 6);
    expect(normalQuantile(0.999)).toBeCloseTo(3.0902323, 6);
    expect(normalQuantile(1e-6)).toBeCloseTo(-4.7534243, 6);
  });

  it('give a normal quantile that is odd around one half and never falls', () => {
    const probability = fc.double({ min: 1e-9, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(probability, probability, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(normalQuantile(low)).toBeLessThanOrEqual(normalQuantile(high) + 1e-8);
        expect(normalQuantile(1 - low) + normalQuantile(low)).toBeCloseTo(0, 5);
      }),
    );
  });
});
