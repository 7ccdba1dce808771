import { describe, expect, it } from 'vitest';
import type { ComputeResourceType } from '../../src/models/batch-config.ts';
import { Purse } from '../../src/optimize/budget.ts';
import type { Standing } from '../../src/optimize/feasibility.ts';
import { pickFinalists } from '../../src/optimize/finalists.ts';
import { inTurn } from '../../src/optimize/in-turn.ts';
import { type RankedEntrant, survivors } from '../../src/optimize/ranking.ts';
import { sampleWindows } from '../../src/optimize/sample.ts';
import type { ReplicationRecord } from '../../src/study/replication.ts';
import { labConfig, workloadOf } from '../support/lab.ts';

function entrant(name: string, type: ComputeResourceType, costUsd: number, standing: Standing = 'kept'): RankedEntrant {
  // Only the figures that finalists are told apart by.
  const record = { outcome: { ledger: { totalMicroUsd: costUsd * 1e6 }, makespanMs: 1 } } as ReplicationRecord;
  const config = labConfig({ type, instanceTypes: [name] });
  return { candidate: { name, origin: 'generated', config }, records: [record], standing, costUsd };
}

describe('who goes on', () => {
  it('is the best, but never without the best of every market order', () => {
    const ranked = [
      ...[1, 2, 3, 4, 5].map((cost) => entrant(`spot-${cost}`, 'SPOT', cost)),
      ...[10, 11, 12].map((cost) => entrant(`on-demand-${cost}`, 'EC2', cost)),
    ];
    expect(survivors(ranked, 3, 1).map(({ candidate }) => candidate.name)).toEqual([
      'spot-1',
      'spot-2',
      'spot-3',
      'on-demand-10',
    ]);
  });

  it('gives every third place to one whose violation may be bad luck', () => {
    const ranked = [
      entrant('kept-1', 'EC2', 5),
      entrant('kept-2', 'EC2', 6),
      entrant('kept-3', 'EC2', 7),
      entrant('unlucky', 'EC2', 1, 'uncertain'),
      entrant('broken', 'EC2', 0, 'broken'),
    ];
    expect(survivors(ranked, 3, 1).map(({ candidate }) => candidate.name)).toEqual(['kept-1', 'kept-2', 'unlucky']);
  });

  it('is confirmed once when two did exactly the same', () => {
    const ranked = [
      entrant('winner', 'SPOT', 1),
      entrant('twin', 'SPOT', 1),
      entrant('second', 'SPOT', 2),
      entrant('third', 'SPOT', 3),
      entrant('on-demand', 'EC2', 9),
    ];
    expect(pickFinalists(ranked, 3).map(({ candidate }) => candidate.name)).toEqual(['winner', 'second', 'on-demand']);
  });
});

describe('the purse', () => {
  const budget = { candidates: 1, simulations: 100, jobStarts: 1000, sampleJobs: 1, confirmReplications: 2 };

  it('holds back what the whole workload will need, and gives it out when asked', () => {
    const purse = new Purse(budget);
    // 10 simulations of 40 jobs are 400 of 1,000 job starts: 600 are left for samples of 10 jobs.
    purse.keepBack(10, 40);
    expect(purse.affordable(1000, 10)).toBe(60);
    purse.spend(60, 10);
    expect(purse.affordable(1, 10)).toBe(0);
    purse.release();
    expect(purse.affordable(1000, 40)).toBe(10);
  });

  it('never holds back more than half', () => {
    const purse = new Purse(budget);
    purse.keepBack(1000, 1000);
    expect(purse.affordable(1000, 1)).toBe(50);
  });
});

describe('taking turns', () => {
  it('takes the first of each list, then the second', () => {
    expect(inTurn([['a', 'b', 'c'], [], ['d', 'e']])).toEqual(['a', 'd', 'b', 'e', 'c']);
  });
});

describe('the sample of a large workload', () => {
  const HOUR_MS = 3_600_000;

  it('is its busiest stretch and a quiet one', () => {
    // 24 hours, ten one-vCPU jobs of a minute each hour; of an hour each in hour 7.
    const jobs = Array.from({ length: 240 }, (_, job) => ({
      id: job,
      submitMs: Math.floor(job / 10) * HOUR_MS + (job % 10) * 60_000,
      runMs: Math.floor(job / 10) === 7 ? HOUR_MS : 60_000,
    }));
    // 20 of 240 jobs in two stretches: one hour each.
    expect(sampleWindows(workloadOf(jobs), 20)).toEqual([
      { fromMs: 0, toMs: HOUR_MS },
      { fromMs: 7 * HOUR_MS, toMs: 8 * HOUR_MS },
    ]);
  });

  it('is empty, meaning the whole, when the workload is too short to cut', () => {
    const jobs = Array.from({ length: 50 }, (_, job) => ({ id: job, submitMs: job, runMs: 1000 }));
    expect(sampleWindows(workloadOf(jobs), 10)).toEqual([]);
  });
});
