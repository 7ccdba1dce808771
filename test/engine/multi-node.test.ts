import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findUnrunnable } from '../../src/engine/explain.ts';
import { explainJob } from '../../src/engine/explain-job.ts';
import { fixesFor, triedFor } from '../../src/engine/explain-shape.ts';
import { prepare } from '../../src/engine/setup.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import type { World } from '../../src/models/world.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';

const MINUTE_MS = 60_000;
const LAB_4 = labType('lab.4', 4, 8000, 0.4);
const LAB_8 = labType('lab.8', 8, 16_000, 0.8);

function job(nodes: number, vcpus: number, changes: Partial<NewJob> = {}): NewJob {
  return { submitMs: 0, runMs: 10 * MINUTE_MS, vcpus, ...(nodes > 1 && { nodes }), ...changes };
}

/** Boots in 60 s, is given back after 300 s without work. */
const SLOW = ideal({ bootMedianSeconds: 60, bootP95Seconds: 60, idleTimeoutSeconds: 300 });

describe('a multi-node parallel job', () => {
  it('has one whole instance a node, all of one type, and starts when all are there', () => {
    const config = labConfig({ instanceTypes: ['lab.4', 'lab.8'] });
    const { instances, startMs, outcome, typeOf } = replay(
      workloadOf([job(3, 2)]),
      config,
      labWorld([LAB_4, LAB_8], { assumptions: SLOW }),
    );
    // Equal vCPU prices: the smaller type leaves less over for a node of 2 vCPUs. 3 of them, though two would hold 8 vCPUs.
    expect(instances.map((row) => typeOf(row).instanceType.instanceType)).toEqual(['lab.4', 'lab.4', 'lab.4']);
    expect(startMs).toEqual([60_000]);
    expect(outcome.jobs.succeeded).toBe(1);
    // Each: 1 min boot + 10 min + 5 min idle = 16 min at 0.4 USD/h = 106,667 micro-dollars, three times.
    expect(outcome.ledger.totalMicroUsd).toBe(3 * 106_667);
    // 3 nodes x 2 of 4 vCPUs x 10 of 16 minutes.
    expect(outcome.utilization.vcpu).toBeCloseTo((2 / 4) * (10 / 16), 9);
  });

  it('shares its instances with nobody while it runs, and leaves them to others after', () => {
    const { startMs, instances } = replay(
      workloadOf([job(2, 1), job(1, 3, { submitMs: MINUTE_MS, runMs: MINUTE_MS })]),
      labConfig({ instanceTypes: ['lab.4'], maxvCpus: 8 }),
      labWorld([LAB_4], { assumptions: ideal({ idleTimeoutSeconds: 300 }) }),
    );
    // Two instances hold 2 x 1 of 2 x 4 vCPUs, maxvCpus is reached: the second job waits for the nodes to end at 10 min.
    expect(startMs).toEqual([0, 10 * MINUTE_MS]);
    expect(instances).toHaveLength(2);
  });

  it('takes all of its nodes or none: nothing starts while one instance is missing', () => {
    const { startMs } = replay(
      workloadOf([job(1, 4, { runMs: 5 * MINUTE_MS }), job(2, 4, { submitMs: 1000 })]),
      labConfig({ instanceTypes: ['lab.4'], maxvCpus: 8 }),
      labWorld([LAB_4], { assumptions: ideal({ idleTimeoutSeconds: 60 }) }),
    );
    // One of the two instances maxvCpus allows is busy for five minutes. The other is launched when there is room for both:
    // the first is idle then, so only one is missing.
    expect(startMs).toEqual([0, 5 * MINUTE_MS]);
  });

  it('waits for jobs to end, not for a scale-out, where maxvCpus has no room for all nodes', () => {
    const workload = workloadOf([job(1, 4, { runMs: 60 * MINUTE_MS }), job(2, 4)]);
    const setup = prepare(workload, labConfig({ instanceTypes: ['lab.4'], maxvCpus: 8 }), labWorld([LAB_4]));
    if (!setup.ok) throw new Error(JSON.stringify(setup.problems));
    expect(explainJob(setup.value, 1).waits).toEqual([{ fromMs: 0, toMs: 60 * MINUTE_MS, reason: 'MAX_VCPUS' }]);
  });

  it('keeps the room it waits for: nothing is bought for the jobs behind it', () => {
    // maxvCpus 12: one of three instances is busy until 5 min, so three nodes wait; the job behind gets no instance before.
    const { startMs, instances } = replay(
      workloadOf([job(1, 4, { runMs: 5 * MINUTE_MS }), job(3, 4, { submitMs: 1000 }), job(1, 4, { submitMs: 2000 })]),
      labConfig({ instanceTypes: ['lab.4'], maxvCpus: 12 }),
      labWorld([LAB_4], { assumptions: ideal({ idleTimeoutSeconds: 60 }) }),
    );
    expect(startMs).toEqual([0, 5 * MINUTE_MS, 15 * MINUTE_MS]);
    // At 5 min the first instance is idle and two more are launched; nothing in between.
    expect(instances.map(({ launchMs }) => launchMs).toSorted((left, right) => left - right)).toEqual([
      0,
      5 * MINUTE_MS,
      5 * MINUTE_MS,
    ]);
  });

  it('ends with its main node: one attempt for all nodes, and a timeout for the whole job', () => {
    const { attempts, outcome } = replay(
      workloadOf([job(4, 4, { timeoutMs: 5 * MINUTE_MS })]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4]),
    );
    expect(attempts).toMatchObject([{ attempt: 1, status: 'FAILED', endMs: 5 * MINUTE_MS }]);
    expect(outcome.attempts).toBe(1);
    expect(outcome.instances).toMatchObject({ launched: 4, peakVcpus: 16 });
  });

  it('gives all its nodes back when it is terminated', () => {
    // Terminated at 2 min; the next job has both instances then: 2 nodes of 4 vCPUs, maxvCpus 8.
    const { startMs, outcome } = replay(
      workloadOf([job(2, 4, { terminateMs: 2 * MINUTE_MS }), job(2, 4)]),
      labConfig({ instanceTypes: ['lab.4'], maxvCpus: 8 }),
      labWorld([LAB_4], { assumptions: ideal({ idleTimeoutSeconds: 300 }) }),
    );
    expect(startMs).toEqual([0, 2 * MINUTE_MS]);
    expect(outcome.jobs).toMatchObject({ succeeded: 1, failed: 1 });
    expect(outcome.instances.launched).toBe(2);
  });

  it('starts the other nodes when the main node is RUNNING: their image pull comes after its own', () => {
    // The main node pulls for 30 s; the job's ten minutes count from its RUNNING.
    const { startMs, endMs } = replay(
      workloadOf([job(2, 4)]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4], { assumptions: ideal({ imageCompressedMb: 300, imagePullMbPerSecond: 10 }) }),
    );
    expect(startMs).toEqual([30_000]);
    expect(endMs).toEqual([30_000 + 10 * MINUTE_MS]);
  });

  it('is not run on instances that minvCpus keeps', () => {
    const { instances, attempts } = replay(
      workloadOf([job(2, 4)]),
      labConfig({ instanceTypes: ['lab.4'], minvCpus: 8, maxvCpus: 16 }),
      labWorld([LAB_4]),
    );
    // Instances 0 and 1 are there from the start; the nodes are 2 and 3.
    expect(instances).toHaveLength(4);
    expect(attempts).toMatchObject([{ instance: 2 }]);
  });

  it('never passes maxvCpus by more than one instance', () => {
    const overshooting = replay(
      workloadOf([job(3, 8)]),
      labConfig({ instanceTypes: ['lab.8'], maxvCpus: 24 }),
      labWorld([LAB_8]),
    );
    expect(overshooting.outcome.instances.peakVcpus).toBe(24);
    const world = labWorld([LAB_4, LAB_8]);
    // 3 nodes on lab.8 are 24 vCPUs: 16 and one instance more. 4 nodes would need two above.
    const fits = (nodes: number, maxvCpus: number) =>
      unrunnable([job(nodes, 5)], labConfig({ instanceTypes: ['lab.8'], maxvCpus }), world).length === 0;
    expect(fits(3, 17)).toBe(true);
    expect(fits(3, 16)).toBe(false);
    expect(fits(3, 14)).toBe(false); // more than maxvCpus themselves
  });

  it('waits for its environment while its instances come, though another could take it', () => {
    const { attempts } = replay(
      workloadOf([job(2, 4)]),
      labConfig({ instanceTypes: ['lab.4'], maxvCpus: 8 }, { instanceTypes: ['lab.4'] }),
      labWorld([LAB_4], { assumptions: SLOW }),
    );
    expect(attempts).toMatchObject([{ environment: 0, startMs: 60_000 }]);
  });

  it('goes on to the next environment when the first has no room for all nodes', () => {
    const { attempts } = replay(
      workloadOf([job(1, 4), job(2, 4, { submitMs: 1000 })]),
      labConfig({ instanceTypes: ['lab.4'], maxvCpus: 8 }, { instanceTypes: ['lab.4'] }),
      labWorld([LAB_4]),
    );
    expect(attempts).toMatchObject([
      { environment: 0, startMs: 0 },
      { environment: 1, startMs: 1000 },
    ]);
  });

  it('keeps the jobs behind it waiting in a FIFO queue', () => {
    const { startMs } = replay(
      workloadOf([job(1, 4, { runMs: MINUTE_MS }), job(2, 4), job(1, 1)]),
      labConfig({ instanceTypes: ['lab.4'], maxvCpus: 8 }),
      labWorld([LAB_4], { assumptions: ideal({ idleTimeoutSeconds: 600 }) }),
    );
    // Head-of-line blocking: the last job would fit beside the first but waits behind the two nodes.
    expect(startMs).toEqual([0, MINUTE_MS, 11 * MINUTE_MS]);
  });
});

