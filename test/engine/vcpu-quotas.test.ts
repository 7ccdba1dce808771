/** vCPU quotas: launches beyond them are refused, shared by all environments, and given back when instances end. */
import { describe, expect, it } from 'vitest';
import { explainJob } from '../../src/engine/explain-job.ts';
import { prepare } from '../../src/engine/setup.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { buildCatalog, emptyRegionTable, emptyTypeTable } from '../../src/models/catalog-build.ts';
import { quotaBucketOf, type VcpuQuotas } from '../../src/models/vcpu-quotas.ts';
import type { Workload } from '../../src/models/workload.ts';
import type { World } from '../../src/models/world.ts';
import { explainFix, explainReason } from '../../src/report/explanation-words.ts';
import { ideal, labConfig, labType, labWorld, withQueueBehind, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const MINUTE_MS = 60_000;
/** Standard; Standard and dearer a vCPU; G; and a type that is none of AWS's. */
const C4 = labType('c9.x4', 4, 1000, 4);
const M4 = labType('m9.x4', 4, 1000, 5);
const M8 = labType('m9.x8', 8, 2000, 12);
const G4 = labType('g9.x4', 4, 1000, 8);
const LAB_4 = labType('lab.4', 4, 1000, 20);
const TYPES = [C4, M4, M8, G4, LAB_4];

function jobs(count: number, runMs = 10 * MINUTE_MS, vcpus = 4): Workload {
  return workloadOf(Array.from({ length: count }, () => ({ submitMs: 0, runMs, vcpus })));
}

function worldWith(quotas: VcpuQuotas, changes: Partial<World> = {}): World {
  return labWorld(TYPES, { assumptions: ideal({ zones: 1 }), quotas, ...changes });
}

/** Two queues, the second named `other`, each with an environment of its own. */
function twoQueuesApart(): BatchConfig {
  const made = withQueueBehind(labConfig({ instanceTypes: ['c9.x4'] }, { instanceTypes: ['c9.x4'] }), 'other');
  const [first, second] = made.jobQueues;
  const jobQueues = [
    { ...first, computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'ce0' }] },
    { ...second, computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'ce1' }] },
  ];
  return { ...made, jobQueues };
}

function names(config: BatchConfig, workload: Workload, world: World): readonly string[] {
  const { instances, typeOf } = replay(workload, config, world);
  return instances.toSorted((a, b) => a.instance - b.instance).map((row) => typeOf(row).instanceType.instanceType);
}

