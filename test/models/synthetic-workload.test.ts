import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DailySpec,
  dailyFactor,
  runtimeMinutes,
  type SyntheticSpec,
  synthesizeWorkload,
} from '../../src/models/synthetic-workload.ts';
import type { Workload } from '../../src/models/workload.ts';

const HOUR_MS = 3_600_000;

const SPEC: DailySpec = {
  name: 'test',
  days: 20,
  jobsPerDay: 1000,
  dailyCycle: { strength: 0.8, peakHour: 14 },
  runtimeMedianMinutes: 10,
  runtimeP95Minutes: 60,
  tailShare: 0.02,
  tailExponent: 1.5,
  runtimeMaximumMinutes: 100_000,
  shapes: [
    { name: 'small', share: 3, vcpus: 1, memoryMiB: 2048 },
    { name: 'large', share: 1, vcpus: 8, memoryMiB: 65_536, queue: 'big' },
  ],
  arrays: [],
  users: 5,
};

function made(spec: SyntheticSpec, seed = 1): Workload {
  const result = synthesizeWorkload(spec, seed);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

/** Five standard deviations: a fixed seed passes or fails for ever, and a wrong mean fails clearly. */
function expectCount(actual: number, mean: number) {
  expect(Math.abs(actual - mean)).toBeLessThan(5 * Math.sqrt(mean));
}

function share(values: ArrayLike<number>, holds: (value: number) => boolean): number {
  return Array.from(values).filter(holds).length / values.length;
}

describe('a synthetic workload', () => {
  const workload = made(SPEC);

  it('is the same bytes for the same seed and another for another', () => {
    expect(made(SPEC)).toEqual(workload);
    expect(made(SPEC, 2).submitMs).not.toEqual(workload.submitMs);
  });

  it('has the jobs a day it was asked for', () => {
    // 20 days x 1000 jobs; a thinned Poisson process is Poisson again, so the standard deviation is sqrt(20000) = 141.
    expectCount(workload.jobCount, 20_000);
  });

  it('follows the daily cycle, busiest at the peak hour', () => {
    // Rate at hour h is 1 + 0.8 (1 - d/6), d = hours from 14. Mean of 11..17 h: d averages 1.5, so 1 + 0.8 x 0.75 = 1.6.
    // 20 days x 6 h x (1000 / 24) x 1.6 = 8000. Mean of 23..5 h: d averages 10.5, so 1 - 0.6 = 0.4: 2000.
    // (Submit times count from the first job, which at 21 jobs an hour comes minutes after midnight.)
    const hours = Array.from(workload.submitMs, (submitMs) => (submitMs / HOUR_MS) % 24);
    expectCount(hours.filter((hour) => hour >= 11 && hour < 17).length, 8000);
    expectCount(hours.filter((hour) => hour >= 23 || hour < 5).length, 2000);
  });

  it('has the median and 95th percentile it was asked for', () => {
    // Standard error of a share near 0.5 at n = 20000 is 0.0035, near 0.05 it is 0.0015.
    expect(Math.abs(share(workload.runMs, (ms) => ms > 10 * 60_000) - 0.5)).toBeLessThan(0.018);
    expect(Math.abs(share(workload.runMs, (ms) => ms > 60 * 60_000) - 0.05)).toBeLessThan(0.008);
  });

  it('has a Pareto tail: four times the length is an eighth as likely at exponent 1.5', () => {
    // 4^-1.5 = 1/8. The tail starts at the 98th percentile of the log-normal body.
    const start = runtimeMinutes(SPEC, 0.98) * 60_000;
    const inTail = Array.from(workload.runMs).filter((ms) => ms > start);
    expectCount(inTail.length, workload.jobCount * 0.02);
    const far = inTail.filter((ms) => ms > 4 * start).length;
    expect(Math.abs(far / inTail.length - 1 / 8)).toBeLessThan(5 * Math.sqrt((0.125 * 0.875) / inTail.length));
  });

  it('mixes the shapes by share and keeps their queues', () => {
    const large = workload.classes.flatMap((each, index) => (each.queue === 'big' ? [index] : []));
    expectCount(Array.from(workload.classIndex).filter((index) => large.includes(index)).length, 5000);
    for (const index of large) expect(workload.classes[index]).toMatchObject({ vcpus: 8, memoryMiB: 65_536 });
  });

  it('keeps other jobs as they are when the number of users changes', () => {
    expect(made({ ...SPEC, users: 50 }).runMs).toEqual(workload.runMs);
  });

  it('starts at 0 and is sorted by submit time', () => {
    expect(workload.submitMs[0]).toBe(0);
    expect(workload.submitMs.every((ms, job) => job === 0 || ms >= workload.submitMs[job - 1])).toBe(true);
  });

  it('passes the total number of tries on to every job', () => {
    const result = synthesizeWorkload({ ...SPEC, days: 1 }, 1, { attempts: 4 });
    expect(result.ok && result.value.classes.every((each) => each.attempts === 4)).toBe(true);
  });
});

describe('the run time curve', () => {
  it('passes through the median and the 95th percentile and has no jump at the tail', () => {
    expect(runtimeMinutes(SPEC, 0.5)).toBeCloseTo(10, 6);
    expect(runtimeMinutes(SPEC, 0.95)).toBeCloseTo(60, 5);
    expect(runtimeMinutes(SPEC, 0.98 + 1e-9) / runtimeMinutes(SPEC, 0.98)).toBeCloseTo(1, 6);
  });

  it('is four times as long where an eighth of the tail is left, at exponent 1.5', () => {
    // ((0.02 / 8) / 0.02)^(-1 / 1.5) = 8^(2/3) = 4
    expect(runtimeMinutes(SPEC, 1 - 0.02 / 8) / runtimeMinutes(SPEC, 0.98)).toBeCloseTo(4, 6);
  });

  it('never falls and never passes the maximum', () => {
    const probability = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
    fc.assert(
      fc.property(probability, probability, (left, right) => {
        const capped = { ...SPEC, runtimeMaximumMinutes: 300 };
        const [low, high] = [Math.min(left, right), Math.max(left, right)];
        // The quantile approximation is good to 1e-9, which is the slack.
        expect(runtimeMinutes(capped, high)).toBeGreaterThanOrEqual(runtimeMinutes(capped, low) * (1 - 1e-7));
        expect(runtimeMinutes(capped, high)).toBeLessThanOrEqual(300);
      }),
    );
  });
});

describe('the daily cycle', () => {
  it('is a triangle around the peak with mean 1', () => {
    const cycle = { strength: 0.5, peakHour: 2 };
    expect(dailyFactor(cycle, 2 * HOUR_MS)).toBe(1.5);
    expect(dailyFactor(cycle, 14 * HOUR_MS)).toBe(0.5);
    expect(dailyFactor(cycle, 20 * HOUR_MS)).toBe(1);
    const hours = Array.from({ length: 24 }, (_, hour) => dailyFactor(cycle, hour * HOUR_MS));
    expect(hours.reduce((sum, factor) => sum + factor, 0) / 24).toBeCloseTo(1, 12);
  });
});

describe('array jobs', () => {
  const nightly = { perDay: 1, size: 40, shape: 'large', runtimeMinutes: 30, runtimeP95Minutes: 60, startHour: 2 };

  it('come once a day within an hour of their start, children on consecutive rows', () => {
    const workload = made({ ...SPEC, jobsPerDay: 0, arrays: [nightly] });
    expect(workload.arrays).toHaveLength(20);
    expect(workload.jobCount).toBe(800);
    const starts = workload.arrays.map((array) => workload.submitMs[array.firstJob]);
    // Day d starts at 24 d h + 2 h + up to 1 h, less the first array's own time.
    for (const [day, start] of starts.entries()) expect(Math.abs(start / HOUR_MS - 24 * day)).toBeLessThan(1);
  });

  it('every second day when there is half an array a day', () => {
    expect(made({ ...SPEC, jobsPerDay: 0, arrays: [{ ...nightly, perDay: 0.5 }] }).arrays).toHaveLength(10);
  });

  it('have children around the median they were given', () => {
    const workload = made({ ...SPEC, jobsPerDay: 0, arrays: [nightly] });
    // Standard error of the share above the median at n = 800 is 0.018.
    expect(Math.abs(share(workload.runMs, (ms) => ms > 30 * 60_000) - 0.5)).toBeLessThan(0.09);
  });
});

describe('a textbook queue', () => {
  const poisson = { arrivalRatePerHour: 60, serviceMeanSeconds: 48, service: 'exponential' as const, jobs: 40_000 };

  it('has the arrival rate and mean service it was asked for', () => {
    const workload = made({ poisson });
    expect(workload.jobCount).toBe(40_000);
    // 40,000 exponential gaps: relative standard error 1 / sqrt(40000) = 0.5 %, five of them 2.5 %.
    expect(Math.abs(workload.submitMs[39_999] / 39_999 / 60_000 - 1)).toBeLessThan(0.025);
    const mean = workload.runMs.reduce((sum, ms) => sum + ms, 0) / 40_000;
    expect(Math.abs(mean / 48_000 - 1)).toBeLessThan(0.025);
    // An exponential exceeds its mean with probability 1/e = 0.3679; standard error 0.0024.
    expect(Math.abs(share(workload.runMs, (ms) => ms > 48_000) - 0.3679)).toBeLessThan(0.012);
  });

  it('has equal run times when service is deterministic', () => {
    const workload = made({ poisson: { ...poisson, service: 'deterministic', jobs: 100 } });
    expect(new Set(workload.runMs)).toEqual(new Set([48_000]));
    expect(workload.classes).toMatchObject([{ vcpus: 1 }]);
  });
});

describe('a specification that cannot be', () => {
  it.each([
    ['days', { days: 0 }],
    ['shapes', { shapes: [] }],
    ['dailyCycle.strength', { dailyCycle: { strength: 1.5, peakHour: 0 } }],
    ['tailShare', { tailShare: 0.5 }],
    ['runtimeP95Minutes', { runtimeP95Minutes: 1 }],
    ['arrays[0].shape', { arrays: [{ perDay: 1, size: 2, shape: 'huge', runtimeMinutes: 1 }] }],
  ])('is refused at %s', (path, changes) => {
    const result = synthesizeWorkload({ ...SPEC, ...changes }, 1);
    expect(result.ok ? [] : result.problems.map((problem) => problem.path)).toContain(path);
  });
});
