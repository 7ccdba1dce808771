import { describe, expect, it } from 'vitest';
import type { PredictedEffect } from '../../src/aws/change-plan.ts';
import { driftOf } from '../../src/aws/drift.ts';
import type { JobRecord } from '../../src/aws/job-record.ts';

const SINCE_MS = Date.UTC(2026, 0, 10);

function effect(after: number): PredictedEffect {
  return { waitSecondsP95: { before: 900, after }, replications: 30, assumptionsPreset: 'typical' };
}

function job(index: number, waitSeconds: number, more: object = {}): JobRecord {
  const createdAt = SINCE_MS + index;
  const startedAt = createdAt + waitSeconds * 1000;
  return { jobId: `j${index}`, status: 'SUCCEEDED', createdAt, startedAt, ...more };
}

/** Waits of 1, 2 ... n seconds. */
const ramp = (count: number): JobRecord[] => Array.from({ length: count }, (_, index) => job(index, index + 1));

describe('promised and observed', () => {
  it('has the 95th percentile with its order-statistics interval', () => {
    // n = 1000: rank 950; 1.96 sqrt(1000 x 0.95 x 0.05) = 13.5, so ranks floor(936.49) = 936 and ceil(963.51) + 1 = 965.
    expect(driftOf(ramp(1000), effect(960), SINCE_MS).waitSecondsP95).toEqual({
      observed: 950,
      lo: 936,
      hi: 965,
      count: 1000,
      predicted: 960,
      isWithin: true,
    });
    expect(driftOf(ramp(1000), effect(966), SINCE_MS).waitSecondsP95?.isWithin).toBe(false);
    expect(driftOf(ramp(1000), effect(935), SINCE_MS).waitSecondsP95?.isWithin).toBe(false);
  });

  it('with few jobs ends the interval at the longest wait', () => {
    // n = 10: rank ceil(9.5) = 10; 1.96 sqrt(0.475) = 1.35, so ranks 8 and past the end.
    expect(driftOf(ramp(10), undefined, SINCE_MS).waitSecondsP95).toEqual({ observed: 10, lo: 8, hi: 10, count: 10 });
  });

  it('leaves out jobs from before, array parents, and waits that dependencies lengthened', () => {
    const records = [
      job(0, 5),
      job(-1000, 999),
      job(1, 999, { arrayProperties: { size: 2 } }),
      job(2, 7, { arrayProperties: { size: 2, index: 0 } }),
      job(3, 999, { dependsOn: [{ jobId: 'j0' }] }),
      { jobId: 'waiting', status: 'RUNNABLE', createdAt: SINCE_MS + 5 },
    ];
    const { jobs, succeeded, waitSecondsP95 } = driftOf(records, undefined, SINCE_MS);
    expect([jobs, succeeded, waitSecondsP95?.count, waitSecondsP95?.observed]).toEqual([4, 3, 2, 7]);
  });

  it('takes the wait until the first attempt and counts attempts that were lost with their host', () => {
    const attempts = [
      { startedAt: SINCE_MS + 30_000, statusReason: 'Host EC2 (instance i-1) terminated.' },
      { startedAt: SINCE_MS + 90_000, statusReason: 'Essential container in task exited' },
    ];
    const drift = driftOf([job(0, 90, { attempts, status: 'FAILED' })], undefined, SINCE_MS);
    expect(drift).toMatchObject({ failed: 1, attemptsLostWithTheirHost: 1, waitSecondsP95: { observed: 30 } });
  });

  it('says nothing of waits when no job has started', () => {
    expect(driftOf([], effect(60), SINCE_MS)).toMatchObject({ jobs: 0 });
    expect(driftOf([], effect(60), SINCE_MS).waitSecondsP95).toBeUndefined();
  });
});
