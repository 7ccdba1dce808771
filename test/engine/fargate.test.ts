import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepare } from '../../src/engine/setup.ts';
import { LaunchRate } from '../../src/engine/tasks.ts';
import type { Assumptions } from '../../src/models/assumptions.ts';
import type { ComputeResource } from '../../src/models/batch-config.ts';
import { buildCatalog, emptyRegionTable, emptyTypeTable } from '../../src/models/catalog-build.ts';
import type { FargateOverride } from '../../src/models/fargate-prices.ts';
import type { SpotMarket } from '../../src/models/spot-market.ts';
import { ideal, labConfig, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

/** A vCPU-hour at $3.60 and a GiB-hour at $0.36: 1,000 and 100 micro-dollars a second. Spot at a tenth. */
const PRICES: readonly FargateOverride[] = [
  { launch: 'FARGATE', architecture: 'x86_64', usdPerVcpuHour: 3.6, usdPerGibHour: 0.36 },
  { launch: 'FARGATE', architecture: 'arm64', usdPerVcpuHour: 1.8, usdPerGibHour: 0.18 },
  { launch: 'FARGATE_SPOT', architecture: 'x86_64', usdPerVcpuHour: 0.36, usdPerGibHour: 0.036 },
];

function fargateWorld(assumptions: Partial<Assumptions> = {}, spotMarket?: SpotMarket) {
  const catalog = buildCatalog(emptyTypeTable(), emptyRegionTable('us-east-1'), [], [], PRICES);
  if (!catalog.ok) throw new Error('the lab catalogue is wrong');
  const changes = { catalog: catalog.value, assumptions: ideal(assumptions) };
  return labWorld([], spotMarket === undefined ? changes : { ...changes, spotMarket });
}

function environment(type: ComputeResource['type'], maxvCpus = 1000): ComputeResource {
  return { type, maxvCpus };
}

function config(...types: ComputeResource[]) {
  const made = labConfig(...types);
  return {
    ...made,
    computeEnvironments: made.computeEnvironments.map((one, index) => ({ ...one, computeResources: types[index] })),
  };
}

describe('a Fargate task', () => {
  it('starts 30 s after its dispatch, pulls its image every time and is billed from the pull on', () => {
    const { attempts, instances, outcome } = replay(
      workloadOf([
        { submitMs: 0, runMs: 120_000, vcpus: 1, memoryMiB: 2048 },
        { submitMs: 0, runMs: 120_000, vcpus: 1, memoryMiB: 2048 },
      ]),
      config(environment('FARGATE', 1)),
      fargateWorld({
        fargateProvisioningSeconds: 30,
        imageCompressedMb: 600,
        imagePullMbPerSecond: 60,
        startingSeconds: 3,
      }),
    );
    // Provisioned at 30 s, pulled by 40 s, RUNNING at 43 s, ended at 163 s; the second waits for the one vCPU and does it all again.
    expect(attempts).toMatchObject([
      { startMs: 43_000, endMs: 163_000 },
      { startMs: 206_000, endMs: 326_000 },
    ]);
    // Billed 163 - 30 = 133 s x (1 vCPU x 1,000 + 2 GiB x 100) = 159,600 each.
    expect(instances).toMatchObject([
      { runningMs: 30_000, endMs: 163_000, billedMs: 133_000, microUsd: 159_600, endedBy: 'task-end' },
      { runningMs: 193_000, endMs: 326_000, billedMs: 133_000, microUsd: 159_600, endedBy: 'task-end' },
    ]);
    expect(outcome.ledger.rows).toMatchObject([
      { instanceType: 'fargate.1vcpu-2048mib', market: 'FARGATE', instances: 2, microUsdPerHour: 4_320_000 },
    ]);
    expect(outcome.ledger.byKind).toEqual({ busy: 319_200, idle: 0, boot: 0, wasted: 0, ebs: 0, publicIpv4: 0 });
  });

  it('is billed for a minute at least', () => {
    const { instances } = replay(
      workloadOf([{ submitMs: 0, runMs: 20_000, vcpus: 1, memoryMiB: 2048 }]),
      config(environment('FARGATE')),
      fargateWorld(),
    );
    // 60 s x 1,200.
    expect(instances).toMatchObject([{ billedMs: 60_000, microUsd: 72_000 }]);
  });

  it('is idle in the part of it that its job did not ask for, quarters of a vCPU too', () => {
    const kindsOf = (vcpus: number, memoryMiB: number) => {
      const job = { submitMs: 0, runMs: 120_000, vcpus, memoryMiB, jobDefinition: 'align' };
      const delays = { fargateProvisioningSeconds: 30 };
      const { outcome } = replay(workloadOf([job]), config(environment('FARGATE')), fargateWorld(delays));
      const { byJobDefinition, unattributedMicroUsd } = outcome.attribution;
      const { busy, idle } = outcome.ledger.byKind;
      expect(byJobDefinition).toEqual([{ jobDefinition: 'align', microUsd: busy }]);
      expect(unattributedMicroUsd).toBe(idle);
      return { busy, idle };
    };
    // 2 vCPUs and 4 GiB for 120 s x 2,400: 1.5 / 2 of it busy.
    expect(kindsOf(1.5, 2048)).toEqual({ busy: 216_000, idle: 72_000 });
    // 4 vCPUs and 8 GiB for 120 s x 4,800: 2.5 / 4.
    expect(kindsOf(2.5, 4096)).toEqual({ busy: 360_000, idle: 216_000 });
    // 1 vCPU and 2 GiB for 120 s x 1,200: 0.75 / 1.
    expect(kindsOf(0.75, 1024)).toEqual({ busy: 108_000, idle: 36_000 });
    // 0.5 vCPU and 3 GiB for 120 s x 800: by memory 2,304 / 3,072 = 0.75, by vCPUs 0.25 / 0.5.
    expect(kindsOf(0.25, 2304)).toEqual({ busy: 72_000, idle: 24_000 });
    // 0.25 vCPU and 0.5 GiB for 120 s x 300: all its vCPU.
    expect(kindsOf(0.25, 256)).toEqual({ busy: 36_000, idle: 0 });
  });

  it('is rounded up to the cheapest size that holds the job, on x86_64 unless the job says arm64', () => {
    const { instances, typeOf } = replay(
      workloadOf([
        { submitMs: 0, runMs: 60_000, vcpus: 1, memoryMiB: 2500 },
        { submitMs: 0, runMs: 60_000, vcpus: 3, memoryMiB: 4096 },
        { submitMs: 0, runMs: 60_000, vcpus: 1, memoryMiB: 9000 },
        { submitMs: 0, runMs: 60_000, vcpus: 0.25, memoryMiB: 300 },
        { submitMs: 0, runMs: 60_000, vcpus: 2, memoryMiB: 4096, architecture: 'arm64' },
      ]),
      config(environment('FARGATE')),
      fargateWorld(),
    );
    // 9,000 MiB are more than one vCPU may have (8,192): two vCPUs with 9,216.
    expect(instances.map((row) => typeOf(row).instanceType.instanceType).sort()).toEqual([
      'fargate-arm64.2vcpu-4096mib',
      'fargate.0.25vcpu-512mib',
      'fargate.1vcpu-3072mib',
      'fargate.2vcpu-9216mib',
      'fargate.4vcpu-8192mib',
    ]);
  });

  it('never runs for a job that no size holds, and the nearest size is named', () => {
    const workload = workloadOf([
      { submitMs: 0, runMs: 60_000, vcpus: 32, memoryMiB: 65_536 },
      { submitMs: 0, runMs: 60_000, vcpus: 1, memoryMiB: 2048, gpus: 1 },
    ]);
    const world = fargateWorld();
    const prepared = prepare(workload, config(environment('FARGATE')), world);
    expect(prepared.ok && prepared.warnings.map(({ message, hint }) => `${message}; ${hint}`)).toEqual([
      'jobs of 32 vCPU, 65536 MiB fit no Fargate size with a known price and never run; the nearest size is 16 vCPU, 65536 MiB, without GPU',
      'jobs of 1 vCPU, 2048 MiB, 1 GPU fit no Fargate size with a known price and never run; the nearest size is 1 vCPU, 2048 MiB, without GPU',
    ]);
    expect(replay(workload, config(environment('FARGATE')), world).outcome.jobs.neverRan).toBe(2);
  });

  it('needs a price: a region without one is a problem, not free', () => {
    const prepared = prepare(
      workloadOf([{ submitMs: 0, runMs: 1, vcpus: 1, memoryMiB: 2048 }]),
      config(environment('FARGATE')),
      labWorld([]),
    );
    expect(prepared).toMatchObject({
      ok: false,
      problems: [
        {
          path: 'batch.computeEnvironments[0].computeResources.type',
          message: 'the price of FARGATE in us-east-1 is unknown',
        },
      ],
    });
  });
});

describe('a Fargate environment', () => {
  it('holds the sum of its tasks to maxvCpus and passes jobs on to the next environment', () => {
    const jobs = Array.from({ length: 5 }, () => ({ submitMs: 0, runMs: 60_000, vcpus: 2, memoryMiB: 4096 }));
    const { attempts, outcome } = replay(
      workloadOf(jobs),
      config(environment('FARGATE', 5), environment('FARGATE', 2)),
      fargateWorld(),
    );
    // Two of 2 vCPUs fit into 5, one into 2; the other two follow when these end.
    expect(attempts.map(({ environment: index, startMs }) => `${index} at ${startMs}`)).toEqual([
      '0 at 0',
      '0 at 0',
      '1 at 0',
      '0 at 60000',
      '0 at 60000',
    ]);
    expect(outcome.instances.peakVcpus).toBe(6);
  });

  it('starts 100 tasks at once and then 20 a second', () => {
    const jobs = Array.from({ length: 142 }, () => ({ submitMs: 0, runMs: 60_000, vcpus: 1, memoryMiB: 2048 }));
    const { startMs } = replay(
      workloadOf(jobs),
      config(environment('FARGATE')),
      fargateWorld({ fargateLaunchesPerSecond: 20 }),
    );
    // The 101st waits 1 / 20 s; the 142nd is the 42nd after the burst.
    expect(startMs.slice(98, 102)).toEqual([0, 0, 50, 100]);
    expect(startMs[141]).toBe(42 * 50);
  });

  it('gets its burst back after a quiet time', () => {
    const rate = new LaunchRate(50);
    for (let task = 0; task < 100; task++) expect(rate.take(0)).toBe(0);
    // 5 s later all 100 tokens are back.
    for (let task = 0; task < 100; task++) expect(rate.take(5000)).toBe(5000);
    expect(rate.take(5000)).toBe(5050);
  });
});

describe('Fargate Spot', () => {
  it('loses a task with its own status reason, is billed for it and tries again', () => {
    const market = scriptedMarket({ lifeMs: (_, ordinal) => (ordinal === 0 ? 90_000 : Number.POSITIVE_INFINITY) });
    const { attempts, instances, outcome } = replay(
      workloadOf([{ submitMs: 0, runMs: 120_000, vcpus: 1, memoryMiB: 2048, attempts: 2 }]),
      config(environment('FARGATE_SPOT')),
      fargateWorld({}, market),
    );
    expect(attempts).toMatchObject([
      { status: 'FAILED', endMs: 90_000, reason: 'Your Spot Task was interrupted.' },
      { status: 'SUCCEEDED', startMs: 90_000, endMs: 210_000 },
    ]);
    // No free first hour on Fargate: 90 s and 120 s x (100 + 2 x 10).
    expect(instances.map(({ microUsd }) => microUsd)).toEqual([10_800, 14_400]);
    expect(outcome.ledger.byKind).toMatchObject({ busy: 14_400, wasted: 10_800 });
  });

  it('wastes the part that a lost job asked for, quarters of a vCPU too', () => {
    const market = scriptedMarket({ lifeMs: () => 90_000 });
    const { outcome } = replay(
      workloadOf([{ submitMs: 0, runMs: 120_000, vcpus: 1.5, memoryMiB: 2048, attempts: 1 }]),
      config(environment('FARGATE_SPOT')),
      fargateWorld({}, market),
    );
    // 2 vCPUs and 4 GiB for 90 s x 240 = 21,600: 1.5 / 2 of it in vain.
    expect(outcome.ledger.byKind).toMatchObject({ busy: 0, wasted: 16_200, idle: 5400 });
  });

  it('falls through to Fargate while it refuses, and is asked again after a minute', () => {
    const market = scriptedMarket({ refuses: (_, atMs) => atMs < 30_000 });
    const work = workloadOf([
      { submitMs: 0, runMs: 60_000, vcpus: 1, memoryMiB: 2048 },
      { submitMs: 0, runMs: 60_000, vcpus: 1, memoryMiB: 2048 },
    ]);
    const both = replay(work, config(environment('FARGATE_SPOT'), environment('FARGATE')), fargateWorld({}, market));
    expect(both.attempts.map(({ environment: index }) => index)).toEqual([1, 1]);
    const alone = replay(work, config(environment('FARGATE_SPOT')), fargateWorld({}, market));
    expect(alone.attempts).toMatchObject([{ startMs: 60_000 }, { startMs: 60_000 }]);
  });
});

const JOBS = fc.array(
  fc.record({
    submitMs: fc.integer({ min: 0, max: 300_000 }),
    runMs: fc.integer({ min: 0, max: 600_000 }),
    vcpus: fc.constantFrom(0.25, 0.5, 1, 2, 4, 16, 32),
    memoryMiB: fc.integer({ min: 4, max: 40_000 }),
    attempts: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 40 },
);

it('random jobs on Fargate and Fargate Spot run alone, within maxvCpus, and every conservation law holds', () => {
  fc.assert(
    fc.property(JOBS, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (jobs, spotMax, max) => {
      const market = scriptedMarket({
        lifeMs: (_, ordinal) => (ordinal % 3 === 0 ? 100_000 : Number.POSITIVE_INFINITY),
        refuses: (_, atMs) => Math.floor(atMs / 90_000) % 2 === 1,
      });
      const sorted = jobs.toSorted((left, right) => left.submitMs - right.submitMs);
      const { outcome, attempts, instances, typeOf } = replay(
        workloadOf(sorted),
        config(environment('FARGATE_SPOT', spotMax), environment('FARGATE', max)),
        fargateWorld({ fargateProvisioningSeconds: 30, retryDelaySeconds: 5, startingSeconds: 3 }, market),
      );
      expect(instances).toHaveLength(attempts.length);
      expect(new Set(attempts.map(({ instance }) => instance)).size).toBe(attempts.length);
      expect(outcome.instances.peakVcpus).toBeLessThanOrEqual(spotMax + max);
      for (const { launchMs } of instances) {
        const alive = instances.filter((one) => one.launchMs <= launchMs && launchMs < one.endMs);
        for (const [index, limit] of [spotMax, max].entries()) {
          const used = alive.filter((one) => one.environment === index);
          expect(used.reduce((sum, one) => sum + typeOf(one).vcpus, 0)).toBeLessThanOrEqual(limit);
        }
      }
    }),
    { numRuns: 200 },
  );
});
