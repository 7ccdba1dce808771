import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, traceDays, weekdayOf } from '../../src/models/trace-days.ts';
import { jobIdOf, vcpuHoursOf, type Workload } from '../../src/models/workload.ts';
import { WorkloadBuilder } from '../../src/models/workload-builder.ts';
import { workloadComponents } from '../../src/models/workload-components.ts';
import { growthNote, growWorkload } from '../../src/models/workload-growth.ts';
import { idsOf } from '../support/ids.ts';
import { workloadOf } from '../support/lab.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Four weeks of ten users: each works at an hour of their own, on working days only. */
function office(days = 28, users: number | null = 10): Workload {
  const jobs = Array.from({ length: days }, (_, day) => day)
    .filter((day) => day % 7 < 5)
    .flatMap((day) =>
      Array.from({ length: users ?? 10 }, (_, user) => ({
        submitMs: day * DAY_MS + (8 + user) * HOUR_MS,
        runMs: HOUR_MS,
        vcpus: 1 + (user % 3),
        memoryMiB: 1024,
        ...(users !== null && { user: `user-${user}` }),
      })),
    );
  return workloadOf(jobs);
}

const hoursOfDay = ({ submitMs }: Workload) => new Set([...submitMs].map((ms) => (ms % DAY_MS) / HOUR_MS));

describe('growth by users', () => {
  const seen = office();
  const grown = growWorkload(seen, 1.5, 1);

  it('comes near the wanted work and says how near', () => {
    expect(grown.method).toBe('users');
    expect(grown.workFactor).toBeGreaterThan(1.45);
    expect(grown.workFactor).toBeLessThan(1.55);
    expect(vcpuHoursOf(grown.workload) / vcpuHoursOf(seen)).toBeCloseTo(grown.workFactor, 9);
    expect(growthNote(grown, 1.5, 28)).toContain('users drawn from the trace were added to it, moved by whole weeks');
  });

  it('keeps hours of the day, days of the week and the length of the trace', () => {
    expect([...hoursOfDay(grown.workload)].sort()).toEqual([...hoursOfDay(seen)].sort());
    const days = traceDays(grown.workload);
    expect(days.count).toBe(traceDays(seen).count);
    for (const ms of grown.workload.submitMs) expect(weekdayOf(days, dayOf(days, ms))).toBeLessThan(5);
  });

  it('keeps every job of the trace where it was, and names the copies after theirs', () => {
    const at = new Map(Array.from(grown.workload.submitMs, (ms, job) => [jobIdOf(grown.workload, job), ms] as const));
    for (let job = 0; job < seen.jobCount; job++)
      expect(at.get(jobIdOf(seen, job))).toBe(seen.submitMs[job] - seen.submitMs[0]);
    expect([...at.keys()].filter((id) => id.includes('~')).length).toBe(grown.workload.jobCount - seen.jobCount);
  });

  it('measures no copy: a peak counts once, however often its job is there', () => {
    const measured = { ...seen, peakMemoryMiB: Float32Array.from(seen.submitMs, (_, job) => 100 + job) };
    const { workload } = growWorkload(measured, 2, 1);
    const peaks = [...(workload.peakMemoryMiB ?? [])].filter((peak) => !Number.isNaN(peak));
    // 20 working days of ten users, each job with a peak of its own, and at least as much work again in copies.
    expect(seen.jobCount).toBe(200);
    expect(workload.jobCount).toBeGreaterThan(380);
    expect(peaks.sort((left, right) => left - right)).toEqual([...measured.peakMemoryMiB]);
  });

  it('is the same for the same seed and another for another', () => {
    expect(growWorkload(seen, 1.5, 1)).toEqual(grown);
    expect([...growWorkload(seen, 1.5, 2).workload.submitMs]).not.toEqual([...grown.workload.submitMs]);
  });

  it('takes jobs out below 1', () => {
    const { workload, workFactor } = growWorkload(seen, 0.5, 1);
    expect(workFactor).toBeGreaterThan(0.45);
    expect(workFactor).toBeLessThan(0.55);
    expect(workload.jobCount).toBeLessThan(seen.jobCount);
  });

  it('is nothing at 1', () => {
    expect(growWorkload(seen, 1, 1).workload).toBe(seen);
  });
});

describe('growth by days', () => {
  it('draws days where no users are named, and moves them by days where there are no two weeks', () => {
    const grown = growWorkload(office(5, null), 2, 1);
    expect(grown.method).toBe('days');
    expect(grown.workFactor).toBeCloseTo(2, 1);
    expect(growthNote(grown, 2, 5)).toContain(
      'days (the trace names too few users) drawn from the trace were added to it, moved by whole days',
    );
    expect([...hoursOfDay(grown.workload)].sort()).toEqual([...hoursOfDay(office(5, null))].sort());
  });
});

/** Chains of an array, a merge job and a lone job each day. */
function pipelines(days: number): Workload {
  const builder = new WorkloadBuilder();
  for (let day = 0; day < days; day++) {
    const base = { vcpus: 1, memoryMiB: 512, user: `user-${day % 4}` };
    builder.addArray({ id: `sweep-${day}`, size: 3, submitMs: day * DAY_MS, runMs: HOUR_MS, ...base });
    builder.addJob({ id: `merge-${day}`, submitMs: day * DAY_MS + 1000, runMs: HOUR_MS, ...base });
    builder.addDependency(`merge-${day}`, `sweep-${day}`);
    builder.addJob({ id: `lone-${day}`, submitMs: day * DAY_MS + 2000, runMs: HOUR_MS, ...base });
  }
  const built = builder.finish({ vcpus: 1, memoryMiB: 1 });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.value;
}

describe('workflows', () => {
  it('are copied whole: every copy of a merge waits for the copy of its own array', () => {
    const { workload } = growWorkload(pipelines(28), 1.6, 1);
    const { dependent, prerequisite } = workload.dependencies;
    const merges = Array.from({ length: workload.jobCount }, (_, row) => jobIdOf(workload, row)).filter((id) =>
      id.startsWith('merge'),
    );
    expect(dependent.length).toBe(merges.length);
    for (const [edge, row] of dependent.entries()) {
      const array = workload.arrays[prerequisite[edge] - workload.jobCount];
      expect(array.id.replace('sweep', 'merge')).toBe(jobIdOf(workload, row));
      // Children on consecutive rows, submitted together, a second before the merge.
      for (let child = 0; child < 3; child++)
        expect(workload.submitMs[row] - workload.submitMs[array.firstJob + child]).toBe(1000);
    }
  });

  it('belong together by array and by dependency', () => {
    expect(workloadComponents(pipelines(2))).toEqual([[0, 1, 2, 3], [4], [5, 6, 7, 8], [9]]);
  });

  it('stay valid under any growth', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        fc.nat(1000),
        fc.integer({ min: 2, max: 30 }),
        (factor, seed, days) => {
          const { workload } = growWorkload(pipelines(days), factor, seed);
          expect(workload.submitMs.every((ms, job) => ms >= 0 && (job === 0 || ms >= workload.submitMs[job - 1]))).toBe(
            true,
          );
          for (const { firstJob, size } of workload.arrays) {
            expect(size).toBe(3);
            expect(new Set(workload.submitMs.subarray(firstJob, firstJob + size)).size).toBe(1);
          }
          expect(new Set(idsOf(workload)).size).toBe(workload.jobCount);
          const entities = workload.jobCount + workload.arrays.length;
          expect(
            [...workload.dependencies.dependent, ...workload.dependencies.prerequisite].every(
              (entity) => entity < entities,
            ),
          ).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
