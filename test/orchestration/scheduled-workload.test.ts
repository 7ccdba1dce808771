/** The jobs that schedules submit: when, how many, how long, and that rules do not change each other's luck. */
import { describe, expect, it } from 'vitest';
import { jobIdAt } from '../../src/models/job-ids.ts';
import type { Workload } from '../../src/models/workload.ts';
import { readSchedule } from '../../src/orchestration/schedule.ts';
import { countOccurrences, type ScheduledJob, scheduledWorkload } from '../../src/orchestration/scheduled-workload.ts';
import { instant } from './firing.ts';

const HOUR_MS = 3_600_000;
const WEEK = { fromMs: instant('2026-03-02'), toMs: instant('2026-03-09') };

function job(name: string, scheduleExpression: string, changes: Partial<ScheduledJob> = {}): ScheduledJob {
  const read = readSchedule({ scheduleExpression });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const request = { vcpus: 1, memoryMiB: 1000 };
  return {
    name,
    schedule: read.value,
    flexibleWindowMs: 0,
    request,
    runtimeMinutes: 10,
    runtimeP95Minutes: 10,
    ...changes,
  };
}

function workload(jobs: readonly ScheduledJob[], factor = 1, seed = 1): Workload {
  const made = scheduledWorkload({ span: WEEK, jobs, factor }, 'test', seed, {});
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.value;
}

function idsOf(made: Workload): readonly string[] {
  return Array.from({ length: made.jobCount }, (_, row) => (made.ids === undefined ? '' : jobIdAt(made.ids, row)));
}

describe('a schedule', () => {
  it('submits a job at each occurrence, named after it, with dates', () => {
    const made = workload([job('hourly', 'cron(0 0/12 * * ? *)')]);
    expect(made.originEpochMs).toBe(WEEK.fromMs);
    expect([...made.submitMs]).toEqual(Array.from({ length: 14 }, (_, index) => index * 12 * HOUR_MS));
    expect(idsOf(made).slice(0, 3)).toEqual([
      'hourly-20260302T0000Z',
      'hourly-20260302T1200Z',
      'hourly-20260303T0000Z',
    ]);
    expect(new Set(made.runMs)).toEqual(new Set([600_000]));
  });

  it('submits an array job whose children have run times of their own around the median', () => {
    const nightly = job('nightly', 'cron(0 2 * * ? *)', { arraySize: 1000, runtimeP95Minutes: 30 });
    const made = workload([nightly]);
    expect(made.arrays.map(({ id, size }) => [id, size])[6]).toEqual(['nightly-20260308T0200Z', 1000]);
    const sorted = Float64Array.from(made.runMs).sort();
    // 7,000 draws: the standard error of the median is 1.25 x spread / sqrt(n) = 1.25 x ln(3)/1.645 / 84 = 1 %.
    expect(sorted[3500] / 600_000).toBeGreaterThan(0.96);
    expect(sorted[3500] / 600_000).toBeLessThan(1.04);
    // 5 % of 7,000 = 350, give or take sqrt(7,000 x 0.05 x 0.95) = 18: within four of them.
    const beyond = made.runMs.filter((ms) => ms > 1_800_000).length;
    expect(Math.abs(beyond - 350)).toBeLessThan(73);
  });

  it('with a flexible time window submits some time within it, spread evenly', () => {
    const window = 15 * 60_000;
    const every = job('often', 'rate(20 minutes)', { flexibleWindowMs: window });
    const made = workload([every]);
    const origin = made.originEpochMs ?? Number.NaN;
    const late = [...made.submitMs].map((ms) => (origin + ms - WEEK.fromMs) % (20 * 60_000));
    expect(late).toHaveLength(504);
    expect(Math.max(...late)).toBeLessThan(window);
    // The mean of 504 uniform draws is off 7.5 minutes by 15 / sqrt(12 x 504) = 0.19 minutes: within four of them.
    const mean = late.reduce((sum, ms) => sum + ms, 0) / late.length / 60_000;
    expect(Math.abs(mean - 7.5)).toBeLessThan(0.8);
  });

  it('that is added changes nothing of another', () => {
    const nightly = job('nightly', 'cron(0 2 * * ? *)', {
      arraySize: 3,
      runtimeP95Minutes: 30,
      flexibleWindowMs: 600_000,
    });
    const alone = workload([nightly]);
    const beside = workload([job('first', 'rate(1 day)', { runtimeP95Minutes: 40 }), nightly]);
    const timesOf = (made: Workload) => {
      const origin = made.originEpochMs ?? Number.NaN;
      return idsOf(made).flatMap((id, row) =>
        id.startsWith('nightly') ? [[id, origin + made.submitMs[row], made.runMs[row]]] : [],
      );
    };
    expect(timesOf(beside)).toEqual(timesOf(alone));
    expect(timesOf(workload([nightly], 1, 2))).not.toEqual(timesOf(alone));
  });

  it('is counted no further than is asked for', () => {
    const { schedule } = job('always', 'cron(* * * * ? *)');
    const centuries = { fromMs: WEEK.fromMs, toMs: instant('2199-01-01') };
    expect(countOccurrences(schedule, centuries, 1000)).toBe(1001);
    expect(countOccurrences(schedule, WEEK, 20_000)).toBe(7 * 1440);
  });

  it('fails when no job comes of any', () => {
    const rare = job('rare', 'cron(0 0 30 2 ? *)');
    expect(scheduledWorkload({ span: WEEK, jobs: [rare], factor: 1 }, 'test', 1, {})).toMatchObject({ ok: false });
  });
});

describe('more work at the same times', () => {
  it('is more children of an array, in further arrays where AWS allows no more', () => {
    const nightly = job('nightly', 'cron(0 2 2 3 ? 2026)', { arraySize: 8000 });
    expect(workload([nightly], 1.25).arrays.map(({ id, size }) => [id, size])).toEqual([
      ['nightly-20260302T0200Z', 10_000],
    ]);
    expect(workload([nightly], 2.5).arrays.map(({ id, size }) => [id, size])).toEqual([
      ['nightly-20260302T0200Z', 10_000],
      ['nightly-20260302T0200Z-2', 10_000],
    ]);
    expect(workload([nightly], 0.5).jobCount).toBe(4000);
  });

  it('is more single jobs, the fraction drawn at each occurrence', () => {
    const often = job('often', 'rate(5 minutes)');
    const once = workload([often]).jobCount;
    expect(once).toBe(2016);
    expect(workload([often], 3).jobCount).toBe(3 * once);
    // 2016 draws of 0.3 are 605, give or take sqrt(2016 x 0.21) = 21: within four of them.
    expect(Math.abs(workload([often], 1.3).jobCount - once - 605)).toBeLessThan(83);
    // The first of each is the one there was.
    expect(idsOf(workload([often], 3)).slice(0, 3)).toEqual([
      'often-20260302T0000Z',
      'often-20260302T0000Z-2',
      'often-20260302T0000Z-3',
    ]);
  });
});
