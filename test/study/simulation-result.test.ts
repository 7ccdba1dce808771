import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerAmounts } from '../../src/engine/outcome.ts';
import { quotaBucketOf } from '../../src/models/vcpu-quotas.ts';
import { simulationResult } from '../../src/study/simulation-result.ts';
import { ledgerRow, onDemandOutcomes, outcome, REQUEST, recordsOf, spotOutcomes } from './sample-records.ts';

describe('the result of a simulation', () => {
  it('has the mean cost with the t-interval of the hand calculation', () => {
    // 100, 110, 120: mean 110, sd 10, half width 4.302653 x 10 / sqrt 3 = 24.841377.
    const { cost, replications } = simulationResult(REQUEST, recordsOf(onDemandOutcomes()));
    expect(replications).toBe(3);
    expect(cost.totalUsd).toEqual({ mean: 110, lo: 85.158623, hi: 134.841377 });
    expect(cost.byKind).toEqual({ busy: 97, idle: 9.5, boot: 2.3, wasted: 0, ebs: 1.08, publicIpv4: 0.12 });
    expect(cost.byInstanceType).toEqual({ 'c6i.4xlarge': 81, 'r6i.8xlarge': 29 });
    expect(cost.byComputeEnvironment).toEqual({ main: 110 });
  });

  it('sums every breakdown to the total, to the micro-dollar', () => {
    const cents = fc.integer({ min: 0, max: 5_000_000 });
    const amounts: fc.Arbitrary<LedgerAmounts> = fc.record({
      busy: cents,
      idle: cents,
      boot: cents,
      wasted: cents,
      ebs: cents,
      publicIpv4: cents,
    });
    const row = fc
      .tuple(amounts, fc.constantFrom('main', 'spot'), fc.constantFrom('a.1', 'b.2', 'c.3'))
      .map(([microUsd, computeEnvironment, instanceType]) => ledgerRow({ microUsd, computeEnvironment, instanceType }));
    const replication = fc.array(row, { maxLength: 6 }).map((rows) => outcome(rows));
    fc.assert(
      fc.property(fc.array(replication, { minLength: 1, maxLength: 7 }), (outcomes) => {
        const { cost } = simulationResult(REQUEST, recordsOf(outcomes));
        const total = microUsd(cost.totalUsd.mean);
        for (const part of [cost.byKind, cost.byComputeEnvironment, cost.byInstanceType])
          expect(sum(Object.values(part))).toBe(total);
        expect(sum(cost.ledger.map((line) => line.usd))).toBe(total);
        for (const line of cost.ledger) expect(sum(Object.values(line.byKind))).toBe(microUsd(line.usd));
      }),
    );
  });

  it('leaves out what any replication does not know, and never says 0 instead', () => {
    const blind = outcome([], {
      waitMs: undefined,
      turnaroundMs: undefined,
      boundedSlowdownMean: undefined,
      utilization: { vcpu: undefined, memory: undefined },
    });
    const result = simulationResult(REQUEST, recordsOf([outcome([]), blind]));
    expect(result).not.toHaveProperty('waitSeconds');
    expect(result).not.toHaveProperty('turnaroundSeconds');
    expect(result).not.toHaveProperty('boundedSlowdown');
    expect(result.utilization).toEqual({});
  });

  it('has no interval from one replication, and warns about that', () => {
    const result = simulationResult(REQUEST, recordsOf([outcome([ledgerRow({ microUsd: { busy: 5 } })])]));
    expect(result.cost.totalUsd).toEqual({ mean: 0.000005 });
    expect(result.makespanSeconds).toEqual({ mean: 8040 });
    expect(result.warnings).toEqual(['one replication only: there is no interval - use replications: 20 or more']);
  });

  it('keeps the highest peak of a vCPU quota over replications, which the account must allow', () => {
    const peaks = [64, 80, 72].map((peakVcpus) =>
      outcome([], {
        instances: {
          launched: 4,
          failedLaunches: 0,
          peakVcpus,
          quotaPeaks: [{ bucket: quotaBucketOf('spot', 'standard'), peakVcpus, quotaVcpus: 96 }],
        },
      }),
    );
    expect(simulationResult(REQUEST, recordsOf(peaks)).instances).toEqual({
      launched: 4,
      failedLaunches: 0,
      peakVcpus: 72,
      quotaPeaks: [{ quota: 'spot.standard', quotaCode: 'L-34B43A08', peakVcpus: 80, quotaVcpus: 96 }],
    });
  });

  it('averages waits over replications and keeps the worst of any', () => {
    const wait = { count: 1, mean: 1000, p50: 1000, p95: 1000, p99: 1000, max: 1000 };
    const longer = { ...wait, max: 2001 };
    const { waitSeconds } = simulationResult(
      REQUEST,
      recordsOf([outcome([], { waitMs: wait }), outcome([], { waitMs: longer })]),
    );
    // (1 + 2.001) / 2 = 1.5005, printed to the millisecond.
    expect(waitSeconds).toEqual({
      ...{ mean: 1, p50: 1, p95: 1, p99: 1, max: 1.501, worst: 2.001 },
      p95Interval: { lo: 1, hi: 1 },
      p95OverRuns: { median: 1, worst: 1, isSkewed: false },
    });
  });

  it('warns where few replications make the p95 wait', () => {
    // Nine of 180 s and one of 3600: mean 522 s, above the interval of the middle one, which is 180 s on both sides.
    const waits = [180, 180, 180, 180, 180, 180, 180, 180, 180, 3600].map((seconds) => {
      const ms = seconds * 1000;
      return outcome([], { waitMs: { count: 1, mean: ms, p50: ms, p95: ms, p99: ms, max: ms } });
    });
    expect(simulationResult(REQUEST, recordsOf(waits)).warnings.join()).toContain(
      'few runs make the p95 wait of 8m 42s',
    );
    expect(simulationResult(REQUEST, recordsOf(waits.slice(0, 9))).warnings.join()).not.toContain('few runs');
  });

  it('has the t-interval of the p95 wait over replications, none from one', () => {
    const waits = [90, 100, 110].map((seconds) => {
      const ms = seconds * 1000;
      return outcome([], { waitMs: { count: 1, mean: ms, p50: ms, p95: ms, p99: ms, max: ms } });
    });
    // Mean 100, sd 10: half width 4.302653 x 10 / sqrt 3 = 24.841377, printed to the millisecond.
    const { waitSeconds } = simulationResult(REQUEST, recordsOf(waits));
    expect(waitSeconds).toMatchObject({ p95: 100, p95Interval: { lo: 75.159, hi: 124.841 } });
    expect(simulationResult(REQUEST, recordsOf(waits.slice(0, 1))).waitSeconds).not.toHaveProperty('p95Interval');
  });

  it('carries the timeline of the first replication and says which it is', () => {
    const { timeline } = simulationResult(REQUEST, recordsOf(spotOutcomes()));
    expect(timeline).toEqual({
      replication: 0,
      bucketSeconds: 60,
      runnableJobs: [0, 2.5],
      usedVcpus: [0, 32],
      totalVcpus: [16, 64],
    });
  });

  it('warns about jobs that never ran or failed, by the ids the user knows', () => {
    const stuck = outcome([], {
      jobs: { submitted: 3, succeeded: 0, failed: 1, cancelled: 0, neverRan: 2 },
      neverRan: {
        jobs: 2,
        examples: [
          { job: 4, reason: 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT' },
          { job: 7, reason: 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT' },
        ],
      },
    });
    const request = { ...REQUEST, jobId: (job: number) => `align-${job}` };
    expect(simulationResult(request, recordsOf([stuck, outcome([])])).warnings).toEqual([
      'up to 2 jobs never ran in 1 of 2 replications: MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT (job align-4, align-7)',
      'up to 1 job failed in 1 of 2 replications - raise the attempts of the retry strategy or the timeout',
    ]);
  });

  it('sends nobody off Spot where Spot takes nothing, and mends nothing that failed for good in the history', () => {
    const failing = (failed: number, lostAttempts: number) => {
      const plain = outcome([]);
      const jobs = { submitted: 9, succeeded: 9 - failed, failed, cancelled: 0, neverRan: 0 };
      return outcome([], { jobs, spot: { ...plain.spot, lostAttempts } });
    };
    const warningsOf = (failedForGood: number, ...of: readonly ReturnType<typeof failing>[]) =>
      simulationResult({ ...REQUEST, failedForGood }, recordsOf([...of])).warnings;
    expect(warningsOf(3, failing(3, 0), failing(3, 0))).toEqual([
      '3 jobs failed: for good in the history, and so whatever you do',
    ]);
    expect(warningsOf(3, failing(3, 4), failing(5, 4))).toEqual([
      'up to 5 jobs failed in 2 of 2 replications - raise the attempts of the retry strategy, or move them off Spot; 3 failed for good in the history, and do whatever you do',
    ]);
  });

  it('says when capacity was waited for that never came, and that the cost leaves that wait out', () => {
    const stuck = outcome([], {
      jobs: { submitted: 1, succeeded: 0, failed: 0, cancelled: 0, neverRan: 1 },
      neverRan: {
        jobs: 1,
        examples: [{ job: 4, reason: 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY' }],
        waitedInVainMs: 30 * 86_400_000,
      },
    });
    expect(simulationResult(REQUEST, recordsOf([stuck, stuck])).warnings).toEqual([
      'up to 1 job never ran in 2 of 2 replications: CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY (job 4); 30 days were waited for capacity in vain, and the cost leaves out what minvCpus kept meanwhile',
    ]);
  });

  it('refuses to make a result of nothing', () => {
    expect(() => simulationResult(REQUEST, [])).toThrow('at least one replication');
  });
});

function microUsd(usd: number): number {
  return Math.round(usd * 1_000_000);
}

function sum(usd: readonly number[]): number {
  return usd.reduce((total, one) => total + microUsd(one), 0);
}
