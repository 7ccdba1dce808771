/** Jobs that minvCpus leaves no room for are told before the run, and only when they certainly never run. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classesWithoutRoom, typesThatFill } from '../../src/engine/idle-minimum.ts';
import { keptFromStart } from '../../src/engine/minimum-choice.ts';
import { prepare } from '../../src/engine/setup.ts';
import type { AllocationStrategy, BatchConfig, ComputeResource } from '../../src/models/batch-config.ts';
import type { Workload } from '../../src/models/workload.ts';
import { labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';

const SMALL = labType('small.4', 4, 1000, 4);
/** Dearer, so minvCpus are none of these. */
const LARGE = labType('large.4', 4, 4000, 8);
const KEPT = { instanceTypes: ['small.4', 'large.4'], minvCpus: 4, maxvCpus: 4 };
const WORLD = labWorld([SMALL, LARGE]);
/** One that small.4 holds, and two requests that only large.4 does. */
const JOBS = workloadOf([
  { submitMs: 0, runMs: 1000, vcpus: 4 },
  { submitMs: 0, runMs: 1000, vcpus: 1, memoryMiB: 3000 },
  { submitMs: 0, runMs: 1000, vcpus: 2, memoryMiB: 2000 },
]);

function setupOf(workload: Workload, config: BatchConfig, world = WORLD) {
  const setup = prepare(workload, config, world);
  if (!setup.ok) throw new Error(JSON.stringify(setup.problems));
  return setup.value;
}

function warningsOf(...resources: Partial<ComputeResource>[]) {
  const prepared = prepare(JOBS, labConfig(...resources), WORLD);
  return prepared.ok ? prepared.warnings : prepared.problems;
}

describe('an environment that idle instances of minvCpus fill', () => {
  it('is told before the run, with what fits none of them', () => {
    expect(warningsOf(KEPT)).toEqual([
      {
        path: 'batch.computeEnvironments[0].computeResources.minvCpus',
        message:
          'minvCpus keeps small.4 in ce0, which is all that maxvCpus leaves room for: jobs of 1 vCPU, 3000 MiB (and 1 other request) fit on none of these and never run',
        hint: 'lower minvCpus, raise maxvCpus, or list only types that hold every job',
      },
    ]);
    const { outcome } = replay(JOBS, labConfig(KEPT), WORLD);
    expect(outcome.jobs).toMatchObject({ succeeded: 1, neverRan: 2 });
  });

  it('is not told where there is room, another environment, or no certainty', () => {
    expect(warningsOf({ ...KEPT, maxvCpus: 8 })).toEqual([]);
    expect(warningsOf(KEPT, { instanceTypes: ['large.4'] })).toEqual([]);
    // EC2 may take a Spot instance, and have only large.4 then.
    expect(warningsOf({ ...KEPT, type: 'SPOT' })).toEqual([]);
    expect(warningsOf({ ...KEPT, instanceTypes: ['large.4'] })).toEqual([]);
  });
});

const STRATEGIES: readonly AllocationStrategy[] = ['BEST_FIT', 'BEST_FIT_PROGRESSIVE', 'BEST_FIT_PROGRESSIVE_ORDERED'];
const randomType = fc.record({
  vcpus: fc.constantFrom(1, 2, 4, 8),
  memoryMiB: fc.constantFrom(500, 1000, 4000),
  price: fc.constantFrom(1, 2, 3, 8),
});
const randomJob = fc.record({
  vcpus: fc.integer({ min: 1, max: 4 }),
  memoryMiB: fc.constantFrom(100, 800, 2000),
  gapMs: fc.constantFrom(0, 1000, 600_000),
});
const randomCase = fc.record({
  types: fc.array(randomType, { minLength: 1, maxLength: 4 }),
  strategy: fc.constantFrom(...STRATEGIES),
  minvCpus: fc.integer({ min: 1, max: 16 }),
  extraVcpus: fc.constantFrom(0, 0, 1, 4),
  jobs: fc.array(randomJob, { minLength: 1, maxLength: 12 }),
});

it('what is kept is what a run begins with, and jobs told of never run, in 1,000 random cases', () => {
  let told = 0;
  fc.assert(
    fc.property(randomCase, ({ types, strategy, minvCpus, extraVcpus, jobs }) => {
      const offered = types.map(({ vcpus, memoryMiB, price }, index) =>
        labType(`t${index}.x`, vcpus, memoryMiB, price * vcpus),
      );
      const config = labConfig({
        instanceTypes: offered.map(({ instanceType }) => instanceType),
        allocationStrategy: strategy,
        minvCpus,
        maxvCpus: minvCpus + extraVcpus,
      });
      let submitMs = 0;
      const workload = workloadOf(
        jobs.map(({ vcpus, memoryMiB, gapMs }) => {
          submitMs += gapMs;
          return { submitMs, runMs: 60_000, vcpus, memoryMiB };
        }),
      );
      const world = labWorld(offered);
      const { environments, queues, classes } = setupOf(workload, config, world);
      const [environment] = environments;
      if (environment === undefined) throw new Error('one environment');
      const { instances, startMs } = replay(workload, config, world);
      const atStart = instances
        .filter(({ launchMs, readyMs }) => launchMs === 0 && readyMs === 0)
        .toSorted((left, right) => left.instance - right.instance);
      const kept = keptFromStart(environment);
      expect(atStart.slice(0, kept.length).map(({ type }) => type)).toEqual(kept);
      const shutOut = classesWithoutRoom(environments, environments.map(typesThatFill), queues, classes);
      workload.classIndex.forEach((index, job) => {
        const own = classes[index];
        if (own === undefined || !shutOut.includes(own)) return;
        told++;
        expect(startMs[job]).toBeNaN();
      });
    }),
    { seed: 3, numRuns: 1000 },
  );
  expect(told).toBeGreaterThan(100);
});
