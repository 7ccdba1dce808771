import { describe, expect, it } from 'vitest';
import type { Recommendation } from '../../src/optimize/index.ts';
import type { PassedOver, TodayPlan } from '../../src/optimize/today/today.ts';
import { todaySections } from '../../src/report/today-lines.ts';

function firstLineOf(savingUsd: TodayPlan['savingUsd'], savingShare?: TodayPlan['savingShare']): string {
  const plan: TodayPlan = {
    changes: [],
    updateKind: 'in-place',
    savingUsd,
    ...(savingShare !== undefined && { savingShare }),
    p95WaitSeconds: { current: 60, changed: 30 },
    lostJobs: { current: 0, changed: 0 },
    limits: [],
  };
  const changesToday = { plans: [plan], otherSingles: [], tried: 1, simulations: 1, replications: 4, confidence: 0.95 };
  const [section] = todaySections({ changesToday } as unknown as Recommendation);
  return section.lines[0];
}

describe('a single change that is dearer than today', () => {
  it('has the ends of its interval in the direction of its amount, the smaller first', () => {
    const saving = { mean: -5, lo: -6, hi: -4, pairs: 4, distinguishable: true };
    const share = { mean: -0.1, lo: -0.12, hi: -0.08, pairs: 4, distinguishable: true };
    expect(firstLineOf(saving, share)).toMatch(/^0 changes: costs \$5\.00 \(10\.0 %\) more, \$4\.00 to \$6\.00\. /);
  });

  it('keeps the sign of an end on the other side of nothing', () => {
    const saving = { mean: -5, lo: -12, hi: 2, pairs: 4, distinguishable: false };
    expect(firstLineOf(saving)).toContain(
      ': costs $5.00 more, -$2.00 to $12.00, not distinguishable from nothing. p95 wait 1 m 0 s -> 30 s;',
    );
  });
});

describe('a single change that is cheaper', () => {
  it('has its interval as it is', () => {
    const saving = { mean: 5, lo: -2, hi: 12, pairs: 4, distinguishable: false };
    expect(firstLineOf(saving)).toContain(': saves $5.00, -$2.00 to $12.00, not distinguishable from nothing.');
  });

  it('gives no interval of what is the same in every replication', () => {
    const saving = { mean: 0, lo: 0, hi: 0, pairs: 4, distinguishable: false };
    expect(firstLineOf(saving)).toContain(': costs the same. p95 wait');
  });
});

describe('a number of changes of which none is told', () => {
  const difference = (mean: number) => ({ mean, lo: mean, hi: mean, pairs: 4, distinguishable: true });
  const planOf = (changes: number, savingUsd: number): TodayPlan => ({
    changes: Array.from({ length: changes }, (_, index) => {
      return { path: `field${index}`, before: 1, after: 2, updateKind: 'in-place' as const, risk: '' };
    }),
    updateKind: 'in-place',
    savingUsd: difference(savingUsd),
    p95WaitSeconds: {},
    lostJobs: {},
    limits: [
      { limit: 'neverRan == 0', ok: true, text: 'neverRan == 0: 0, margin 0' },
      { limit: 'failed <= 1', ok: false, text: 'failed <= 1: 1.6, off by 0.6; 95 % interval 0.2 to 3' },
    ],
  });
  const linesOf = (passedOver: readonly PassedOver[]) => {
    const told = { otherSingles: [], tried: 1, simulations: 1, replications: 4, confidence: 0.95 };
    const changesToday = { plans: [planOf(1, 10), planOf(3, 30)], passedOver, ...told };
    return todaySections({ changesToday } as unknown as Recommendation)[0].lines;
  };

  it('says in its place what the cheapest of them saves and which limit it breaks', () => {
    const lines = linesOf([{ changes: 2, why: 'breaksLimits', best: planOf(2, 20) }]);
    expect(lines.map((line) => line.split('. p95')[0])).toEqual([
      '1 change: saves $10.00, $10.00 to $10.00',
      '  ~ field0: 1 -> 2',
      '2 changes: none; the cheapest saves $20.00, but breaks failed <= 1: 1.6, off by 0.6.',
      '  ~ field0: 1 -> 2',
      '  ~ field1: 1 -> 2',
      '3 changes: saves $30.00, $30.00 to $30.00',
      '  ~ field0: 1 -> 2',
      '  ~ field1: 1 -> 2',
      '  ~ field2: 1 -> 2',
    ]);
  });

  it('says so where nothing saves more, or where that broke a limit when it was first tried', () => {
    expect(linesOf([{ changes: 2, why: 'savesNoMore' }])).toContain('2 changes: none saves more than fewer.');
    expect(linesOf([{ changes: 2, why: 'breaksLimits' }])).toContain(
      '2 changes: none; what saves more than fewer breaks a limit.',
    );
  });
});
