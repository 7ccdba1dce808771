import { describe, expect, it } from 'vitest';
import type { NewJob } from '../../../src/models/workload-builder.ts';
import type { FloorScope, PlanLimits } from '../../../src/optimize/floor/index.ts';
import { computeFloor, createHighsSolver, planLimitsOf } from '../../../src/optimize/floor/index.ts';
import { parseThresholds } from '../../../src/scenario/thresholds.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../../support/lab.ts';
import { BOTH, boundUsd, inputOf, ON_DEMAND, simulatedUsd } from './support.ts';

const HOUR_MS = 3_600_000;
const GIB = 1024;

function job(atHours: number, hours: number, vcpus: number, memoryGib = 1, extra: Partial<NewJob> = {}): NewJob {
  return { submitMs: atHours * HOUR_MS, runMs: hours * HOUR_MS, vcpus, memoryMiB: memoryGib * GIB, ...extra };
}

function within(limits: PlanLimits, scope: FloorScope = ON_DEMAND): FloorScope {
  return { ...scope, limits };
}

/** A job gives away a millisecond of 8 USD/h and half a micro-dollar. */
const PLACES = 4;

describe('jobs that may not wait', () => {
  const world = labWorld([labType('lab.8', 8, 64 * GIB, 8)]);
  const noWait: PlanLimits = { wait: { seconds: 0, share: 1 } };

  it('each keep a whole instance while nothing else can run', async () => {
    // Three hours of 1 of 8 vCPUs, a day apart: fluid 3 USD. Each must run at once, alone: 3 x 8 = 24, and that is what it costs.
    const workload = workloadOf([job(0, 1, 1), job(24, 1, 1), job(48, 1, 1)]);
    const usd = await boundUsd(inputOf(workload, world, within(noWait)));
    expect(usd.fluid).toBeCloseTo(3, PLACES);
    expect(usd.profile).toBeCloseTo(24, PLACES);
    expect(simulatedUsd(workload, labConfig({ instanceTypes: ['lab.8'] }), world)).toBe(24);
  });

  it('share it while they overlap', async () => {
    // [0, 1 h] and [0.5, 1.5 h]: an instance is held for 1.5 h: 12 USD.
    const usd = await boundUsd(inputOf(workloadOf([job(0, 1, 1), job(0.5, 1, 1)]), world, within(noWait)));
    expect(usd.profile).toBeCloseTo(12, PLACES);
  });

  it('pay no more than their worth once they fill an instance', async () => {
    // Nine jobs of 1 vCPU for an hour: worth 9 USD, more than the one instance that certainly runs.
    const usd = await boundUsd(
      inputOf(workloadOf(Array.from({ length: 9 }, () => job(0, 1, 1))), world, within(noWait)),
    );
    expect(usd.profile).toBeCloseTo(9, PLACES);
  });

  it('are certain only from the last moment at which they can start', async () => {
    // A 2 h job that may wait 30 min runs for certain in [0.5, 2 h], possibly in [0, 2.5 h]. Worth 2 USD, room 1.5 x 7 = 10.5.
    const usd = await boundUsd(
      inputOf(workloadOf([job(0, 2, 1)]), world, within({ wait: { seconds: 1800, share: 1 } })),
    );
    expect(usd.profile).toBeCloseTo(12.5, PLACES);
  });

  it('leave no certain room when they may wait as long as they run', async () => {
    const usd = await boundUsd(
      inputOf(workloadOf([job(0, 1, 1)]), world, within({ wait: { seconds: 3600, share: 1 } })),
    );
    expect(usd.profile).toBeCloseTo(1, PLACES);
  });

  it('are certain of nothing when they wait for others', async () => {
    const workload = workloadOf([job(0, 1, 1, 1, { id: 'a' }), job(0, 1, 1, 1, { id: 'b' })], (builder) =>
      builder.addDependency('b', 'a'),
    );
    // `a` holds 8 USD for an hour, in which `b` may or may not run (it cannot, but the bound does not know): 1 + 1 + 6.
    const usd = await boundUsd(inputOf(workload, world, within(noWait)));
    expect(usd.profile).toBeCloseTo(8, PLACES);
  });

  it('let the worst jobs go when the limit is on a quantile', async () => {
    // Four lone hours, half of the jobs may wait: those two run beside the other two, which cost 8 each: 16.
    const workload = workloadOf([0, 24, 48, 72].map((atHours) => job(atHours, 1, 1)));
    const usd = await boundUsd(inputOf(workload, world, within({ wait: { seconds: 0, share: 0.5 } })));
    expect(usd.profile).toBeCloseTo(16, PLACES);
  });

  it('count the nodes of a multi-node parallel job, each with an instance of its own', async () => {
    // Three instances for an hour are exact without any limit; with one they leave no more room than they are.
    const usd = await boundUsd(inputOf(workloadOf([job(0, 1, 1, 1, { nodes: 3 })]), world, within(noWait)));
    expect(usd.fluid).toBeCloseTo(24, PLACES);
    expect(usd.profile).toBeCloseTo(24, 3);
  });
});

