import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsApart, writtenPercent, writtenUsd } from '../../src/models/written-number.ts';
import { formatUsdMean, formatUsdRange } from '../../src/report/format.ts';

describe('how far is rounded', () => {
  it.each([
    [0, 2, '$0.00'],
    [-0, 2, '$0.00'],
    [0.004, 2, '<$0.01'],
    [-0.004, 2, '-<$0.01'],
    [-0.00004, 4, '-<$0.0001'],
    [0.0000004, 6, '<$0.000001'],
    [-1234.5, 2, '-$1,234.50'],
  ])('writes %d dollars with %i decimals as %s', (usd, decimals, text) => {
    expect(writtenUsd(usd, decimals)).toBe(text);
  });

  it.each([
    [0, '0.0 %'],
    [-0, '0.0 %'],
    [0.0004, '<0.1 %'],
    [-0.0004, '-<0.1 %'],
    [0.9996, '>99.9 %'],
    [1, '100.0 %'],
    [1.0004, '100.0 %'],
    [-0.25, '-25.0 %'],
  ])('writes the share %d as %s', (share, text) => {
    expect(writtenPercent(share)).toBe(text);
  });

  it('takes as many decimals as two amounts need to look different, up to six', () => {
    expect(decimalsApart(1000.2, 1000, 2)).toBe(2);
    expect(decimalsApart(1000.004, 1000, 2)).toBe(4);
    expect(decimalsApart(1000.00004, 1000, 2)).toBe(6);
    expect(decimalsApart(1000, 1000, 2)).toBe(2);
    expect(decimalsApart(99.89, 99.9, 1)).toBe(3);
  });

  it('prints a mean between the ends of its interval, and with as many decimals', () => {
    // By itself $0.9996 would stand below $1.00 to $1.01.
    const near = { mean: 0.9996, lo: 0.9951, hi: 1.0049 };
    expect([formatUsdMean(near), formatUsdRange(near)]).toEqual(['$1.00', '$1.00 to $1.00']);
    const amount = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(amount, amount, amount), (amounts) => {
        const [lo, mean, hi] = amounts.toSorted((left, right) => left - right);
        const [from, to] = formatUsdRange({ lo, mean, hi }).split(' to ');
        const printed = formatUsdMean({ lo, mean, hi });
        const [least, middle, most] = [from, printed, to].map(shownValue);
        expect(least <= middle && middle <= most).toBe(true);
        const decimals = [from, printed, to].map((text) => text.split('.')[1].length);
        expect(new Set(decimals).size).toBe(1);
      }),
      { numRuns: 2000 },
    );
  });
});

/** `-<$0.01` stands for half a cent less than nothing. */
function shownValue(text: string): number {
  const size = Number(text.replace(/[-<$]/g, ''));
  return (text.startsWith('-') ? -1 : 1) * (text.includes('<') ? size / 2 : size);
}
