/** When a run ends in which jobs are left that do not run, and what is billed until then. */
import { describe, expect, it } from 'vitest';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { type MarketScript, scriptedMarket } from '../support/scripted-market.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Spot costs half: $2 an hour. */
const SMALL = labType('small.4', 4, 1000, 4);
/** Dearer, so minvCpus are none of these; the only type for 3,000 MiB. */
const LARGE = labType('large.4', 4, 4000, 8);
const KEPT = { type: 'SPOT' as const, instanceTypes: ['small.4', 'large.4'], minvCpus: 4, maxvCpus: 4 };
/** One hour that runs, then a job that the one instance below maxvCpus does not hold. */
const JOBS = workloadOf([
  { submitMs: 0, runMs: HOUR_MS, vcpus: 4 },
  { submitMs: HOUR_MS / 2, runMs: HOUR_MS, vcpus: 1, memoryMiB: 3000 },
]);

function spotWorld(market: MarketScript) {
  return labWorld([SMALL, LARGE], { spotMarket: scriptedMarket(market), assumptions: ideal({ zones: 1 }) });
}

describe('jobs that idle instances of minvCpus leave no room for', () => {
  it('are not waited for until EC2 takes the instances: what minvCpus keeps is billed to the last thing that happened', () => {
    // Every instance lives 10 days and is bought again: such a run went on for 30 days, and billed $2 x 24 x 30.
    const { outcome, instances } = replay(JOBS, labConfig(KEPT), spotWorld({ lifeMs: () => 10 * DAY_MS }));
    expect(outcome.jobs).toMatchObject({ succeeded: 1, neverRan: 1 });
    expect(outcome.neverRan.examples).toEqual([{ job: 1, reason: 'MAX_VCPUS' }]);
    expect(outcome.neverRan.waitedInVainMs).toBeUndefined();
    expect(instances.map(({ endMs, endedBy }) => [endMs, endedBy])).toEqual([[HOUR_MS, 'end-of-run']]);
    expect(outcome.ledger.totalMicroUsd).toBe(2_000_000);
  });

  it('run when EC2 takes one while others still run', () => {
    // The second environment is busy for 12 days, and the instance of the first is taken after 10.
    const jobs = workloadOf([
      { submitMs: 0, runMs: HOUR_MS, vcpus: 4 },
      { submitMs: 0, runMs: 12 * DAY_MS, vcpus: 8 },
      { submitMs: HOUR_MS / 2, runMs: HOUR_MS, vcpus: 1, memoryMiB: 3000 },
    ]);
    const world = labWorld([SMALL, LARGE, labType('other.8', 8, 1000, 8)], {
      spotMarket: scriptedMarket({
        lifeMs: () => 10 * DAY_MS,
        refuses: ({ instanceType }) => instanceType === 'small.4',
      }),
      assumptions: ideal({ zones: 1 }),
    });
    const config = labConfig(KEPT, { instanceTypes: ['other.8'], maxvCpus: 8 });
    expect(replay(jobs, config, world).startMs).toEqual([0, 0, 10 * DAY_MS]);
  });
});

