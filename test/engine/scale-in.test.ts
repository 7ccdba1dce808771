import { describe, expect, it } from 'vitest';
import { ideal, labConfig, labType, labWorld, withQueueBehind, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const MINUTE_MS = 60_000;
/** $3.60 an hour = 1,000 micro-dollars a second. */
const LAB_4 = labType('lab.4', 4, 1000, 3.6);

describe('an idle instance', () => {
  it('is given back when its idle timeout is up, and billed until then', () => {
    const { outcome, instances } = replay(
      workloadOf([
        { submitMs: 0, runMs: 100_000, vcpus: 4 },
        { submitMs: 10 * MINUTE_MS, runMs: 100_000, vcpus: 4 },
      ]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4], { assumptions: ideal({ idleTimeoutSeconds: 300 }) }),
    );
    // First instance: 100 s of work + 300 s idle. Second, bought at 600 s because the first went at 400 s: the same again.
    expect(instances.map(({ launchMs, endMs, endedBy }) => [launchMs, endMs, endedBy])).toEqual([
      [0, 400_000, 'scale-in'],
      [600_000, 1_000_000, 'scale-in'],
    ]);
    expect(outcome.ledger.byKind).toMatchObject({ busy: 200_000, idle: 600_000 });
    expect(outcome.makespanMs).toBe(700_000);
  });

  it('is used again when a job comes within the timeout', () => {
    const { instances } = replay(
      workloadOf([
        { submitMs: 0, runMs: 100_000, vcpus: 4 },
        { submitMs: 399_000, runMs: 100_000, vcpus: 4 },
      ]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4], { assumptions: ideal({ idleTimeoutSeconds: 300 }) }),
    );
    // The clock starts again at 499 s, so the instance goes at 799 s.
    expect(instances).toMatchObject([{ launchMs: 0, endMs: 799_000 }]);
  });

  it('goes on a multiple of the scale-in tick', () => {
    const { instances } = replay(
      workloadOf([{ submitMs: 0, runMs: 100_000, vcpus: 4 }]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4], { assumptions: ideal({ idleTimeoutSeconds: 300, scaleInTickSeconds: 60 }) }),
    );
    expect(instances[0]?.endMs).toBe(420_000); // 400 s, then the next whole minute
  });

  it('stays for minScaleDownDelayMinutes after its last job', () => {
    const { instances } = replay(
      workloadOf([{ submitMs: 0, runMs: 100_000, vcpus: 4 }]),
      labConfig({ instanceTypes: ['lab.4'], scalingPolicy: { minScaleDownDelayMinutes: 20 } }),
      labWorld([LAB_4], { assumptions: ideal({ idleTimeoutSeconds: 300 }) }),
    );
    expect(instances[0]?.endMs).toBe(100_000 + 20 * MINUTE_MS);
  });

  it('that never ran a job is not protected by minScaleDownDelayMinutes', () => {
    // Two 4-vCPU jobs want two instances; both boot 60 s. The first job is lost to neither, but the second instance
    // becomes ready only after minvCpus of the other environment could take its job: here a 4-vCPU job that ends at 30 s.
    const config = labConfig({
      instanceTypes: ['lab.4'],
      minvCpus: 4,
      maxvCpus: 8,
      scalingPolicy: { minScaleDownDelayMinutes: 20 },
    });
    const assumptions = ideal({ idleTimeoutSeconds: 300, bootMedianSeconds: 60, bootP95Seconds: 60 });
    const { instances, startMs } = replay(
      workloadOf([
        { submitMs: 0, runMs: 30_000, vcpus: 4 },
        { submitMs: 0, runMs: 30_000, vcpus: 4 },
        { submitMs: 60 * MINUTE_MS, runMs: 1000, vcpus: 4 },
      ]),
      config,
      labWorld([LAB_4], { assumptions }),
    );
    // The second job takes the first instance at 30 s. The instance launched for it is ready at 60 s, never used, and may
    // go at 60 + 300 = 360 s; the used one may go no sooner than 60 s + 20 min, and stays for minvCpus.
    expect(startMs).toEqual([0, 30_000, 3_600_000]);
    expect(instances.map(({ readyMs, endMs, endedBy }) => [readyMs, endMs, endedBy])).toEqual([
      [60_000, 360_000, 'scale-in'],
      [0, 3_601_000, 'end-of-run'],
    ]);
  });

  it('is not taken away from a job that is about to be dispatched to it', () => {
    // Ready at 7 s, next dispatch tick at 10 s, idle timeout 0: giving it back at 7 s would buy instances for ever.
    const assumptions = ideal({ dispatchTickSeconds: 5, bootMedianSeconds: 7, bootP95Seconds: 7 });
    const { outcome, startMs } = replay(
      workloadOf([{ submitMs: 0, runMs: 100_000, vcpus: 4 }]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4], { assumptions }),
    );
    expect(outcome.instances.launched).toBe(1);
    expect(startMs).toEqual([10_000]);
  });
});

