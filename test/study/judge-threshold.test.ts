import { describe, expect, it } from 'vitest';
import type { ReplicationMetrics } from '../../src/scenario/metrics.ts';
import { parseThreshold } from '../../src/scenario/threshold-parser.ts';
import { judgeThreshold } from '../../src/study/judge-threshold.ts';

const UNKNOWN: ReplicationMetrics = {
  costUsd: undefined,
  waitSeconds: undefined,
  turnaroundSeconds: undefined,
  makespanSeconds: undefined,
  succeededJobs: undefined,
  failedJobs: undefined,
  neverRanJobs: undefined,
  interruptions: undefined,
  wastedVcpuHours: undefined,
  utilizationVcpu: undefined,
  utilizationMemory: undefined,
  boundedSlowdown: undefined,
  peakVcpus: undefined,
  launchedInstances: undefined,
};

function judgeCosts(text: string, costs: readonly number[]) {
  const threshold = parseThreshold(text);
  if (!threshold.ok) throw new Error(JSON.stringify(threshold.problems));
  return judgeThreshold(
    threshold.value,
    costs.map((costUsd) => ({ ...UNKNOWN, costUsd, failedJobs: costUsd })),
  );
}

function judgeWaits(text: string, p95s: readonly number[]) {
  const threshold = parseThreshold(text);
  if (!threshold.ok) throw new Error(JSON.stringify(threshold.problems));
  return judgeThreshold(
    threshold.value,
    p95s.map((p95) => ({ ...UNKNOWN, waitSeconds: { mean: 1, p50: 1, p95, p99: p95, max: p95 } })),
  );
}

/** 100, 110, 120, ... */
function tens(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => 100 + 10 * index);
}

/** Mean 100, standard deviation 10, so the half width over n = 3 is t(.975, 2) 10 / sqrt(3) = 4.30265 x 5.7735 = 24.84. */
const COSTS = [90, 100, 110];

describe('a mean against its limit', () => {
  it('carries its 95 % t-interval', () => {
    const { interval, isConfirmed, text } = judgeCosts('cost < $130', COSTS);
    expect(interval?.lo).toBeCloseTo(75.16, 2);
    expect(interval?.hi).toBeCloseTo(124.84, 2);
    expect(isConfirmed).toBe(true);
    expect(text).toBe('cost < $130: $100.00, margin $30.00; 95 % interval $75.16 to $124.84');
  });

  it('says when the replications are too few to be sure, whichever way the verdict went', () => {
    const kept = judgeCosts('cost < $120', COSTS);
    expect(kept).toMatchObject({ ok: true, isConfirmed: false });
    expect(kept.text).toMatch(/, so 3 replications are too few to be sure$/);
    const broken = judgeCosts('cost < $90', COSTS);
    expect(broken).toMatchObject({ ok: false, isConfirmed: false });
    expect(broken.text).toMatch(/, so 3 replications are too few to be sure$/);
  });

  it('is broken without doubt when the whole interval is beyond the limit, and at 0 by anything seen', () => {
    expect(judgeCosts('cost < $75', COSTS).text).not.toContain('too few');
    expect(judgeCosts('cost > $125', COSTS).text).not.toContain('too few');
    expect(judgeCosts('failed <= 0', [0, 0, 1]).text).toBe(
      'failed <= 0: 0.33, off by 0.33; 2 of 3 runs keep it; 95 % interval 0 to 1.77',
    );
  });

  it('is written with the digits that show which side of the limit it lies on, and by how much', () => {
    // Mean 100.002, standard deviation 0.001 sqrt(2), half width 12.7062 x 0.001 = 0.0127.
    expect(judgeCosts('cost < $100', [100.001, 100.003]).text).toBe(
      'cost < $100: $100.0020, off by $0.0020; 95 % interval $99.9893 to $100.0147, so 2 replications are too few to be sure',
    );
    expect(judgeCosts('cost <= $100', [100.0000001]).text).toContain('$100.000000, off by <$0.000001;');
    const oneOfThousand = Array.from({ length: 1000 }, (_, replication) => (replication === 0 ? 1 : 0));
    expect(judgeCosts('failed == 0', oneOfThousand).text).toContain('failed == 0: 0.001, off by 0.001;');
  });

  it('takes every replication alike for no certainty: 3 of 3 are at least 0.05^(1 / 3) = 36.8 % of runs', () => {
    expect(judgeCosts('failed == 0', [0, 0, 0]).text).toBe(
      'failed == 0: 0, margin 0; the same in all 3 replications, 95 % sure of at least 36.8 % of runs',
    );
  });

  it('has no interval from one replication', () => {
    const judged = judgeCosts('cost < $120', [100]);
    expect(judged.interval).toBeUndefined();
    expect(judged.text).toMatch(/; one replication has no interval$/);
  });

  it('says nothing more where the value is unknown', () => {
    expect(judgeCosts('makespan < 1h', COSTS).text).toMatch(/unknown in 3 of 3 replications$/);
  });
});

