import { describe, expect, it } from 'vitest';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const LAB_4 = labType('lab.4', 4, 1000, 3.6);
const SPOT_THEN_ON_DEMAND = labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] }, { instanceTypes: ['lab.4'] });

describe('a Spot pool that refuses launches', () => {
  it('passes jobs on to the On-Demand environment, and takes them again when it has room', () => {
    const market = scriptedMarket({ refuses: (_, atMs) => atMs < 30 * MINUTE_MS });
    const { outcome, attempts } = replay(
      workloadOf([
        { submitMs: 0, runMs: MINUTE_MS, vcpus: 4 },
        { submitMs: HOUR_MS, runMs: MINUTE_MS, vcpus: 4 },
      ]),
      SPOT_THEN_ON_DEMAND,
      labWorld([LAB_4], { spotMarket: market }),
    );
    expect(attempts.map(({ environment, startMs }) => [environment, startMs])).toEqual([
      [1, 0],
      [0, HOUR_MS],
    ]);
    // One refusal for each of the 3 zones asked.
    expect(outcome.instances.failedLaunches).toBe(3);
  });

  it('is asked again a minute later at the earliest', () => {
    const askedMs: number[] = [];
    const market = scriptedMarket({
      refuses: (_, atMs) => {
        askedMs.push(atMs);
        return atMs < 150_000;
      },
    });
    const { startMs } = replay(
      workloadOf([{ submitMs: 0, runMs: MINUTE_MS, vcpus: 4 }]),
      labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] }),
      labWorld([LAB_4], { spotMarket: market, assumptions: ideal({ zones: 1 }) }),
    );
    expect(askedMs).toEqual([0, 60_000, 120_000, 180_000]);
    expect(startMs).toEqual([180_000]);
  });

  it('is asked again every minute for a job that the next environment of the queue cannot hold', () => {
    const market = scriptedMarket({ refuses: (_, atMs) => atMs < 10 * MINUTE_MS });
    const { startMs, outcome } = replay(
      workloadOf([{ submitMs: 0, runMs: MINUTE_MS, vcpus: 4 }]),
      labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] }, { instanceTypes: ['lab.1'] }),
      labWorld([LAB_4, labType('lab.1', 1, 1000, 1)], { spotMarket: market }),
    );
    expect(startMs).toEqual([10 * MINUTE_MS]);
    // At minutes 0 to 9 three zones each.
    expect(outcome.instances.failedLaunches).toBe(30);
  });

  it('sends the request to another zone first', () => {
    const market = scriptedMarket({ refuses: ({ zone }) => zone === 0 });
    const { instances } = replay(
      workloadOf([{ submitMs: 0, runMs: MINUTE_MS, vcpus: 4 }]),
      SPOT_THEN_ON_DEMAND,
      labWorld([LAB_4], { spotMarket: market }),
    );
    expect(instances).toMatchObject([{ environment: 0, zone: 1 }]);
  });

  it('for ever leaves the jobs unrun, for want of capacity', () => {
    const { outcome } = replay(
      workloadOf([
        { submitMs: 0, runMs: MINUTE_MS, vcpus: 4 },
        { submitMs: 0, runMs: MINUTE_MS, vcpus: 4 },
      ]),
      labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] }),
      labWorld([LAB_4], { spotMarket: scriptedMarket({ refuses: () => true }) }),
    );
    expect(outcome.jobs).toEqual({ submitted: 2, succeeded: 0, failed: 0, cancelled: 0, neverRan: 2 });
    expect(outcome.neverRan.examples).toEqual([
      { job: 0, reason: 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY' },
      { job: 1, reason: 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY' },
    ]);
    expect(outcome.ledger.totalMicroUsd).toBe(0);
  });

  it('makes BEST_FIT wait for its type while BEST_FIT_PROGRESSIVE takes the next', () => {
    const types = [LAB_4, labType('lab.8', 8, 2000, 8)];
    const market = scriptedMarket({ refuses: ({ instanceType }, atMs) => instanceType === 'lab.4' && atMs < 90_000 });
    const firstOf = (allocationStrategy: 'BEST_FIT' | 'BEST_FIT_PROGRESSIVE') =>
      replay(
        workloadOf([{ submitMs: 0, runMs: MINUTE_MS, vcpus: 4 }]),
        labConfig({ type: 'SPOT', instanceTypes: ['lab.4', 'lab.8'], allocationStrategy }),
        labWorld(types, { spotMarket: market }),
      );
    expect(firstOf('BEST_FIT').startMs).toEqual([120_000]);
    expect(firstOf('BEST_FIT_PROGRESSIVE').startMs).toEqual([0]);
  });
});