describe('where a multi-node parallel job cannot run', () => {
  const world = labWorld([LAB_4]);

  it('is Spot', () => {
    expect(unrunnable([job(2, 2)], labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] }), world)).toMatchObject([
      { jobs: 1, reason: 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT' },
    ]);
  });

  it('is an environment whose maxvCpus, less what minvCpus keeps, is too small for all nodes', () => {
    const config = labConfig({ instanceTypes: ['lab.4'], maxvCpus: 7 });
    expect(unrunnable([job(2, 4)], config, world)).toMatchObject([
      { reason: 'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE' },
    ]);
    const kept = labConfig({ instanceTypes: ['lab.4'], minvCpus: 8, maxvCpus: 12 });
    expect(unrunnable([job(2, 4)], kept, world)).toHaveLength(1);
  });

  it('is one where minvCpus keeps a whole instance, of more vCPUs than it asks for', () => {
    // minvCpus 4 is one lab.8: 8 + 2 x 8 is more than 20, though 4 + 2 x 8 would not be.
    const config = labConfig({ instanceTypes: ['lab.8'], minvCpus: 4, maxvCpus: 20, allocationStrategy: 'BEST_FIT' });
    const setup = prepare(workloadOf([job(2, 8)]), config, labWorld([LAB_8]));
    if (!setup.ok) throw new Error(JSON.stringify(setup.problems));
    expect(findUnrunnable(setup.value)).toHaveLength(1);
  });

  it('is explained: Spot is rejected for it, and maxvCpus must hold all nodes', () => {
    const config = labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] }, { instanceTypes: ['lab.4'], maxvCpus: 7 });
    const setup = prepare(workloadOf([job(2, 4)]), config, world);
    if (!setup.ok) throw new Error('a sound configuration');
    const [shape] = setup.value.shapes;
    expect(triedFor(setup.value, 0, shape)).toMatchObject([
      { computeEnvironment: 'ce0', rejected: 'NO_MULTI_NODE' },
      { computeEnvironment: 'ce1', rejected: 'MAX_RESOURCE' },
    ]);
    expect(fixesFor(setup.value, 0, shape)).toContainEqual({
      kind: 'raise-maxvcpus',
      computeEnvironment: 'ce1',
      maxvCpus: 8,
      // The type that would be launched, whose price says what the fix costs.
      type: expect.objectContaining({ instanceType: expect.objectContaining({ instanceType: 'lab.4' }) }),
    });
  });

  it('leaves the other queue entries alone: a job of one node runs on Spot, the nodes On-Demand', () => {
    const { attempts } = replay(
      workloadOf([job(2, 4), job(1, 4)]),
      labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] }, { instanceTypes: ['lab.4'] }),
      world,
    );
    expect(attempts.map(({ environment }) => environment)).toEqual([1, 0]);
  });
});