describe('minvCpus', () => {
  it('are there and ready from the start, kept while idle, and billed to the end of the run', () => {
    const { instances, startMs } = replay(
      workloadOf([
        { submitMs: 0, runMs: 1000, vcpus: 4 },
        { submitMs: 60 * MINUTE_MS, runMs: 1000, vcpus: 4 },
      ]),
      labConfig({ instanceTypes: ['lab.4'], minvCpus: 4 }),
      labWorld([LAB_4], { assumptions: ideal({ bootMedianSeconds: 60, bootP95Seconds: 60, idleTimeoutSeconds: 300 }) }),
    );
    expect(startMs).toEqual([0, 3_600_000]);
    expect(instances).toMatchObject([{ readyMs: 0, endMs: 3_601_000, endedBy: 'end-of-run', microUsd: 3_601_000 }]);
  });

  it('are kept and billed even when the environment is DISABLED, and take no jobs', () => {
    const config = labConfig({ instanceTypes: ['lab.4'], minvCpus: 4 }, { instanceTypes: ['lab.4'] });
    const disabled = {
      ...config,
      computeEnvironments: config.computeEnvironments.map((environment, index) =>
        index === 0 ? { ...environment, state: 'DISABLED' as const } : environment,
      ),
    };
    const { outcome, attempts } = replay(
      workloadOf([{ submitMs: 0, runMs: 100_000, vcpus: 4 }]),
      disabled,
      labWorld([LAB_4]),
    );
    // "The scheduler doesn't attempt to place jobs within a DISABLED environment" (API ComputeEnvironmentDetail, state).
    expect(attempts).toMatchObject([{ environment: 1, startMs: 0, endMs: 100_000 }]);
    const costOf = (name: string) =>
      outcome.ledger.rows.filter((row) => row.computeEnvironment === name).map(({ microUsd }) => microUsd);
    expect(costOf('ce0')).toMatchObject([{ idle: 100_000, busy: 0 }]);
    expect(costOf('ce1')).toMatchObject([{ idle: 0, busy: 100_000 }]);
  });

  it('of a queue whose only environment is DISABLED let its jobs wait for ever', () => {
    const config = labConfig({ instanceTypes: ['lab.4'], minvCpus: 4 });
    const disabled = {
      ...config,
      computeEnvironments: config.computeEnvironments.map((one) => ({ ...one, state: 'DISABLED' as const })),
    };
    const { outcome } = replay(workloadOf([{ submitMs: 0, runMs: 1000 }]), disabled, labWorld([LAB_4]));
    expect(outcome.jobs).toEqual({ submitted: 1, succeeded: 0, failed: 0, cancelled: 0, neverRan: 1 });
  });

  it('hold whole instances: the one that would leave fewer than minvCpus stays', () => {
    // Two lab.4 for an 8-vCPU burst with minvCpus 2: one may go (4 >= 2 left), the other may not (0 < 2).
    const { instances } = replay(
      workloadOf([
        { submitMs: 0, runMs: 1000, vcpus: 4 },
        { submitMs: 0, runMs: 1000, vcpus: 4 },
        { submitMs: 600_000, runMs: 1000, vcpus: 4 },
      ]),
      labConfig({ instanceTypes: ['lab.4'], minvCpus: 2 }),
      labWorld([LAB_4], { assumptions: ideal({ idleTimeoutSeconds: 100 }) }),
    );
    expect(instances.map(({ endMs, endedBy }) => [endMs, endedBy])).toEqual([
      [101_000, 'scale-in'],
      [601_000, 'end-of-run'],
    ]);
  });

  it('release an instance they held as soon as others make it surplus, whatever came between', () => {
    // An 8-vCPU instance with little memory is held (minvCpus 8) and idle. A 1-vCPU job that needs memory brings lab.big
    // (2 vCPUs): 10 - 8 < 8, still held. A second such job brings another 8 vCPUs: now the idle one is surplus at 20 s and
    // must go at 20 + 300 s... counted from its own idle time, that is 300 s.
    const types = [labType('lab.8', 8, 100, 0.8), labType('lab.big', 2, 1000, 1), labType('lab.mid', 8, 500, 1.6)];
    const { instances } = replay(
      workloadOf([
        { submitMs: 10_000, runMs: 3_600_000, vcpus: 1, memoryMiB: 1000 },
        { submitMs: 20_000, runMs: 3_600_000, vcpus: 8, memoryMiB: 500 },
      ]),
      labConfig({ instanceTypes: types.map(({ instanceType }) => instanceType), minvCpus: 8 }),
      labWorld(types, { assumptions: ideal({ idleTimeoutSeconds: 300 }) }),
    );
    // Submit times count from the first job, so 10 s is ms 0: lab.big at 0 s, lab.mid at 10 s.
    expect(instances[0]).toMatchObject({ launchMs: 0, runningMs: 0, endMs: 300_000, endedBy: 'scale-in' });
  });
});