describe('On-Demand capacity', () => {
  it('is missing for about the share of minutes that onDemandShortageShare says', () => {
    // 400 one-minute jobs an hour apart, one pool: each asks once an hour until it gets a minute without shortage.
    const jobs = Array.from({ length: 400 }, (_, job) => ({ submitMs: job * HOUR_MS, runMs: MINUTE_MS, vcpus: 4 }));
    const { outcome, startMs } = replay(
      workloadOf(jobs),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4], { assumptions: ideal({ onDemandShortageShare: 0.2, zones: 1 }) }),
    );
    const late = startMs.filter((start, job) => start > job * HOUR_MS).length;
    // Binomial(400, 0.2): mean 80, deviation 8; within 3.5 deviations.
    expect(Math.abs(late - 80)).toBeLessThan(28);
    expect(outcome.jobs.succeeded).toBe(400);
  });
});

describe('a reclaim', () => {
  it('of an instance that still boots only delays the job', () => {
    // The first instance dies 20 s after it began to run, 40 s before it would be ready; the second lives.
    const { attempts, instances } = replay(
      workloadOf([{ submitMs: 0, runMs: MINUTE_MS, vcpus: 4, attempts: 1 }]),
      labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] }),
      labWorld([LAB_4], {
        assumptions: ideal({ bootMedianSeconds: 60, bootP95Seconds: 60, zones: 1 }),
        spotMarket: scriptedMarket({ lifeMs: (_, ordinal) => (ordinal === 0 ? 20_000 : Number.POSITIVE_INFINITY) }),
      }),
    );
    expect(attempts.map(({ startMs, status }) => [startMs, status])).toEqual([[80_000, 'SUCCEEDED']]);
    expect(instances.map(({ endMs, endedBy }) => [endMs, endedBy])).toEqual([
      [20_000, 'reclaimed'],
      [140_000, 'scale-in'],
    ]);
  });

  it('at the very moment the job ends comes too late', () => {
    const { outcome } = replay(
      workloadOf([{ submitMs: 0, runMs: HOUR_MS, vcpus: 4, attempts: 1 }]),
      labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] }),
      labWorld([LAB_4], { spotMarket: scriptedMarket({ lifeMs: () => HOUR_MS }) }),
    );
    expect(outcome.jobs.succeeded).toBe(1);
    expect(outcome.spot).toMatchObject({ lostAttempts: 0, wastedVcpuMs: 0 });
  });

  it('comes with a notice that stops nobody: jobs run on, and new ones are placed there, until the instance is gone', () => {
    // Taken after 600 s, with notice at 480 s.
    const { attempts } = replay(
      workloadOf([
        { submitMs: 0, runMs: 490_000, vcpus: 4 },
        { submitMs: 0, runMs: 60_000, vcpus: 4 },
        { submitMs: 0, runMs: 60_000, vcpus: 4, attempts: 2 },
      ]),
      labConfig({ type: 'SPOT', instanceTypes: ['lab.4'], maxvCpus: 4 }),
      labWorld([LAB_4], {
        assumptions: ideal({ zones: 1, spot: { ...ideal().spot, noticeSeconds: 120 } }),
        spotMarket: scriptedMarket({ lifeMs: (_, ordinal) => (ordinal === 0 ? 600_000 : Number.POSITIVE_INFINITY) }),
      }),
    );
    expect(attempts.map(({ startMs, endMs, status }) => [startMs, endMs, status])).toEqual([
      [0, 490_000, 'SUCCEEDED'],
      [490_000, 550_000, 'SUCCEEDED'],
      [550_000, 600_000, 'FAILED'],
      [600_000, 660_000, 'SUCCEEDED'],
    ]);
  });

  it('of what minvCpus keep is made good by a new instance', () => {
    const { instances } = replay(
      workloadOf([
        { submitMs: 0, runMs: 1000, vcpus: 4 },
        { submitMs: 2 * HOUR_MS, runMs: 1000, vcpus: 4 },
      ]),
      labConfig({ type: 'SPOT', instanceTypes: ['lab.4'], minvCpus: 4 }),
      labWorld([LAB_4], {
        assumptions: ideal({ zones: 1 }),
        spotMarket: scriptedMarket({ lifeMs: (_, ordinal) => (ordinal === 0 ? HOUR_MS : Number.POSITIVE_INFINITY) }),
      }),
    );
    expect(instances).toMatchObject([
      { launchMs: 0, endMs: HOUR_MS, endedBy: 'reclaimed' },
      { launchMs: HOUR_MS, endMs: 2 * HOUR_MS + 1000, endedBy: 'end-of-run' },
    ]);
  });
});