describe('when EC2 lacks capacity', () => {
  /** Two types at one vCPU price; the draw refuses lab.4 in the one zone for the first minute of some seed. */
  it('no other type is tried for a multi-node parallel job', () => {
    const types = [LAB_4, labType('other.4', 4, 16_000, 0.4)];
    const config = labConfig({ instanceTypes: ['lab.4', 'other.4'] });
    const world = (seed: number) =>
      labWorld(types, { assumptions: ideal({ onDemandShortageShare: 0.5, zones: 1 }), seed });
    const typesUsed = (nodes: number, seed: number) => {
      const { instances, typeOf } = replay(workloadOf([job(nodes, 4)]), config, world(seed));
      return new Set(instances.map((row) => typeOf(row).instanceType.instanceType));
    };
    const seeds = Array.from({ length: 20 }, (_, index) => index);
    // A job of one node falls back to other.4 now and then; nodes wait for lab.4 instead.
    expect(seeds.some((seed) => typesUsed(1, seed).has('other.4'))).toBe(true);
    for (const seed of seeds) expect(typesUsed(2, seed)).toEqual(new Set(['lab.4']));
  });
});

describe('jobs of one node and of several', () => {
  it('are bought for apart: nodes that wait do not make the instance of another job larger', () => {
    // With the nodes' 24 vCPUs counted, lab.8 would leave over as little as lab.4; for one job of 2 vCPUs lab.4 leaves less.
    const { attempts, typeOf, instances } = replay(
      workloadOf([job(1, 2), job(3, 8)]),
      labConfig({ instanceTypes: ['lab.4', 'lab.8'] }),
      labWorld([LAB_4, LAB_8]),
    );
    expect(attempts.map(({ startMs }) => startMs)).toEqual([0, 0]);
    const names = instances.map((row) => typeOf(row).instanceType.instanceType).toSorted();
    expect(names).toEqual(['lab.4', 'lab.8', 'lab.8', 'lab.8']);
  });

  it('in one environment get the advice of AWS as a warning', () => {
    const mixed = prepare(
      workloadOf([job(2, 4), job(1, 4)]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4]),
    );
    expect(mixed.ok && mixed.warnings).toMatchObject([
      { path: 'batch.computeEnvironments[0]', hint: 'AWS advises a compute environment of its own for each kind' },
    ]);
    const alone = prepare(workloadOf([job(2, 4)]), labConfig({ instanceTypes: ['lab.4'] }), labWorld([LAB_4]));
    expect(alone.ok && alone.warnings).toEqual([]);
  });
});

