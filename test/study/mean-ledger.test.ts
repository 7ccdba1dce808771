import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion, meanLedger } from '../../src/study/mean-ledger.ts';
import { ledgerRow, outcome } from './sample-records.ts';

describe('the mean ledger', () => {
  it('gives the spare micro-dollars to the largest remainders', () => {
    // 10/3 = 3 r 1, 11/3 = 3 r 2, 4/3 = 1 r 1: floors 7, target round(25/3) = 8, the one missing goes to the second.
    expect(apportion([10, 11, 4], 3)).toEqual([3, 4, 1]);
  });

  it('always sums to the rounded mean and moves no part by a whole micro-dollar', () => {
    const sums = fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(sums, fc.integer({ min: 1, max: 100 }), (parts, count) => {
        const apportioned = apportion(parts, count);
        const total = parts.reduce((sum, part) => sum + part, 0);
        expect(apportioned.reduce((sum, part) => sum + part, 0)).toBe(Math.round(total / count));
        for (const [index, part] of apportioned.entries())
          expect(Math.abs(part - parts[index] / count)).toBeLessThan(1);
      }),
    );
  });

  it('counts a type that one replication did not use as nothing there, at its own hourly price', () => {
    const ledger = meanLedger([
      outcome([ledgerRow({ microUsd: { busy: 4_000_000 }, instances: 2, microUsdPerHour: 680_000 })]),
      outcome([]),
    ]);
    expect(ledger.totalMicroUsd).toBe(2_000_000);
    expect(ledger.rows).toHaveLength(1);
    expect(ledger.rows[0]).toMatchObject({ instances: 1, billedMs: 18_000_000, microUsdPerHour: 680_000 });
  });

  it('has no mean of nothing', () => {
    expect(() => meanLedger([])).toThrow(RangeError);
  });
});
