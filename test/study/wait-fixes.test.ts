/** What would shorten waits, by hand arithmetic on a small machine. */
import { describe, expect, it } from 'vitest';
import { explainJob, explainScenario, prepare, type Setup } from '../../src/engine/index.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import type { Result } from '../../src/models/problem.ts';
import type { VcpuQuotas } from '../../src/models/vcpu-quotas.ts';
import type { Workload } from '../../src/models/workload.ts';
import type { World } from '../../src/models/world.ts';
import { explainFixInVain, explainWaitFix } from '../../src/report/explanation-words.ts';
import { type TriedFixes, tryFixes, type WaitFix } from '../../src/study/wait-fixes.ts';
import { waitsOfJob, waitsOfScenario } from '../../src/study/waited-for.ts';
import { fixedMachine, ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

/** $4 an hour. */
const MACHINE = labType('lab.4', 4, 4000);
const WORLD = labWorld([MACHINE]);
const THREE = workloadOf(['A', 'B', 'C'].map((id) => ({ id, submitMs: 0, runMs: 10_000, vcpus: 4 })));

function fixesOf(...question: Parameters<typeof triedOf>): readonly WaitFix[] {
  return triedOf(...question).helpful;
}

function triedOf(workload: Workload, config: BatchConfig, world: World, job?: number): TriedFixes {
  const again = (changed: BatchConfig, other: World): Result<Setup> => prepare(workload, changed, other);
  const setup = again(config, world);
  if (!setup.ok) throw new Error(JSON.stringify(setup.problems));
  const waits =
    job === undefined ? waitsOfScenario(explainScenario(setup.value)) : waitsOfJob(explainJob(setup.value, job));
  return tryFixes({ setup: setup.value, config, waits, prepare: again, ...(job !== undefined && { job }) });
}

describe('what would shorten waits', () => {
  it('on a full machine is a larger maxvCpus, with what the run then costs', () => {
    // One after the other they wait 0, 10 and 20 s. On two machines two start at once and the third after 10 s.
    const [fix, ...others] = fixesOf(THREE, fixedMachine('lab.4', 4), WORLD);
    expect(others).toEqual([]);
    expect(fix).toMatchObject({ computeEnvironment: 'ce0', change: { field: 'maxvCpus', from: 4, to: 8 } });
    expect([fix?.before.waitMs, fix?.after.waitMs]).toEqual([10_000, expect.closeTo(10_000 / 3, 6)]);
    // Each machine is billed its 60 seconds: $4 / 60.
    expect([fix?.before.microUsd, fix?.after.microUsd]).toEqual([66_667, 133_334]);
    expect(fix && explainWaitFix(fix, 'mean wait')).toBe(
      'raise maxvCpus of ce0 from 4 to 8: mean wait 10 s -> 3.3 s, and the run costs $0.1333, $0.0667 more',
    );
  });

  it('of one job is told by its own wait, and nothing where it did not wait', () => {
    const [fix] = fixesOf(THREE, fixedMachine('lab.4', 4), WORLD, 2);
    expect([fix?.before.waitMs, fix?.after.waitMs]).toEqual([20_000, 10_000]);
    expect(fixesOf(THREE, fixedMachine('lab.4', 4), WORLD, 0)).toEqual([]);
  });

  it('of a scale-out is room that is always there, which is paid after the run too', () => {
    const delays = { scaleOutDelayMedianSeconds: 30, launchPendingSeconds: 17, bootMedianSeconds: 40 };
    const assumptions = ideal({ ...delays, submittedToRunnableSeconds: 2, startingSeconds: 3 });
    const late = workloadOf([{ submitMs: 0, runMs: 1000, vcpus: 3 }]);
    const world = labWorld([MACHINE], { assumptions });
    const [fix] = fixesOf(late, labConfig({ instanceTypes: ['lab.4'] }), world);
    expect(fix?.change).toEqual({ field: 'minvCpus', from: 0, to: 3 });
    // 30 + 17 + 40 s of scale-out and 3 s of STARTING; what minvCpus keeps is there when the run begins.
    expect([fix?.before.waitMs, fix?.after.waitMs]).toEqual([90_000, 3000]);
    expect(fix && explainWaitFix(fix, 'its wait')).toContain('minvCpus is paid around the clock, after the run too');
  });

  it('is nothing where a change does not help: more vCPUs than jobs can use, types that are not there', () => {
    const chain = workloadOf([
      { id: 'A', submitMs: 0, runMs: 10_000, vcpus: 4 },
      { id: 'B', submitMs: 0, runMs: 10_000, vcpus: 8 },
    ]);
    // B never runs: no maxvCpus helps a job that no type holds.
    expect(fixesOf(chain, labConfig({ instanceTypes: ['lab.4'], minvCpus: 4, maxvCpus: 4 }), WORLD)).toEqual([]);
  });
});

const MINUTE_MS = 60_000;
/** Of the Standard quota; $4, $5 and $12 an hour. */
const QUOTA_TYPES = [labType('c9.x4', 4, 1000, 4), labType('m9.x8', 8, 2000, 12)];

function accountWith(quotas: VcpuQuotas, changes: Partial<World> = {}): World {
  return labWorld(QUOTA_TYPES, { assumptions: ideal({ zones: 1, idleTimeoutSeconds: 0 }), quotas, ...changes });
}

function tenMinutes(...vcpus: number[]): Workload {
  return workloadOf(vcpus.map((each) => ({ submitMs: 0, runMs: 10 * MINUTE_MS, vcpus: each })));
}

describe('a wait for a vCPU quota', () => {
  const SMALL = labConfig({ instanceTypes: ['c9.x4'] });

  it('ends with a quota for the peak there would be without it, which is asked of AWS', () => {
    // 11 vCPUs are two instances: six jobs wait 0, 0, 10, 10, 20 and 20 minutes. Six instances are 24 vCPUs.
    const [fix, ...others] = fixesOf(tenMinutes(4, 4, 4, 4, 4, 4), SMALL, accountWith({ onDemand: { standard: 11 } }));
    expect(others).toEqual([]);
    expect(fix).toMatchObject({
      computeEnvironment: undefined,
      change: { field: 'quota', quota: { field: 'onDemand.standard' }, from: 11, to: 24 },
      before: { waitMs: 10 * MINUTE_MS },
      after: { waitMs: 0 },
      next: undefined,
    });
    // Two instances of half an hour, or six of ten minutes, each in whole micro-dollars.
    expect(fix && explainWaitFix(fix, 'mean wait')).toBe(
      'ask AWS to raise the vCPU quota of On-Demand Standard (A, C, D, H, I, M, R, T, Z), L-1216C47A, from 11 to 24: mean wait 10 m 0 s -> 0 s, and the run costs $4.00, <$0.0001 more; AWS decides on such a request (Service Quotas), apply does not make it: write quotas.onDemand.standard once it is granted',
    );
  });

  it('is in whole instances of the largest type that would be launched', () => {
    // One m9.x8 and one c9.x4 are 12 vCPUs; the next whole number of eights is 16.
    const config = labConfig({ instanceTypes: ['c9.x4', 'm9.x8'] });
    const [fix] = fixesOf(tenMinutes(8, 4), config, accountWith({ onDemand: { standard: 8 } }));
    expect(fix?.change).toMatchObject({ field: 'quota', from: 8, to: 16 });
    expect([fix?.before.waitMs, fix?.after.waitMs]).toEqual([5 * MINUTE_MS, 0]);
  });

  it('says where maxvCpus is hit next', () => {
    // maxvCpus 5 allows a second instance and no third: waits of 0 to 50 minutes, one after the other, become 0, 0, 10, 10, 20, 20.
    const config = labConfig({ instanceTypes: ['c9.x4'], maxvCpus: 5 });
    const [fix] = fixesOf(tenMinutes(4, 4, 4, 4, 4, 4), config, accountWith({ onDemand: { standard: 4 } }));
    expect(fix).toMatchObject({
      change: { field: 'quota', from: 4, to: 8 },
      before: { waitMs: 25 * MINUTE_MS },
      after: { waitMs: 10 * MINUTE_MS },
      next: 'MAX_VCPUS',
    });
    expect(fix && explainWaitFix(fix, 'mean wait')).toContain('; what jobs wait for then: maxvCpus reached');
  });

  it('is not shortened where EC2 has no capacity for more, which is said', () => {
    // After the first launch EC2 refuses all others: the second job waits for the instance of the first either way.
    const spotMarket = scriptedMarket({ refuses: (_, atMs) => atMs > 0 });
    const config = labConfig({ type: 'SPOT', instanceTypes: ['c9.x4'] });
    const jobs = [0, MINUTE_MS].map((submitMs) => ({ submitMs, runMs: 10 * MINUTE_MS, vcpus: 4 }));
    const world = accountWith({ spot: { standard: 4 } }, { spotMarket });
    const { helpful, inVain } = triedOf(workloadOf(jobs), config, world);
    expect(helpful).toEqual([]);
    expect(inVain).toMatchObject([
      { change: { field: 'quota', from: 4, to: 8 }, next: 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY' },
    ]);
    expect(inVain.map((fix) => explainFixInVain(fix, 'mean wait'))).toEqual([
      // 9 minutes of the second of two jobs.
      'ask AWS to raise the vCPU quota of Spot Standard (A, C, D, H, I, M, R, T, Z), L-34B43A08, from 4 to 8: mean wait 4 m 30 s -> 4 m 30 s; what jobs wait for then: CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY',
    ]);
  });

  it('that lets no job run ends with the first that does', () => {
    const [fix] = fixesOf(tenMinutes(4, 4), SMALL, accountWith({ onDemand: { standard: 3 } }));
    expect(fix).toMatchObject({
      change: { field: 'quota', from: 3, to: 8 },
      before: { waitMs: undefined, neverRan: 2 },
      after: { waitMs: 0, neverRan: 0 },
    });
    expect(fix && explainWaitFix(fix, 'mean wait')).toContain(': 2 jobs more run, mean wait without end -> 0 s, and');
  });
});

describe('a wait for consumable resources', () => {
  const owning = (config: BatchConfig, totalQuantity: number, resourceType?: 'NON_REPLENISHABLE'): BatchConfig => ({
    ...config,
    consumableResources: [
      { consumableResourceName: 'licence', totalQuantity, ...(resourceType !== undefined && { resourceType }) },
    ],
  });
  const five = (vcpus: number) =>
    workloadOf(
      Array.from({ length: 5 }, () => ({
        submitMs: 0,
        runMs: 10_000,
        vcpus,
        consumableResources: [{ name: 'licence', quantity: 1 }],
      })),
    );

  it('ends with as many as would be held at once', () => {
    // Two licences: PENDING for 0, 0, 10, 10 and 20 s; with five none.
    const config = owning(fixedMachine('lab.8', 8), 2);
    const world = labWorld([labType('lab.8', 8, 1000)]);
    const [fix, ...others] = fixesOf(five(1), config, world);
    expect(others).toEqual([]);
    expect(fix).toMatchObject({
      computeEnvironment: undefined,
      change: { field: 'consumableResource', name: 'licence', from: 2, to: 5 },
      before: { waitMs: 8000 },
      after: { waitMs: 0 },
    });
    const [own] = fixesOf(five(1), config, world, 4);
    expect([own?.before.waitMs, own?.after.waitMs]).toEqual([20_000, 0]);
    expect(own && explainWaitFix(own, 'its wait')).toMatch(
      /^have 5 instead of 2 of the consumable resource licence: its wait 20 s -> 0 s, .*; totalQuantity must be what you have/,
    );
  });

  it('is not shortened on a machine that holds no more of the jobs, which is said', () => {
    // Two of 4 vCPUs at once, whatever the licences.
    const { helpful, inVain } = triedOf(
      five(4),
      owning(fixedMachine('lab.8', 8), 2),
      labWorld([labType('lab.8', 8, 8)]),
    );
    expect(helpful).toEqual([]);
    expect(inVain).toMatchObject([
      { change: { from: 2, to: 5 }, before: { waitMs: 8000 }, after: { waitMs: 8000 }, next: 'MAX_VCPUS' },
    ]);
  });

  it('for what is used up lets the others run at all', () => {
    const config = owning(fixedMachine('lab.8', 8), 2, 'NON_REPLENISHABLE');
    const [fix] = fixesOf(five(1), config, labWorld([labType('lab.8', 8, 1000)]));
    expect(fix).toMatchObject({
      change: { from: 2, to: 5 },
      before: { neverRan: 3 },
      after: { neverRan: 0, waitMs: 0 },
    });
  });
});

describe('a wait for an INVALID environment', () => {
  const invalid = (untilSeconds?: number) => {
    const period = { computeEnvironment: 'ce0', ...(untilSeconds !== undefined && { untilSeconds }) };
    return labWorld([MACHINE], { assumptions: ideal({ invalidEnvironments: [period] }) });
  };
  const job = workloadOf([{ submitMs: 0, runMs: MINUTE_MS, vcpus: 4 }]);
  const config = labConfig({ instanceTypes: ['lab.4'], maxvCpus: 8 });

  it('is shorter with another behind it, or when it is mended in ten minutes', () => {
    // INVALID for an hour.
    const fixes = fixesOf(job, config, invalid(3600));
    expect(fixes).toMatchObject([
      {
        computeEnvironment: 'ce0',
        change: { field: 'computeEnvironmentOrder', queue: 'queue', added: 'ce0-2', vcpus: 8 },
        before: { waitMs: 60 * MINUTE_MS },
        after: { waitMs: 0 },
      },
      { computeEnvironment: 'ce0', change: { field: 'status', withinSeconds: 600 }, after: { waitMs: 10 * MINUTE_MS } },
    ]);
    expect(fixes.map((fix) => explainWaitFix(fix, 'mean wait'))).toEqual([
      'put an environment like ce0 behind it in queue queue: mean wait 1 h 0 m -> 0 s, and the run costs $0.0667 as before; it needs roles and the like of its own, or what makes the one INVALID makes both so, and while both are VALID it allows 8 vCPUs more',
      'mend ce0 within 10 m 0 s of its becoming INVALID: mean wait 1 h 0 m -> 10 m 0 s, and the run costs $0.0667 as before; with UpdateComputeEnvironment, by whoever an alarm reaches',
    ]);
  });

  it('that nobody mends lets the job run at all', () => {
    for (const row of [undefined, 0]) {
      const fixes = fixesOf(job, config, invalid(), row);
      expect(fixes.map(({ change }) => change.field)).toEqual(['computeEnvironmentOrder', 'status']);
      expect(fixes).toMatchObject([{ before: { waitMs: undefined }, after: { waitMs: 0 } }, {}]);
    }
  });

  it('has no second one where the queue has three, as many as AWS takes, nor a mending of what is short', () => {
    const types = { instanceTypes: ['lab.4'] };
    const three = labConfig(types, { ...types, instanceTypes: ['lab.2'] }, { ...types, instanceTypes: ['lab.2'] });
    const world = labWorld([MACHINE, labType('lab.2', 2, 1000)], {
      assumptions: ideal({ invalidEnvironments: [{ computeEnvironment: 'ce0', untilSeconds: 300 }] }),
    });
    expect(triedOf(job, three, world)).toEqual({ helpful: [], inVain: [] });
  });
});
