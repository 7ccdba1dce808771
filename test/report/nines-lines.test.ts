import { expect, it } from 'vitest';
import type { PriceOfNine } from '../../src/optimize/nines.ts';
import { ninesLines } from '../../src/report/nines-lines.ts';

it('an extra nine at the same price costs no more, and a replication that missed is not rounded away', () => {
  const level: PriceOfNine = {
    limit: 'P(makespan <= 6h) >= 0.9',
    probability: 0.99,
    name: 'spot',
    costUsd: 12,
    extraUsd: 0,
    share: 2999 / 3000,
    isConfirmed: false,
    neededReplications: 4000,
  };
  expect(ninesLines([level, { ...level, extraUsd: 0.004 }])).toEqual([
    expect.stringContaining('$12.00, no more than the level before, held in >99.9 % of the replications'),
    expect.stringContaining('$12.00, $0.0040 more than the level before'),
  ]);
});
