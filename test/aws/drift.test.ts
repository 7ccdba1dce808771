import { describe, expect, it } from 'vitest';
import type { PredictedEffect, PromisedRuns } from '../../src/aws/change-plan.ts';
import { driftOf } from '../../src/aws/drift.ts';
import type { JobRecord } from '../../src/aws/job-record.ts';
import { renderDrift } from '../../src/report/drift-text.ts';

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

  it('counts the jobs whose waits are not in yet', () => {
    const records = [
      job(0, 5),
      { jobId: 'waiting', status: 'RUNNABLE', createdAt: SINCE_MS + 5 },
      { jobId: 'dependent', status: 'PENDING', createdAt: SINCE_MS + 5, dependsOn: [{ jobId: 'waiting' }] },
      { jobId: 'cancelled', status: 'FAILED', createdAt: SINCE_MS + 5 },
    ];
    const drift = driftOf(records, undefined, SINCE_MS);
    expect(drift.notStarted).toBe(1);
    expect(renderDrift(drift, 'then')).toContain('\nnot started yet, and so not among the waits: 1 job\n');
  });
});

/** Twenty runs of so many jobs, whose waits begin 2 s after the submission. */
function runsOf(jobs: number, changes: Partial<PromisedRuns> = {}): PredictedEffect {
  const singleRuns = {
    runs: 20,
    jobs,
    submittedToRunnableSeconds: 2,
    costUsd: { least: 7, median: 9, most: 31 },
    waitSecondsP95: { least: 40, median: 50, most: 900 },
    failedJobs: { least: 0, median: 0, most: 2 },
    lostAttempts: { least: 4, median: 8, most: 40 },
    ...changes,
  };
  return { ...effect(120), costUsd: { before: usd(20), after: usd(10) }, singleRuns };
}

const usd = (mean: number) => ({ mean, lo: mean - 1, hi: mean + 1 });

/** All of them waited as long. */
const alike = (count: number, waitSeconds: number, more: object = {}): JobRecord[] =>
  Array.from({ length: count }, (_, index) => job(index, waitSeconds, more));

function waitOf(records: readonly JobRecord[], promised: PredictedEffect) {
  return driftOf(records, promised, SINCE_MS).singleRuns?.waitSecondsP95;
}

