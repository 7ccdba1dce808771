import { describe, expect, it } from 'vitest';
import type { Recommendation } from '../../src/optimize/index.ts';
import type { TodayPlan } from '../../src/optimize/today/today.ts';
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