describe('a vCPU quota', () => {
  it('holds the instances of a group down, whatever maxvCpus says', () => {
    // 11 vCPUs are two instances of 4. Six jobs of 10 minutes on two instances: three rounds.
    const config = labConfig({ instanceTypes: ['c9.x4'] });
    const { outcome, startMs } = replay(jobs(6), config, worldWith({ onDemand: { standard: 11 } }));
    expect(startMs.map((start) => start / MINUTE_MS)).toEqual([0, 0, 10, 10, 20, 20]);
    expect(outcome.instances).toMatchObject({ launched: 2, peakVcpus: 8 });
  });

  it('of another group, another market or nobody knows how many limits nothing', () => {
    const config = labConfig({ instanceTypes: ['c9.x4'] });
    for (const quotas of [{}, { onDemand: {} }, { spot: { standard: 0 } }, { onDemand: { g: 0, p: 0 } }])
      expect(replay(jobs(6), config, worldWith(quotas)).outcome.instances.launched).toBe(6);
  });

  it('does not count types that are none of AWS', () => {
    const config = labConfig({ instanceTypes: ['lab.4'] });
    const { outcome } = replay(jobs(6), config, worldWith({ onDemand: { standard: 0 } }));
    expect(outcome.instances.launched).toBe(6);
  });

  it('is shared by all environments, booting instances included, and given back when an instance ends', () => {
    // Each queue has an environment of its own. The first takes all 4 vCPUs and keeps its instance for 5 minutes after the job.
    const config = twoQueuesApart();
    const workload = workloadOf([
      { submitMs: 0, runMs: 10 * MINUTE_MS, vcpus: 4 },
      { submitMs: 0, runMs: 10 * MINUTE_MS, vcpus: 4, queue: 'other' },
    ]);
    const assumptions = ideal({ zones: 1, bootMedianSeconds: 60, bootP95Seconds: 60, idleTimeoutSeconds: 300 });
    const world = worldWith({ onDemand: { standard: 4 } }, { assumptions });
    // Booted by 1, ended at 11, given back at 16; the other instance boots from then on.
    const { startMs } = replay(workload, config, world);
    expect(startMs.map((start) => start / MINUTE_MS)).toEqual([1, 17]);
    expect(replay(workload, config, worldWith({}, { assumptions })).startMs).toEqual([60_000, 60_000]);
  });

  it('is asked for again a minute after the refusal at the earliest', () => {
    // The first job ends after 10 s, and its instance with it. Refused at 0, the second asks again at 60 s, in its own environment.
    const config = twoQueuesApart();
    const workload = workloadOf([
      { submitMs: 0, runMs: 10_000, vcpus: 4 },
      { submitMs: 0, runMs: MINUTE_MS, vcpus: 4, queue: 'other' },
    ]);
    const assumptions = ideal({ zones: 1, idleTimeoutSeconds: 0 });
    const { startMs } = replay(workload, config, worldWith({ onDemand: { standard: 4 } }, { assumptions }));
    expect(startMs).toEqual([0, 60_000]);
  });

  it('makes BEST_FIT wait for its type, while BEST_FIT_PROGRESSIVE takes one of another quota', () => {
    // AWS: BEST_FIT waits for the type it chose, capacity or quota; the progressive strategies choose further types.
    const types = ['c9.x4', 'g9.x4'];
    const world = worldWith({ onDemand: { standard: 4, g: 4 } });
    const using = (allocationStrategy: 'BEST_FIT' | 'BEST_FIT_PROGRESSIVE') =>
      labConfig({ instanceTypes: types, allocationStrategy });
    expect(names(using('BEST_FIT'), jobs(2), world)).toEqual(['c9.x4']);
    expect(names(using('BEST_FIT_PROGRESSIVE'), jobs(3), world)).toEqual(['c9.x4', 'g9.x4']);
  });

  it('that allows a small type but not a large one buys the small one', () => {
    // 6 vCPUs: the 8 of m9.x8 are beyond them.
    const config = labConfig({ instanceTypes: ['m9.x8', 'm9.x4'], allocationStrategy: 'BEST_FIT_PROGRESSIVE_ORDERED' });
    expect(names(config, jobs(2), worldWith({ onDemand: { standard: 6 } }))).toEqual(['m9.x4']);
  });

  it('of Spot that is used up passes jobs on to the On-Demand environment', () => {
    const config = labConfig({ type: 'SPOT', instanceTypes: ['c9.x4'] }, { instanceTypes: ['c9.x4'] });
    const world = worldWith({ spot: { standard: 8 } }, { spotMarket: scriptedMarket({}) });
    const { attempts } = replay(jobs(3), config, world);
    expect(attempts.map(({ environment }) => environment)).toEqual([0, 0, 1]);
  });

  it('limits what minvCpus keeps from the start on', () => {
    const config = labConfig({ instanceTypes: ['c9.x4'], minvCpus: 12 });
    const { outcome } = replay(jobs(1), config, worldWith({ onDemand: { standard: 8 } }));
    expect(outcome.instances).toMatchObject({ launched: 2, peakVcpus: 8 });
  });

  it('must have room for all nodes of a multi-node parallel job', () => {
    const job = { submitMs: 0, runMs: MINUTE_MS, vcpus: 4, nodes: 3 };
    const config = labConfig({ instanceTypes: ['c9.x4'] });
    // 3 nodes are 12 vCPUs: never with 11, at once with 12.
    expect(
      replay(workloadOf([job]), config, worldWith({ onDemand: { standard: 11 } })).outcome.neverRan.examples,
    ).toEqual([{ job: 0, reason: 'VCPU_QUOTA:onDemand.standard' }]);
    expect(replay(workloadOf([job]), config, worldWith({ onDemand: { standard: 12 } })).startMs).toEqual([0]);
  });
});

describe('the peak of a quota', () => {
  it('is known whether the quota is or not, On-Demand and Spot apart', () => {
    // Two Spot instances of 4 vCPUs, then one On-Demand; the lab type counts against none.
    const config = labConfig(
      { type: 'SPOT', instanceTypes: ['c9.x4'], maxvCpus: 8 },
      { instanceTypes: ['c9.x4'], maxvCpus: 4 },
      { instanceTypes: ['lab.4'] },
    );
    const { outcome } = replay(
      jobs(5),
      config,
      worldWith({ spot: { standard: 100 } }, { spotMarket: scriptedMarket({}) }),
    );
    expect(outcome.instances.peakVcpus).toBe(20);
    expect(outcome.instances.quotaPeaks).toEqual([
      { bucket: quotaBucketOf('onDemand', 'standard'), peakVcpus: 4, quotaVcpus: undefined },
      { bucket: quotaBucketOf('spot', 'standard'), peakVcpus: 8, quotaVcpus: 100 },
    ]);
  });
});