describe('minvCpus while a larger instance boots', () => {
  it('hold what is ready: one that boots is no use yet', () => {
    const types = [labType('lab.4', 4, 4000, 4), labType('lab.8', 8, 8000, 9)];
    const config = labConfig({ instanceTypes: ['lab.4', 'lab.8'], minvCpus: 4 });
    const two = withQueueBehind(config, 'other');
    const assumptions = ideal({ bootMedianSeconds: 300, bootP95Seconds: 300, idleTimeoutSeconds: 60 });
    const jobs = workloadOf([
      { submitMs: 0, runMs: 1000, vcpus: 1, queue: 'other' },
      { submitMs: 600_000, runMs: 3_600_000, vcpus: 8, queue: 'queue' },
      { submitMs: 601_000, runMs: 1000, vcpus: 1, queue: 'other' },
    ]);
    // The small instance has been idle for ten minutes when the large one is launched. It stays for the job a second later, is
    // given back when the large one is there, at 900 s, and no other is bought.
    const { startMs, instances } = replay(jobs, two, labWorld(types, { assumptions }));
    expect(startMs).toEqual([0, 900_000, 601_000]);
    expect(instances.map(({ type, endMs }) => [type, endMs])).toEqual([
      [0, 900_000],
      [1, 4_500_000],
    ]);
  });
});

describe('after the last job', () => {
  const assumptions = ideal({ idleTimeoutSeconds: 300, zones: 1 });

  it('what minvCpus holds ends with the run, and all others when their idle timeout is up, whatever their sizes', () => {
    // $7.20 and $3.60 an hour: 2,000 and 1,000 micro-dollars a second.
    const types = [labType('big.8', 8, 100, 7.2), labType('tall.2', 2, 1000, 3.6)];
    const { outcome, instances } = replay(
      workloadOf([
        { submitMs: 0, runMs: 100_000, vcpus: 8 },
        { submitMs: 0, runMs: 200_000, vcpus: 1, memoryMiB: 1000 },
      ]),
      labConfig({ instanceTypes: types.map(({ instanceType }) => instanceType), minvCpus: 8 }),
      labWorld(types, { assumptions }),
    );
    // The idle timeout of big.8 is up at 400 s: 10 - 8 < 8, it stays, which is to the end of the run. That of tall.2 is up at
    // 500 s: 10 - 2 = 8, it goes.
    expect(instances.map(({ launchMs, endMs, endedBy, microUsd }) => [launchMs, endMs, endedBy, microUsd])).toEqual([
      [0, 200_000, 'end-of-run', 400_000],
      [0, 500_000, 'scale-in', 500_000],
    ]);
    expect(outcome.ledger.totalMicroUsd).toBe(900_000);
    const { bucketMs, totalVcpus } = outcome.timeline;
    expect([bucketMs, totalVcpus.length]).toEqual([1000, 500]);
    expect([totalVcpus[199], totalVcpus[200], totalVcpus[499]]).toEqual([10, 2, 2]);
  });

  it('what minvCpus holds is not there any more when the timeline goes on', () => {
    const { outcome, instances } = replay(
      workloadOf([
        { submitMs: 0, runMs: 100_000, vcpus: 4 },
        { submitMs: 0, runMs: 100_000, vcpus: 4 },
      ]),
      labConfig({ instanceTypes: ['lab.4'], minvCpus: 4 }),
      labWorld([LAB_4], { assumptions }),
    );
    expect(instances.map(({ endMs }) => endMs)).toEqual([100_000, 400_000]);
    const { totalVcpus } = outcome.timeline;
    expect([totalVcpus[99], totalVcpus[100], totalVcpus[399]]).toEqual([8, 4, 4]);
    expect(totalVcpus.reduce((sum, vcpus) => sum + vcpus, 0)).toBe(8 * 100 + 4 * 300);
  });

  it('a reclaim takes what minvCpus can spare, so that another stays, and nothing of what ends with the run', () => {
    // Both are there at 100 s: the job of 4 vCPUs ends at 100 s, the other at 200 s.
    const endsWith = (lifeMs: readonly number[]) => {
      const { outcome, instances } = replay(
        workloadOf([
          { submitMs: 0, runMs: 200_000, vcpus: 4 },
          { submitMs: 0, runMs: 100_000, vcpus: 4 },
        ]),
        labConfig({ type: 'SPOT', instanceTypes: ['lab.4'], minvCpus: 4 }),
        labWorld([LAB_4], {
          assumptions,
          spotMarket: scriptedMarket({ lifeMs: (_, ordinal) => lifeMs[ordinal] ?? Number.POSITIVE_INFINITY }),
        }),
      );
      expect(outcome.spot.interruptions).toBe(instances.filter(({ endedBy }) => endedBy === 'reclaimed').length);
      return instances.map(({ instance, endMs, endedBy }) => [instance, endMs / 1000, endedBy]);
    };
    // The second goes at 100 + 300 s, the first would go 100 s later: it stays. Its reclaim at 450 s comes after the run.
    const usual = [
      [0, 200, 'end-of-run'],
      [1, 400, 'scale-in'],
    ];
    expect(endsWith([])).toEqual(usual);
    expect(endsWith([450_000])).toEqual(usual);
    // Taken at 350 s it leaves the second as the one that stays.
    expect(endsWith([350_000])).toEqual([
      [1, 200, 'end-of-run'],
      [0, 350, 'reclaimed'],
    ]);
  });
});