describe('jobs that are due', () => {
  it('are certain on Spot too, whatever is lost: the attempt that counts ends in time', async () => {
    // 1 h, due 1.25 h after its submission: the last attempt certainly runs in [0.25, 1 h]. Spot 4 USD/h for 8 vCPUs: worth
    // 0.5, room 0.75 x 3.5 = 2.625.
    const base = ideal({ spotFirstHourFree: 0 });
    const world = labWorld([labType('lab.8', 8, 64 * GIB, 8)], {
      assumptions: { ...base, spot: { ...base.spot, model: 'advisor', hazardPerHour: 3 } },
    });
    const limits: PlanLimits = { turnaround: { seconds: 4500, share: 1 } };
    const workload = workloadOf([job(0, 1, 1, 1, { attempts: 10 })]);
    const usd = await boundUsd(inputOf(workload, world, within(limits, BOTH)));
    expect(usd.profile).toBeCloseTo(3.125, PLACES);
    // The wait of a first attempt that may be lost says nothing about every course of interruptions.
    const waiting = await boundUsd(inputOf(workload, world, within({ wait: { seconds: 0, share: 1 } }, BOTH)));
    expect(waiting.profile).toBeCloseTo(0.5, PLACES);
  });

  it('may each be due at a time of their own', async () => {
    // 1 h on 8 vCPUs at 8 USD/h: worth 1. Due 1.25 h after its submission it certainly runs in [0.25, 1 h]: room 0.75 x 7 = 5.25.
    // The job without a deadline, and both of them where deadlines may be missed, are worth 1 USD and no more.
    const world = labWorld([labType('lab.8', 8, 64 * GIB, 8)]);
    const workload = workloadOf([job(0, 1, 1, 1, { deadlineMs: 1.25 * HOUR_MS }), job(24, 1, 1)]);
    const due = await boundUsd(inputOf(workload, world, within({ deadlines: true })));
    expect(due.profile).toBeCloseTo(7.25, PLACES);
    const free = await boundUsd(inputOf(workload, world, within({ makespanSeconds: 360_000 })));
    expect(free.profile).toBeCloseTo(2, PLACES);
  });

  it('hold a first attempt on average, with the chance that it is not lost', async () => {
    // No waiting, hazard 0.5 an hour, 1 h at 4 of 8 USD/h: room 3.5 with chance e^-0.5 = 0.60653, and the work of a lost attempt,
    // 0.5 with chance 0.39347, may fill any room: 0.5 + 0.60653 x 3.5 - 0.39347 x 0.5 = 2.42612.
    const base = ideal({ spotFirstHourFree: 0 });
    const world = labWorld([labType('lab.8', 8, 64 * GIB, 8)], {
      assumptions: { ...base, spot: { ...base.spot, model: 'advisor', hazardPerHour: 0.5 } },
    });
    const limits: PlanLimits = { wait: { seconds: 0, share: 1 } };
    const scope: FloorScope = { markets: ['EC2', 'SPOT'], interruptions: 'mean', limits };
    const usd = await boundUsd(inputOf(workloadOf([job(0, 1, 1, 1, { attempts: 10 })]), world, scope));
    expect(usd.profile).toBeCloseTo(2.42612, PLACES);
  });

  it('need dear instances when the limit on vCPUs is reached', async () => {
    // a: 4 vCPUs, 8 GiB, 1 USD/h, holds one job of (1, 8); b: 4 vCPUs, 32 GiB, 5 USD/h, holds four. Eight jobs of an hour: a is
    // cheaper, 8 USD. But 4 vCPUs for two hours hold only two hours of b: 10 USD.
    const world = labWorld([labType('a.4', 4, 8 * GIB, 1), labType('b.4', 4, 32 * GIB, 5)]);
    const workload = workloadOf(Array.from({ length: 8 }, () => job(0, 1, 1, 8)));
    const free = await boundUsd(inputOf(workload, world, within({ makespanSeconds: 7200 })));
    expect(free.windows).toBeCloseTo(8, 3);
    const limits: PlanLimits = { makespanSeconds: 7200, peakVcpus: 4 };
    const floor = await computeFloor(inputOf(workload, world, within(limits)), createHighsSolver());
    expect(floor.bound).toBe('windows');
    expect(floor.usd).toBeCloseTo(10, 3);
  });

  it('cannot wait for the jobs they would fit beside', async () => {
    // 4 vCPUs, 16 GiB at 1 USD/h. Two hours of (4, 4) now, two hours of (1, 16)... apart in time, none complements the other:
    // (4 x 4 vCPU) = 4 h and 4 x 16 GiB = 4 h: 8 USD. Without due times they share: (16 + 4) / 4 vCPUs = 5 h.
    const world = labWorld([labType('lab.4', 4, 16 * GIB, 1)]);
    const workload = workloadOf([
      ...Array.from({ length: 4 }, () => job(0, 1, 4, 4)),
      ...Array.from({ length: 4 }, () => job(10, 1, 1, 16)),
    ]);
    const usd = await boundUsd(inputOf(workload, world, within({ turnaround: { seconds: 7200, share: 1 } })));
    expect(usd.fluid).toBeCloseTo(5, 3);
    expect(usd.windows).toBeGreaterThan(7.9);
    expect(usd.windows).toBeLessThanOrEqual(8);
  });

  it('cannot wait for Spot that is recorded to be away', async () => {
    // On-Demand 1 USD/h, Spot 0.5; none in the first two hours. Due two hours after submission: 1 USD; due after four: 0.5.
    const base = ideal();
    const world = labWorld([labType('lab.1', 1, 4 * GIB, 1)], {
      assumptions: { ...base, spot: { ...base.spot, model: 'replay' }, spotFirstHourFree: 0 },
    });
    const recordings = { series: new Map([['lab.1', { gapMs: HOUR_MS, counts: [0, 0, 1, 1, 1, 1] }]]) };
    const workload = workloadOf([job(0, 1, 1)]);
    const usdWith = async (seconds: number) => {
      const limits: PlanLimits = { turnaround: { seconds, share: 1 } };
      return (await boundUsd({ ...inputOf(workload, world, within(limits, BOTH)), recordings })).windows;
    };
    expect(await usdWith(7000)).toBeCloseTo(1, 3);
    expect(await usdWith(14_400)).toBeCloseTo(0.5, 3);
    const never = { series: new Map([['other.1', { gapMs: HOUR_MS, counts: [1] }]]) };
    const usd = await boundUsd({ ...inputOf(workload, world, BOTH), recordings: never });
    expect(usd.fluid).toBeCloseTo(1, 3);
  });
});

