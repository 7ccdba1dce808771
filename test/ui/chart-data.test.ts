import { describe, expect, it } from 'vitest';
import { LEDGER_KINDS, type LedgerKind } from '../../src/engine/outcome.ts';
import type { LedgerLine } from '../../src/study/cost-result.ts';
import { costBars, mixRows, peakOf, timelinePoints, timelineRows } from '../../src/ui/chart-data.ts';
import type { Side } from '../../src/ui/sides.ts';

function amounts(some: Partial<Record<LedgerKind, number>>): Record<LedgerKind, number> {
  return Object.fromEntries(LEDGER_KINDS.map((kind) => [kind, some[kind] ?? 0])) as Record<LedgerKind, number>;
}

function side(byKind: Partial<Record<LedgerKind, number>>, ledger: readonly Partial<LedgerLine>[] = []): Side {
  const mean = Object.values(byKind).reduce((sum, usd) => sum + usd, 0);
  const cost = {
    totalUsd: { mean },
    byKind: amounts(byKind),
    byComputeEnvironment: {},
    byInstanceType: {},
    ledger: ledger as readonly LedgerLine[],
  };
  const figures = { cost } as unknown as Side['figures'];
  return { name: 'current', batch: { computeEnvironments: [], jobQueues: [] }, figures };
}

describe('what the charts draw', () => {
  it('stacks the kinds of cost in ledger order and leaves out those that cost nothing anywhere', () => {
    const bars = costBars([side({ busy: 8, ebs: 1 }), side({ busy: 4, wasted: 2 })]);
    expect(bars.map(({ kind, usd }) => [kind, usd])).toEqual([
      ['busy', [8, 4]],
      ['wasted', [0, 2]],
      ['ebs', [1, 0]],
    ]);
  });

  it('adds up one type across environments, but not across markets, dearest first', () => {
    const rows = mixRows(
      side({ busy: 10 }, [
        { instanceType: 'm6i.large', market: 'SPOT', usd: 1, instances: 2 },
        { instanceType: 'm6i.large', market: 'EC2', usd: 4, instances: 1 },
        { instanceType: 'm6i.large', market: 'SPOT', usd: 5, instances: 3 },
      ]),
    );
    expect(rows).toEqual([
      { instanceType: 'm6i.large', market: 'SPOT', usd: 6, share: 0.6, instances: 5 },
      { instanceType: 'm6i.large', market: 'EC2', usd: 4, share: 0.4, instances: 1 },
    ]);
  });

  it('shows no share of nothing', () => {
    expect(mixRows(side({}, [{ instanceType: 'a', market: 'EC2', usd: 0, instances: 0 }]))[0].share).toBe(0);
  });

  it('puts a point in the middle of each bucket, in hours', () => {
    // Buckets of half an hour: middles at 0.25 h and 0.75 h.
    expect(timelinePoints([3, 5], 1800)).toEqual([
      { x: 0.25, y: 3 },
      { x: 0.75, y: 5 },
    ]);
  });

  it('averages the buckets of a stretch in the table, the last one over what is left', () => {
    const timeline = {
      replication: 0,
      bucketSeconds: 3600,
      runnableJobs: [1, 3, 5, 7, 9],
      usedVcpus: [0, 0, 4, 4, 8],
      totalVcpus: [2, 2, 4, 4, 16],
    };
    expect(timelineRows(timeline, 3)).toEqual([
      { fromHour: 0, toHour: 2, waiting: 2, used: 0, total: 2 },
      { fromHour: 2, toHour: 4, waiting: 6, used: 4, total: 4 },
      { fromHour: 4, toHour: 5, waiting: 9, used: 8, total: 16 },
    ]);
    expect(timelineRows({ ...timeline, runnableJobs: [], usedVcpus: [], totalVcpus: [] }, 3)).toEqual([]);
  });

  it('finds the first of equal peaks, and none in an empty timeline', () => {
    expect(peakOf([1, 4, 2, 4], 7200)).toEqual({ value: 4, hour: 3 });
    expect(peakOf([], 60)).toBeUndefined();
  });
});
