/** What a table prints adds up to the total it prints. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partsAddingUp } from '../../src/report/adding-up.ts';

function printed(text: string): number {
  if (text.includes('<')) return 0;
  return Math.round(Number(text.replaceAll(/[$,]/g, '')) * 10_000);
}

describe('parts of an amount', () => {
  it('go up where they lost most by going down', () => {
    // 3.334 + 3.334 + 3.332 = 10.000; each rounded for itself would print 3.33 three times.
    expect(partsAddingUp([3.334, 3.334, 3.332], 10, 2)).toEqual(['$3.34', '$3.33', '$3.33']);
    // 0.006 + 0.006 + 0.006 = 0.018 is printed as 0.02, each part for itself as 0.01.
    expect(partsAddingUp([1.006, 1.006, 1.006], 3.018, 2)).toEqual(['$1.01', '$1.01', '$1.00']);
  });

  it('may be credits, and nothing that is not 0 is written as 0', () => {
    // -2.004 and 12.006 sum to 10.002: floors are -2.01 and 12.00, and the cent goes to the larger remainder, 0.6 of both: the first.
    expect(partsAddingUp([-2.004, 12.006, 0], 10.002, 2)).toEqual(['-$2.00', '$12.00', '$0.00']);
    expect(partsAddingUp([0.004, 9.996], 10, 2)).toEqual(['<$0.01', '$10.00']);
    expect(partsAddingUp([-0.004, 10.004], 10, 2)).toEqual(['-<$0.01', '$10.00']);
  });

  it('are each rounded for itself where they are not all of the total', () => {
    expect(partsAddingUp([3.336, 3.336], 10, 2)).toEqual(['$3.34', '$3.34']);
  });

  it('add up whatever they are, each within one step of what it is', () => {
    const micros = fc.array(fc.integer({ min: -5_000_000, max: 900_000_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(micros, fc.constantFrom(2, 4), (parts, decimals) => {
        const total = parts.reduce((sum, part) => sum + part, 0) / 1e6;
        const usd = parts.map((part) => part / 1e6);
        const texts = partsAddingUp(usd, total, decimals);
        const sum = texts.reduce((all, text) => all + printed(text), 0);
        // Adding 0 turns -0 into 0.
        expect(sum).toBe(Math.round(Number(total.toFixed(decimals)) * 10_000) + 0);
        for (const [index, text] of texts.entries())
          expect(Math.abs(printed(text) - usd[index] * 10_000)).toBeLessThan(10_000 / 10 ** decimals);
      }),
    );
  });
});