describe('the limits of a floor', () => {
  const limitsIn = (...texts: string[]) => {
    const parsed = parseThresholds(texts);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return planLimitsOf(parsed.value);
  };

  it('are those that say something about every run', () => {
    expect(limitsIn('max(wait) <= 10m', 'makespan <= 6h', 'peakVcpus <= 500')).toEqual({
      wait: { seconds: 600, share: 1 },
      makespanSeconds: 21_600,
      peakVcpus: 500,
    });
    // Quantiles are reported within 0.1 %.
    expect(limitsIn('p95(turnaround) < 1h')).toEqual({ turnaround: { seconds: 3600 * 1.001, share: 0.95 } });
    expect(limitsIn('P(makespan <= 6h) >= 1')).toEqual({ makespanSeconds: 21_600 });
    for (const text of ['missedDeadlines == 0', 'missedDeadlines <= 0', 'P(missedDeadlines == 0) >= 1'])
      expect(limitsIn(text)).toEqual({ deadlines: true });
  });

  it('are none where only an average or most runs are limited', () => {
    expect(
      limitsIn('mean(wait) <= 10m', 'P(makespan <= 6h) >= 0.99', 'cost <= $5', 'p50(makespan) <= 1h'),
    ).toBeUndefined();
    expect(limitsIn('wait >= 1s', 'makespan > 5m')).toBeUndefined();
    expect(limitsIn('missedDeadlines <= 2', 'P(missedDeadlines == 0) >= 0.99')).toBeUndefined();
  });
});
