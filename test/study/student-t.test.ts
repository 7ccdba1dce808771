import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { studentCoverage, studentQuantile } from '../../src/study/student-t.ts';

describe('the Student t quantile', () => {
  // Two-sided 95 % points from the usual printed tables (NIST/SEMATECH e-Handbook 1.3.6.7.2, column 0.975).
  it.each([
    [1, 12.7062],
    [2, 4.3027],
    [3, 3.1824],
    [4, 2.7764],
    [5, 2.5706],
    [9, 2.2622],
    [10, 2.2281],
    [19, 2.093],
    [29, 2.0452],
    [30, 2.0423],
    [99, 1.9842],
    [100, 1.984],
    [1000, 1.9623],
  ])('agrees with the table at 95 %% and %i degrees of freedom', (degrees, tabulated) => {
    expect(studentQuantile(0.95, degrees)).toBeCloseTo(tabulated, 4);
  });

  it('agrees with the table at other confidences', () => {
    expect(studentQuantile(0.9, 7)).toBeCloseTo(1.8946, 4);
    expect(studentQuantile(0.99, 19)).toBeCloseTo(2.8609, 4);
    expect(studentQuantile(0.998, 1)).toBeCloseTo(318.3088, 3);
  });

  it('agrees with the closed form for one degree, tan(pi c / 2), and for two, c sqrt(2 / (1 - c^2))', () => {
    expect(studentQuantile(0.5, 1)).toBeCloseTo(1, 12); // tan(pi / 4)
    expect(studentQuantile(0.5, 2)).toBeCloseTo(0.5 * Math.sqrt(2 / 0.75), 12);
  });

  it('inverts the coverage', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.double({ min: 0.01, max: 0.999, noNaN: true }), (degrees, c) => {
        expect(studentCoverage(studentQuantile(c, degrees), degrees)).toBeCloseTo(c, 10);
      }),
    );
  });

  it('refuses a confidence or degrees that have no quantile', () => {
    expect(() => studentQuantile(1, 3)).toThrow(RangeError);
    expect(() => studentQuantile(0.95, 0)).toThrow(RangeError);
    expect(() => studentQuantile(0.95, 1.5)).toThrow(RangeError);
  });
});