describe('jobs for which EC2 has nothing', () => {
  const refusesLarge = ({ instanceType }: { instanceType: string }) => instanceType === 'large.4';
  const config = labConfig({ ...KEPT, maxvCpus: 8 });

  it('are waited for 30 days, which the run says and nobody is billed for', () => {
    const { outcome, instances } = replay(JOBS, config, spotWorld({ refuses: refusesLarge }));
    expect(outcome.neverRan.waitedInVainMs).toBe(30 * DAY_MS);
    expect(outcome.neverRan.examples).toEqual([{ job: 1, reason: 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY' }]);
    // The hour that ran, $2. The 720 hours of the wait would be $1,440.
    expect(instances.map(({ endMs, endedBy }) => [endMs, endedBy])).toEqual([[HOUR_MS, 'end-of-run']]);
    expect(outcome.ledger.totalMicroUsd).toBe(2_000_000);
    expect(outcome.utilization.vcpu).toBe(1);
  });

  it('nor is what EC2 takes and minvCpus buys again meanwhile', () => {
    // The first lives 10 days, the second from then on 10 more, and so on: three are taken in the 30 days and an hour.
    const world = spotWorld({ refuses: refusesLarge, lifeMs: () => 10 * DAY_MS });
    const { outcome, instances } = replay(JOBS, config, world);
    expect(outcome.neverRan.waitedInVainMs).toBe(30 * DAY_MS);
    expect(instances.map(({ endMs, endedBy }) => [endMs, endedBy])).toEqual([[HOUR_MS, 'end-of-run']]);
    expect(outcome.ledger.totalMicroUsd).toBe(2_000_000);
    expect(outcome.ledger.rows).toMatchObject([{ instances: 1, reclaimed: 0 }]);
    expect([outcome.instances.launched, outcome.spot.interruptions]).toEqual([1, 0]);
    const { byJobDefinition, unattributedMicroUsd } = outcome.attribution;
    expect([byJobDefinition.map(({ microUsd }) => microUsd), unattributedMicroUsd]).toEqual([[2_000_000], 0]);
  });

  it('leave the idle time of other instances on the bill: they would have been there whatever came', () => {
    // Two of the small type for an hour, one of them for minvCpus; the other is idle for 5 minutes, of 300 s.
    const jobs = workloadOf([
      { submitMs: 0, runMs: HOUR_MS, vcpus: 4 },
      { submitMs: 0, runMs: HOUR_MS, vcpus: 4 },
      { submitMs: HOUR_MS / 2, runMs: HOUR_MS, vcpus: 1, memoryMiB: 3000 },
    ]);
    const world = labWorld([SMALL, LARGE], {
      spotMarket: scriptedMarket({ refuses: refusesLarge }),
      assumptions: ideal({ zones: 1, idleTimeoutSeconds: 300 }),
    });
    const { outcome, instances } = replay(jobs, labConfig({ ...KEPT, maxvCpus: 12 }), world);
    expect(outcome.neverRan.waitedInVainMs).toBe(30 * DAY_MS);
    // In the order they ended before the bill was cut.
    expect(instances.map(({ endMs, endedBy }) => [endMs, endedBy])).toEqual([
      [HOUR_MS + 300_000, 'scale-in'],
      [HOUR_MS, 'end-of-run'],
    ]);
    // $2 x 2 h, and $2 x 1/12 h.
    expect(outcome.ledger.totalMicroUsd).toBe(4_166_667);
  });

  it('are billed for like any others when EC2 has something after 15 days', () => {
    const refuses = ({ instanceType }: { instanceType: string }, atMs: number) =>
      instanceType === 'large.4' && atMs < 15 * DAY_MS;
    // Of minvCpus one instance is taken after 10 days; the next one goes when the large one has come, which is minvCpus from then on.
    const world = spotWorld({ refuses, lifeMs: ({ instanceType }) => (instanceType === 'small.4' ? 10 : 99) * DAY_MS });
    const { outcome, instances, startMs } = replay(JOBS, config, world);
    expect(outcome.jobs.succeeded).toBe(2);
    expect(startMs[1]).toBe(15 * DAY_MS);
    expect(instances.map(({ instance, endMs, endedBy }) => [instance, endMs / HOUR_MS, endedBy])).toEqual([
      [0, 240, 'reclaimed'],
      [1, 360, 'scale-in'],
      [2, 361, 'end-of-run'],
    ]);
    // 240 h and 120 h of $2, and an hour of $4.
    expect(outcome.ledger.totalMicroUsd).toBe(724_000_000);
    expect([outcome.instances.launched, outcome.spot.interruptions]).toEqual([3, 1]);
    expect(outcome.attribution.unattributedMicroUsd).toBe(724_000_000 - 2_000_000 - 3_000_000);
  });
});

describe('a wait of more than 30 days', () => {
  const delayed = (changes: Parameters<typeof ideal>[0]) =>
    ideal({ zones: 1, scaleOutDelayMedianSeconds: 45, scaleOutDelayP95Seconds: 45, ...changes });

  it('is not given up the moment an environment is mended', () => {
    const invalidEnvironments = [{ computeEnvironment: 'ce0', untilSeconds: 40 * 86_400 }];
    const world = labWorld([SMALL], { assumptions: delayed({ invalidEnvironments }) });
    const jobs = workloadOf([{ submitMs: 0, runMs: HOUR_MS, vcpus: 4 }]);
    const { startMs } = replay(jobs, labConfig({ instanceTypes: ['small.4'] }), world);
    expect(startMs).toEqual([40 * DAY_MS + 45_000]);
  });

  it('is not given up the moment an attempt of more than 30 days is lost', () => {
    const lifeMs = (_: unknown, ordinal: number) => (ordinal === 0 ? 31 : 99) * DAY_MS;
    const world = labWorld([SMALL], { spotMarket: scriptedMarket({ lifeMs }), assumptions: delayed({}) });
    const jobs = workloadOf([{ submitMs: 0, runMs: 32 * DAY_MS, vcpus: 4, attempts: 2 }]);
    const { attempts } = replay(jobs, labConfig({ type: 'SPOT', instanceTypes: ['small.4'] }), world);
    // 45 s after the job, and 45 s after the loss.
    expect(attempts.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [45_000, 31 * DAY_MS + 45_000],
      [31 * DAY_MS + 90_000, 63 * DAY_MS + 90_000],
    ]);
  });

  it('is not given up the moment the job in front is cancelled', () => {
    // The first, which needs what EC2 does not have, is cancelled after 40 days; no instance is there then.
    const jobs = workloadOf([
      { submitMs: 0, runMs: HOUR_MS, vcpus: 4, memoryMiB: 3000, cancelMs: 40 * DAY_MS },
      { submitMs: 0, runMs: HOUR_MS, vcpus: 4 },
    ]);
    const world = labWorld([SMALL, LARGE], {
      spotMarket: scriptedMarket({ refuses: ({ instanceType }) => instanceType === 'large.4' }),
      assumptions: delayed({}),
    });
    const { startMs } = replay(jobs, labConfig({ type: 'SPOT', instanceTypes: ['small.4', 'large.4'] }), world);
    expect(startMs[1]).toBeGreaterThanOrEqual(40 * DAY_MS);
    expect(startMs[1]).toBeLessThanOrEqual(40 * DAY_MS + 60_000);
  });
});