describe('a mean of waits', () => {
  it('says besides how bad the worst run is, and of how many runs that is sure: 0.05^(1 / 10) = 74.1 %', () => {
    // 100, 110, ..., 190: mean 145, sd sqrt(8250 / 9) = 30.28, half width 2.26216 x 30.28 / sqrt 10 = 21.66.
    const judged = judgeWaits('p95(wait) < 5m', tens(10));
    expect(judged.text).toBe(
      'p95(wait) < 5m: 2m 25s, margin 2m 35s; 95 % interval 2m 3s to 2m 47s; worst of 10 runs 3m 10s, 95 % sure that at least 74.1 % of runs are no worse',
    );
    expect(judged).toMatchObject({ ok: true, isConfirmed: true });
    expect(judgeWaits('p95(wait) > 1m', tens(10)).text).toContain('worst of 10 runs 1m 40s, 95 % sure');
  });

  it('has an interval open above where the runs are skewed, and is no more than likely where one of them breaks the limit', () => {
    // Nineteen of 180 s and one of 3780: mean 360, sd 805, half width 2.09302 x 805 / sqrt 20 = 377, which would reach 737 s.
    const judged = judgeWaits('p95(wait) < 15m', [...Array.from({ length: 19 }, () => 180), 3780]);
    expect(judged.text).toBe(
      'p95(wait) < 15m: 6m, margin 9m; 19 of 20 runs keep it; skewed over the runs (half of them up to 3m): 95 % interval from 0s, open above, so 20 replications are too few to be sure; worst of 20 runs 1h 3m, 95 % sure that at least 86.1 % of runs are no worse',
    );
    expect(judged).toMatchObject({ ok: true, isConfirmed: false, interval: { lo: 0 } });
    expect(judged.interval).not.toHaveProperty('hi');
  });

  it('is confirmed where every run of skewed ones keeps the limit, and the interval would', () => {
    const judged = judgeWaits('p95(wait) < 15m', [...Array.from({ length: 19 }, () => 180), 600]);
    expect(judged).toMatchObject({ ok: true, isConfirmed: true });
    expect(judged.text).toContain('open above; worst of 20 runs 10m, 95 % sure');
  });
});

describe('a limit on a mean that not every run keeps', () => {
  it('holds all the same, and says how many of them keep it: two thirds', () => {
    // Twenty of 5 minutes and ten of 20: a mean of (20 x 300 + 10 x 1200) / 30 = 600 s.
    const p95s = Array.from({ length: 30 }, (_, index) => (index < 20 ? 300 : 1200));
    const judged = judgeWaits('p95(wait) < 15m', p95s);
    expect(judged).toMatchObject({ ok: true, actual: 600, keptShare: 20 / 30 });
    expect(judged.text).toMatch(/^p95\(wait\) < 15m: 10m, margin 5m; 20 of 30 runs keep it; 95 % interval /);
    const broken = judgeWaits('p95(wait) < 9m', p95s);
    expect(broken).toMatchObject({ ok: false, keptShare: 20 / 30 });
    expect(broken.text).toMatch(/^p95\(wait\) < 9m: 10m, off by 1m; 20 of 30 runs keep it; /);
  });

  it('is not told of runs that are of one mind with it, whose share is in the result alone', () => {
    for (const [text, keptShare] of [
      ['cost < $130', 1],
      ['cost < $80', 0],
    ] as const) {
      expect(judgeCosts(text, COSTS).keptShare).toBe(keptShare);
      expect(judgeCosts(text, COSTS).text).not.toContain('keep it');
    }
    expect(judgeCosts('failed == 0', [0, 0, 0]).keptShare).toBe(1);
    expect(judgeCosts('makespan < 1h', COSTS)).not.toHaveProperty('keptShare');
    // Of a probability it is what was compared.
    expect(judgeCosts('P(cost < $105) >= 0.5', COSTS)).not.toHaveProperty('keptShare');
  });

  it('is one of single runs where it is of a quantile over them too', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    // The 95th by nearest rank is $95, and 96 of 100 are below $97.
    expect(judgeCosts('p95(cost) < $97', hundred)).toMatchObject({ ok: true, actual: 95, keptShare: 0.96 });
    expect(judgeCosts('p95(cost) < $97', hundred).text).toContain('margin $2.00; 96 of 100 runs keep it; ');
  });
});

describe('a quantile over replications', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

  it('lies between order statistics: ranks 40 and 61 of 100, for Binomial(100, 1/2) has 1.8 % up to 39', () => {
    expect(judgeCosts('p50(cost) < $70', hundred)).toMatchObject({ interval: { lo: 40, hi: 61 }, isConfirmed: true });
  });

  it('is open above where no value has the upper rank: all 20 lie below it with 0.95^20 = 36 %', () => {
    const judged = judgeCosts('p95(cost) < $21', hundred.slice(0, 20));
    expect(judged).toMatchObject({ interval: { lo: 17 }, isConfirmed: false });
    expect(judged.text).toContain('95 % interval from $17.00, open above, so 20 replications are too few');
  });

  it('of all of them says by the rule of three how many runs may lie beyond', () => {
    expect(judgeCosts('max(cost) < $21', hundred.slice(0, 20)).text).toMatch(/up to 15.0 % of runs may lie beyond it$/);
  });
});

it('a probability says how sure it is, and what it would take', () => {
  const judged = judgeCosts('P(cost < $120) >= 0.9', COSTS);
  expect(judged.text).toMatch(/: cannot be confirmed with 3 replications, that needs at least 29$/);
  // Clopper-Pearson, 3 of 3 with 2.5 % on each side: 0.025^(1 / 3).
  expect(judged.interval?.lo).toBeCloseTo(0.2924, 4);
  expect(judged.isConfirmed).toBe(false);
});
