import { describe, expect, it } from 'vitest';
import { betterThanRecommended } from '../../../src/optimize/today/better-than-recommended.ts';
import type { SingleChange, TodayPlan } from '../../../src/optimize/today/today.ts';

const CHANGE: SingleChange = { path: 'defaultRetryStrategy.attempts', after: 3, updateKind: 'in-place', risk: '' };

function saving(mean: number, halfWidth: number, pairs: number) {
  return { mean, lo: mean - halfWidth, hi: mean + halfWidth, pairs, distinguishable: true };
}

function plan(changes: number, mean: number, halfWidth: number): TodayPlan {
  return {
    changes: Array.from({ length: changes }, () => CHANGE),
    updateKind: 'in-place',
    savingUsd: saving(mean, halfWidth, 10),
    p95WaitSeconds: {},
    lostJobs: {},
    limits: [],
  };
}

describe('small changes that save more than what is recommended', () => {
  const plans = [plan(1, 8, 1), plan(2, 9, 1), plan(3, 14, 1)];

  it('are named where the intervals do not touch', () => {
    // 13 to 15 against 9 to 11.
    const notes = betterThanRecommended(
      { plans, replications: 10 },
      { verdict: 'change', savingUsd: saving(10, 1, 30) },
    );
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(
      'the 3 changes under what to change today saved $14.00 and kept every limit, but over 10 replications of their own; what is recommended saved $10.00 over 30: compare',
    );
  });

  it('are named beside a recommendation that costs more than today', () => {
    const [note] = betterThanRecommended(
      { plans, replications: 10 },
      { verdict: 'change', savingUsd: saving(-3, 1, 30) },
    );
    expect(note).toContain('what is recommended cost $3.00 more over 30');
  });

  it('are not where chance may explain it, where nothing is recommended, and where there are none', () => {
    const told = { plans, replications: 10 };
    expect(betterThanRecommended(told, { verdict: 'change', savingUsd: saving(12.5, 1, 30) })).toEqual([]);
    expect(betterThanRecommended(told, { verdict: 'keep', savingUsd: saving(0, 0, 30) })).toEqual([]);
    expect(betterThanRecommended({ ...told, plans: [] }, { verdict: 'change', savingUsd: saving(1, 1, 9) })).toEqual(
      [],
    );
  });
});