describe('a job that waits for a vCPU quota', () => {
  it('is told so, and never runs where the quota does not allow one instance', () => {
    const config = labConfig({ instanceTypes: ['g9.x4'] });
    const { outcome } = replay(jobs(2), config, worldWith({ onDemand: { g: 0 } }));
    expect(outcome.neverRan).toEqual({
      jobs: 2,
      examples: [
        { job: 0, reason: 'VCPU_QUOTA:onDemand.g' },
        { job: 1, reason: 'VCPU_QUOTA:onDemand.g' },
      ],
    });
    expect(outcome.instances.launched).toBe(0);
  });

  it('whose BEST_FIT wants a type beyond the quota ends the run at once, not after a month of asking', () => {
    // c9.x4 is cheaper than lab.4, and none is allowed: BEST_FIT takes no other. Nothing will ever be given back.
    const config = labConfig({ instanceTypes: ['c9.x4', 'lab.4'], allocationStrategy: 'BEST_FIT' });
    const { outcome } = replay(jobs(1), config, worldWith({ onDemand: { standard: 0 } }));
    expect(outcome.neverRan).toEqual({ jobs: 1, examples: [{ job: 0, reason: 'VCPU_QUOTA:onDemand.standard' }] });
    expect(outcome.events).toBeLessThan(10);
  });

  it('is explained with what it waited for', () => {
    // The 4 vCPUs are with the first job of 10 minutes; its instance is given back at once.
    const config = labConfig({ instanceTypes: ['c9.x4'] }, { instanceTypes: ['m9.x4'] });
    const assumptions = ideal({ zones: 1, idleTimeoutSeconds: 0 });
    const world = worldWith({ onDemand: { standard: 4 } }, { assumptions });
    const setup = prepare(jobs(2), config, world);
    if (!setup.ok) throw new Error('the lab is wrong');
    expect(explainJob(setup.value, 1).waits).toEqual([
      { fromMs: 0, toMs: 600_000, reason: 'VCPU_QUOTA:onDemand.standard' },
    ]);
  });
});

describe('a job shut out by a vCPU quota', () => {
  it('is told to ask for what the cheapest type needs', () => {
    const config = labConfig({ instanceTypes: ['m9.x8', 'g9.x4'] });
    const setup = prepare(jobs(1), config, worldWith({ onDemand: { standard: 5, g: 3 } }));
    if (!setup.ok) throw new Error('the lab is wrong');
    const explained = explainJob(setup.value, 0);
    expect(explained.impossible).toBe('VCPU_QUOTA:onDemand.g');
    expect(explained.tried).toMatchObject([{ rejected: 'VCPU_QUOTA' }]);
    const [fix] = explained.fixes;
    // g9.x4 costs 8 an hour, m9.x8 12.
    expect(fix).toMatchObject({ kind: 'raise-quota', quota: { field: 'onDemand.g' }, vcpus: 4 });
    expect(fix && explainFix(fix)).toBe(
      "ask AWS for 4 or more vCPUs of On-Demand G and VT, L-DB2E81BA, and write them under quotas.onDemand.g: then ce0's g9.x4 ($8.0000 per hour) holds the job",
    );
    expect(explainReason('VCPU_QUOTA:onDemand.g')).toBe(
      "VCPU_QUOTA:onDemand.g - the account's vCPU quota of On-Demand G and VT, L-DB2E81BA allows no more",
    );
  });
});

describe('the vCPU quota of Fargate', () => {
  const catalog = buildCatalog(
    emptyTypeTable(),
    emptyRegionTable('us-east-1'),
    [],
    [],
    [{ launch: 'FARGATE', architecture: 'x86_64', usdPerVcpuHour: 3.6, usdPerGibHour: 0.36 }],
  );
  if (!catalog.ok) throw new Error('the lab catalogue is wrong');
  const fargate = (count: number): BatchConfig => {
    const made = labConfig(...Array.from({ length: count }, () => ({})));
    const computeEnvironments = made.computeEnvironments.map((one) => ({
      ...one,
      computeResources: { type: 'FARGATE' as const, maxvCpus: 100 },
    }));
    return { ...made, computeEnvironments };
  };
  const small = (count: number) =>
    workloadOf(Array.from({ length: count }, () => ({ submitMs: 0, runMs: 10_000, vcpus: 2, memoryMiB: 4096 })));

  it('counts the tasks of all environments, and the next starts as one ends', () => {
    // 6 vCPUs are three tasks of 2, in whichever environment. Seven jobs of 10 s: at 0, 10 and 20 s.
    const world = labWorld([], { catalog: catalog.value, quotas: { onDemand: { fargate: 6 } } });
    const { startMs } = replay(small(7), fargate(2), world);
    expect(startMs).toEqual([0, 0, 0, 10_000, 10_000, 10_000, 20_000]);
  });

  it('shuts out tasks that are larger', () => {
    const world = labWorld([], { catalog: catalog.value, quotas: { onDemand: { fargate: 1 } } });
    const { outcome } = replay(small(1), fargate(1), world);
    expect(outcome.neverRan.examples).toEqual([{ job: 0, reason: 'VCPU_QUOTA:onDemand.fargate' }]);
  });
});