describe('a history beside the single runs of the plan', () => {
  it('is inside though it is far from their mean, which few long runs make', () => {
    const drift = driftOf(alike(1000, 52), runsOf(1000), SINCE_MS);
    // 52 s from submission are 50 s from RUNNABLE. Of 21 runs alike one is the lowest and one the highest: 1 - 2 / 21 = 90.5 %.
    expect(drift.singleRuns?.waitSecondsP95).toEqual({
      least: 40,
      median: 50,
      most: 900,
      observed: 50,
      chance: 0.904762,
      isWithin: true,
    });
    // The mean of 120 s is not in the interval of what was seen, which has no width.
    expect(drift.waitSecondsP95?.isWithin).toBe(false);
  });

  it('is outside below the least and above the most, by more than percentiles are known to', () => {
    // Within 0.1 %: from 39.96 s and up to 900.9 s, and 2 s more in the records.
    const within = (seconds: number) => waitOf(alike(1000, seconds), runsOf(1000))?.isWithin;
    expect([41.95, 41.97, 902.8, 903].map(within)).toEqual([false, true, true, false]);
  });

  it('of fewer jobs is outside only where the whole interval of its percentile is', () => {
    // n = 100: ranks floor(95 - 4.27) = 90 and 101, which none has: at 890 to 989 s the lower end is 979, at 820 to 919 s it is 909, and
    // at 810 to 909 s it is 899, 897 s from RUNNABLE, where the percentile, the 95th, has 902 s.
    const ramped = (from: number) => Array.from({ length: 100 }, (_, index) => job(index, from + index));
    expect([890, 820, 810].map((from) => waitOf(ramped(from), runsOf(1000))?.isWithin)).toEqual([
      false,
      false,
      undefined,
    ]);
    expect(waitOf(ramped(810), runsOf(100))?.isWithin).toBe(false);
    // The upper end is open: a hundred short waits say nothing of the next one.
    expect(waitOf(alike(100, 5), runsOf(1000))?.isWithin).toBeUndefined();
    // n = 1000: ranks 936 and 965.
    expect(waitOf(alike(1000, 5), runsOf(1001))?.isWithin).toBe(false);
  });

  it('has as many lost jobs and attempts as the runs, of as many jobs', () => {
    const attempts = [{ startedAt: SINCE_MS, statusReason: 'Host EC2 (instance i-1) terminated.' }];
    const records = [...alike(1988, 52), ...alike(2, 52, { status: 'FAILED' }), ...alike(10, 52, { attempts })];
    // Of 2000 jobs that have ended: 2 and 10, so of 1000 they are 1 and 5.
    const { failedJobs, lostAttempts } = driftOf(records, runsOf(1000), SINCE_MS).singleRuns ?? {};
    expect(failedJobs).toMatchObject({ observed: 1, isWithin: true });
    expect(lostAttempts).toMatchObject({ observed: 5, isWithin: true });
    // Of fewer jobs no law says what so many would have lost, unless they have lost more already.
    const fewer = driftOf(records, runsOf(4000), SINCE_MS).singleRuns;
    expect(fewer?.failedJobs).toEqual({ least: 0, median: 0, most: 2, observed: 2, chance: 0.904762 });
    const more = driftOf(records, runsOf(4000, { failedJobs: { least: 0, median: 0, most: 1 } }), SINCE_MS).singleRuns;
    expect(more?.failedJobs?.isWithin).toBe(false);
    expect(driftOf(records, runsOf(2000), SINCE_MS).singleRuns?.lostAttempts).toMatchObject({
      observed: 10,
      isWithin: true,
    });
    expect(driftOf(alike(2000, 52), runsOf(2000), SINCE_MS).singleRuns?.lostAttempts?.isWithin).toBe(false);
  });

  it('is written with what is inside, what is not, and how sure that is', () => {
    expect(renderDrift(driftOf(alike(1000, 52), runsOf(1000), SINCE_MS), '2026-01-10T00:00:00.000Z')).toBe(
      `1000 jobs submitted since 2026-01-10T00:00:00.000Z: 1000 succeeded, 0 failed, 0 attempts lost with their host
p95 wait: 52 s (95 % interval 52 s to 52 s, 1000 jobs)
promised: 120 s on average, 40 s to 900 s in single runs, half of them up to 50 s; seen, from RUNNABLE on: 50 s, inside
failed jobs: 0 to 2 in single runs, half of them up to 0; seen: 0, inside
lost attempts: 4 to 40 in single runs, half of them up to 8; seen: 0, OUTSIDE
single runs: 20 of 1,000 jobs; another one of the same world lies inside a range with a chance of 90.5 %
cost: promised $10.00 on average ($9.00 to $11.00 is the 95 % interval of that mean; single runs cost $7.00 to $31.00) for the workload replayed then; the bill is not in job records
`,
    );
    const few = renderDrift(driftOf(alike(10, 52), runsOf(1000), SINCE_MS), 'then');
    expect(few).toContain(
      'lost attempts: 4 to 40 in single runs, half of them up to 8; seen: 0, too few jobs to tell\n',
    );
    expect(few).toContain('a chance of 90.5 %; fewer jobs vary more\n');
  });

  it('knows of earlier plans what they say: the longest run of all, or the mean alone', () => {
    const longest = { runs: 20, jobs: 1000, waitSecondsP95: { median: 50, most: 900 } };
    const drift = driftOf(alike(1000, 5), { ...effect(120), singleRuns: longest }, SINCE_MS);
    // Of 21 runs one is the highest: 1 - 1 / 21. How short a wait may be nobody knows.
    expect(drift.singleRuns).toEqual({
      runs: 20,
      jobs: 1000,
      waitSecondsP95: { median: 50, most: 900, observed: 5, chance: 0.952381, isWithin: true },
    });
    expect(renderDrift(drift, 'then')).toContain(
      'promised: 120 s on average, up to 900 s in single runs, half of them up to 50 s; seen: 5 s, inside\n',
    );
    const oldest = driftOf(alike(1000, 5), effect(120), SINCE_MS);
    expect(oldest.singleRuns).toBeUndefined();
    expect(renderDrift(oldest, 'then')).toContain(
      'promised: 120 s on average, OUTSIDE the interval; the plan file does not say what single runs had, and few of them have the average\n',
    );
  });
});
