import { describe, expect, it } from 'vitest';
import { explainScenario, prepare } from '../../src/engine/index.ts';
import { ideal, labConfig, labType, labWorld, withQueueBehind, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LAB_4 = labType('lab.4', 4, 4000, 4);

describe('On-Demand BEST_FIT with less headroom than an instance', () => {
  const almostFull = { instanceTypes: ['lab.4'], maxvCpus: 5, allocationStrategy: 'BEST_FIT' as const };
  const twoHours = { runMs: 2 * HOUR_MS, vcpus: 4 };

  it('is full, not refused by EC2: no time limit for want of capacity cancels the next job', () => {
    const config = labConfig(almostFull);
    const jobStateTimeLimitActions = [
      {
        reason: 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY',
        maxTimeSeconds: 600,
        state: 'RUNNABLE' as const,
        action: 'CANCEL' as const,
      },
    ];
    const limited = { ...config, jobQueues: config.jobQueues.map((queue) => ({ ...queue, jobStateTimeLimitActions })) };
    const jobs = workloadOf([
      { submitMs: 0, ...twoHours },
      { submitMs: 0, ...twoHours },
    ]);
    const { outcome, startMs } = replay(jobs, limited, labWorld([LAB_4]));
    expect(startMs).toEqual([0, 2 * HOUR_MS]);
    expect(outcome.jobs.cancelled).toBe(0);
  });

  it('holds no job back from a free instance of the next environment', () => {
    const jobs = workloadOf([
      { submitMs: 0, ...twoHours },
      { submitMs: 10 * MINUTE_MS, ...twoHours },
    ]);
    const config = labConfig(almostFull, { instanceTypes: ['lab.4'], minvCpus: 4 });
    const world = labWorld([LAB_4], {
      assumptions: ideal({ scaleOutDelayMedianSeconds: 45, scaleOutDelayP95Seconds: 45 }),
    });
    // The first waits 45 s for the first environment to buy; the second goes at once where minvCpus keeps an instance.
    const { startMs, attempts } = replay(jobs, config, world);
    expect(startMs).toEqual([45_000, 10 * MINUTE_MS]);
    expect(attempts.map(({ environment }) => environment)).toEqual([0, 1]);
  });

  it('is full for one shape and not for another', () => {
    const config = labConfig(
      { ...almostFull, instanceTypes: ['lab.1', 'lab.4'] },
      { instanceTypes: ['lab.4'], maxvCpus: 4 },
    );
    const jobs = workloadOf([
      { submitMs: 0, ...twoHours },
      { submitMs: 0, ...twoHours },
      { submitMs: 0, ...twoHours, vcpus: 1 },
    ]);
    // 4 of 5 vCPUs in use: the second job of 4 passes on, that of 1 has an instance of 1 in the first environment.
    const { attempts } = replay(jobs, config, labWorld([LAB_4, labType('lab.1', 1, 1000, 1)]));
    const places = attempts.toSorted((left, right) => left.job - right.job).map(({ environment }) => environment);
    expect(places).toEqual([0, 1, 0]);
  });

  it('can never run a job whose every type is larger than maxvCpus, and AWS says why', () => {
    const jobs = workloadOf([{ submitMs: 0, runMs: 1000, vcpus: 4 }]);
    const config = labConfig({ ...almostFull, instanceTypes: ['lab.8', 'lab.16'] });
    const world = labWorld([labType('lab.8', 8, 8000), labType('lab.16', 16, 16_000)]);
    expect(replay(jobs, config, world).outcome.neverRan.examples).toEqual([
      { job: 0, reason: 'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE' },
    ]);
    const setup = prepare(jobs, config, world);
    if (!setup.ok) throw new Error('prepared above');
    const [impossible] = explainScenario(setup.value).impossible;
    expect(impossible.tried).toMatchObject([{ rejected: 'MAX_RESOURCE', maxvCpus: 5 }]);
    expect(impossible.fixes).toMatchObject([{ kind: 'raise-maxvcpus', computeEnvironment: 'ce0', maxvCpus: 8 }]);
    // Any other strategy may exceed maxvCpus by one instance.
    const other = labConfig({ instanceTypes: ['lab.8', 'lab.16'], maxvCpus: 5 });
    expect(replay(jobs, other, world).outcome.jobs.succeeded).toBe(1);
  });
});

describe('an environment that EC2 refused', () => {
  const assumptions = ideal({ scaleOutDelayMedianSeconds: 45, scaleOutDelayP95Seconds: 45 });
  const config = labConfig(
    { type: 'SPOT', instanceTypes: ['lab.4'] },
    { instanceTypes: ['lab.4'], minvCpus: 8, maxvCpus: 8 },
  );

  it('holds no job back from the next one until it has given an instance', () => {
    // Three of the eight vCPUs are busy at a time.
    const jobs = workloadOf(Array.from({ length: 60 }, (_, job) => ({ submitMs: job * 10_000, runMs: 30_000 })));
    const world = labWorld([LAB_4], { assumptions, spotMarket: scriptedMarket({ refuses: () => true }) });
    const { startMs } = replay(jobs, config, world);
    // The first waits for the decision at 45 s, those submitted before it too; from then on nobody waits for Spot.
    expect(startMs.slice(0, 5)).toEqual([45_000, 45_000, 45_000, 45_000, 45_000]);
    expect(startMs.slice(5)).toEqual(Array.from({ length: 55 }, (_, index) => (index + 5) * 10_000));
  });

  it('is asked again when something is to be bought', () => {
    const spotMarket = scriptedMarket({ refuses: (_, atMs) => atMs < 5 * MINUTE_MS });
    const jobs = workloadOf(
      [0, 0, 10, 10, 20].map((minute) => ({ submitMs: minute * MINUTE_MS, runMs: HOUR_MS, vcpus: 4 })),
    );
    const { attempts, outcome } = replay(jobs, config, labWorld([LAB_4], { assumptions, spotMarket }));
    // Two fill the On-Demand instances at 45 s; the next two are bought for at 10 min 45 s, and from then on Spot is waited for.
    expect(attempts.map(({ job, environment, startMs }) => [job, environment, startMs])).toEqual([
      [0, 1, 45_000],
      [1, 1, 45_000],
      [2, 0, 645_000],
      [3, 0, 645_000],
      [4, 0, 1_245_000],
    ]);
    // One decision asked in vain, in each of the three zones.
    expect(outcome.instances.failedLaunches).toBe(3);
  });

  it('of the types of one job still gives those of another', () => {
    const types = [LAB_4, labType('large.8', 8, 64_000, 20)];
    const spotMarket = scriptedMarket({ refuses: ({ family }) => family === 'large' });
    const spot = { type: 'SPOT' as const, instanceTypes: ['lab.4', 'large.8'] };
    const two = labConfig(spot);
    const config = withQueueBehind(two, 'behind');
    const jobs = workloadOf([
      { submitMs: 0, runMs: HOUR_MS, vcpus: 8, memoryMiB: 50_000, queue: 'queue' },
      { submitMs: 0, runMs: HOUR_MS, vcpus: 4, queue: 'behind' },
      { submitMs: 5 * MINUTE_MS, runMs: HOUR_MS, vcpus: 4, queue: 'behind' },
    ]);
    // Asked in vain at 45 s, 1 min 45 s and so on, each time before the queue of lower priority is looked at.
    const { startMs } = replay(jobs, config, labWorld(types, { assumptions, spotMarket }));
    expect(startMs).toEqual([Number.NaN, 45_000, 345_000]);
    // In one queue the large job goes On-Demand, and the small one behind it to Spot.
    const behind = labConfig(spot, { instanceTypes: ['lab.4', 'large.8'] });
    const inOne = workloadOf([
      { submitMs: 0, runMs: HOUR_MS, vcpus: 8, memoryMiB: 50_000 },
      { submitMs: 0, runMs: HOUR_MS, vcpus: 4 },
    ]);
    const { attempts } = replay(inOne, behind, labWorld(types, { assumptions, spotMarket }));
    expect(attempts.map(({ job, environment, startMs: atMs }) => [job, environment, atMs])).toEqual([
      [0, 1, 45_000],
      [1, 0, 45_000],
    ]);
  });

  it('of one node type of a multi-node job still gives the others', () => {
    const config = labConfig({ instanceTypes: ['lab.4', 'lab.8'], maxvCpus: 100 });
    const two = withQueueBehind(config, 'single');
    const jobs = workloadOf([
      { submitMs: 0, runMs: MINUTE_MS, vcpus: 4, nodes: 2, queue: 'queue' },
      { submitMs: 0, runMs: MINUTE_MS, vcpus: 8, queue: 'single' },
    ]);
    const world = labWorld([LAB_4, labType('lab.8', 8, 16_000, 9)], {
      assumptions: ideal({ onDemandShortageShare: 0.5, zones: 1 }),
      seed: 7,
    });
    // With this seed lab.4 is refused in the first minute, and lab.8, the only type for the second job, is there.
    const { startMs, outcome } = replay(jobs, two, world);
    expect(outcome.instances.failedLaunches).toBe(1);
    expect(startMs).toEqual([MINUTE_MS, 0]);
  });
});