function unrunnable(jobs: readonly NewJob[], config: Parameters<typeof prepare>[1], world: World) {
  const setup = prepare(workloadOf(jobs), config, world);
  if (!setup.ok) throw new Error(setup.problems.map(({ message }) => message).join('; '));
  return findUnrunnable(setup.value);
}

describe('whatever the mix of jobs of one node and of several', () => {
  const randomJob = fc.record({
    nodes: fc.constantFrom(1, 1, 2, 3, 5),
    vcpus: fc.integer({ min: 1, max: 6 }),
    memoryMiB: fc.integer({ min: 1, max: 8000 }),
    submitMs: fc.nat(30 * MINUTE_MS),
    runMs: fc.nat(60 * MINUTE_MS),
  });

  it('every job that some environment can hold runs, once, and the conservation laws hold', () => {
    fc.assert(
      fc.property(
        fc.record({
          jobs: fc.array(randomJob, { minLength: 1, maxLength: 12 }),
          maxvCpus: fc.integer({ min: 8, max: 40 }),
          allocationStrategy: fc.constantFrom('BEST_FIT' as const, 'BEST_FIT_PROGRESSIVE' as const),
          idleTimeoutSeconds: fc.constantFrom(0, 60, 300),
          bootP95Seconds: fc.constantFrom(45, 400),
          backfill: fc.boolean(),
          seed: fc.nat(),
        }),
        ({ jobs, idleTimeoutSeconds, bootP95Seconds, backfill, seed, ...resource }) => {
          const config = labConfig({ instanceTypes: ['lab.4', 'lab.8'], ...resource });
          const delays = { bootMedianSeconds: 45, scaleOutDelayMedianSeconds: 45, scaleOutDelayP95Seconds: 120 };
          const assumptions = ideal({ ...delays, idleTimeoutSeconds, bootP95Seconds, backfill });
          const world = labWorld([LAB_4, LAB_8], { assumptions, seed });
          const kept = jobs.filter((each) => unrunnable([{ ...each }], config, world).length === 0);
          const { outcome, attempts, startMs, endMs } = replay(workloadOf(kept), config, world);
          expect(outcome.jobs).toMatchObject({ succeeded: kept.length, neverRan: 0 });
          expect(attempts).toHaveLength(kept.length);
          expect(outcome.instances.peakVcpus).toBeLessThanOrEqual(resource.maxvCpus + 8);
          const ordered = kept.toSorted((left, right) => left.submitMs - right.submitMs);
          expect(endMs).toEqual(ordered.map(({ runMs }, row) => startMs[row] + runMs));
        },
      ),
      { seed: 6, numRuns: 300 },
    );
  });
});
