import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobState } from '../../src/engine/job-states.ts';
import { prepare } from '../../src/engine/setup.ts';
import { simulate } from '../../src/engine/simulate.ts';
import type { BatchConfig, ConsumableResource } from '../../src/models/batch-config.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import { fixedMachine, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const MINUTE_MS = 60_000;
const WORLD = labWorld([labType('lab.8', 8, 1000, 8)]);
const MACHINE = fixedMachine('lab.8', 8);

function owning(
  config: BatchConfig,
  ...resources: [name: string, total: number, kind?: 'NON_REPLENISHABLE'][]
): BatchConfig {
  const consumableResources = resources.map(
    ([consumableResourceName, totalQuantity, resourceType]): ConsumableResource => {
      return { consumableResourceName, totalQuantity, ...(resourceType && { resourceType }) };
    },
  );
  return { ...config, consumableResources };
}

function job(name: string, quantity: number, more: Partial<NewJob> = {}): NewJob {
  return { submitMs: 0, runMs: 10 * MINUTE_MS, consumableResources: [{ name, quantity }], ...more };
}

describe('a consumable resource', () => {
  it('lets as many jobs run as there are licences, whatever room the machine has', () => {
    const workload = workloadOf([1, 2, 3, 4, 5].map(() => job('licence', 1)));
    const { startMs } = replay(workload, owning(MACHINE, ['licence', 2]), WORLD);
    // Five jobs of ten minutes on two licences: two, two, one.
    expect(startMs.map((ms) => ms / MINUTE_MS)).toEqual([0, 0, 10, 10, 20]);
  });

  it('that is not replenished is used up', () => {
    const workload = workloadOf([1, 2, 3].map(() => job('token', 1)));
    const { outcome } = replay(workload, owning(MACHINE, ['token', 2, 'NON_REPLENISHABLE']), WORLD);
    expect(outcome.jobs).toEqual({ submitted: 3, succeeded: 2, failed: 0, cancelled: 0, neverRan: 1 });
    expect(outcome.neverRan.examples).toEqual([{ job: 2, reason: 'CONSUMABLE_RESOURCE' }]);
  });

  it('that is missing keeps a job PENDING, and does not hold up the queue behind it', () => {
    const workload = workloadOf([job('licence', 1), job('licence', 1), { submitMs: 0, runMs: MINUTE_MS }]);
    const states: [number, JobState, number, string | undefined][] = [];
    const config = owning(MACHINE, ['licence', 1]);
    simulate(workload, config, WORLD, { onState: (...change) => states.push(change) });
    expect(
      states.filter(([row]) => row === 1).map(([, state, atMs, reason]) => [state, atMs / MINUTE_MS, reason]),
    ).toEqual([
      ['SUBMITTED', 0, undefined],
      ['PENDING', 0, 'Waiting for consumable resources'],
      ['RUNNABLE', 10, undefined],
      ['STARTING', 10, undefined],
      ['RUNNING', 10, undefined],
      ['SUCCEEDED', 20, 'Essential container in task exited'],
    ]);
    expect(replay(workload, config, WORLD).startMs[2]).toBe(0);
  });

  it('is taken all or nothing: a job that waits for two holds none', () => {
    const both = {
      consumableResources: [
        { name: 'a', quantity: 1 },
        { name: 'b', quantity: 1 },
      ],
    };
    const workload = workloadOf([job('a', 1), job('b', 1, both), job('b', 1)]);
    const { startMs } = replay(workload, owning(MACHINE, ['a', 1], ['b', 1]), WORLD);
    // Row 1 waits for `a` and leaves `b` to row 2; both are free again at minute 10.
    expect(startMs.map((ms) => ms / MINUTE_MS)).toEqual([0, 10, 0]);
  });

  it('goes to those that came first, but one that asks for less may pass one that asks for more', () => {
    const workload = workloadOf([
      job('licence', 2),
      job('licence', 1, { runMs: 5 * MINUTE_MS }),
      job('licence', 3),
      job('licence', 1),
      job('licence', 1),
    ]);
    const { startMs } = replay(workload, owning(MACHINE, ['licence', 3]), WORLD);
    // At 5 min one is free: row 2 wants three, row 3 takes it. At 10 min two are free: row 4 takes one. At 20 all are.
    expect(startMs.map((ms) => ms / MINUTE_MS)).toEqual([0, 0, 20, 5, 10]);
  });

  it('is held while a lost attempt is tried again', () => {
    const market = scriptedMarket({
      lifeMs: (_pool, ordinal) => (ordinal === 0 ? MINUTE_MS : Number.POSITIVE_INFINITY),
    });
    const world = { ...WORLD, spotMarket: market };
    const config = owning(labConfig({ type: 'SPOT', instanceTypes: ['lab.8'] }), ['licence', 1]);
    const workload = workloadOf([job('licence', 1, { attempts: 2 }), job('licence', 1)]);
    const { attempts } = replay(workload, config, world);
    expect(attempts.map((row) => [row.job, row.endMs / MINUTE_MS, row.status])).toEqual([
      [0, 1, 'FAILED'],
      [0, 11, 'SUCCEEDED'],
      [1, 21, 'SUCCEEDED'],
    ]);
  });

  it('is given back by a job cancelled before it started, even one that is used up otherwise', () => {
    const workload = workloadOf([
      { submitMs: 0, runMs: 10 * MINUTE_MS, vcpus: 8 },
      job('token', 1, { cancelMs: MINUTE_MS }),
      job('token', 1),
    ]);
    const { outcome, startMs } = replay(workload, owning(MACHINE, ['token', 1, 'NON_REPLENISHABLE']), WORLD);
    expect(outcome.jobs).toEqual({ submitted: 3, succeeded: 2, failed: 1, cancelled: 1, neverRan: 0 });
    expect(startMs[2]).toBe(10 * MINUTE_MS);
  });

  it('is asked for by the job definition unless the job says otherwise', () => {
    const definition = {
      jobDefinitionName: 'solver',
      type: 'container' as const,
      consumableResourceProperties: {
        consumableResourceList: [
          { consumableResource: 'arn:aws:batch:us-east-1:1:consumable-resource/licence', quantity: 2 },
        ],
      },
    };
    const config = { ...owning(MACHINE, ['licence', 2]), jobDefinitions: [definition] };
    const byDefinition: NewJob = { submitMs: 0, runMs: 10 * MINUTE_MS, jobDefinition: 'solver' };
    const twoOf = (more: Partial<NewJob>) =>
      replay(
        workloadOf([
          { ...byDefinition, ...more },
          { ...byDefinition, ...more },
        ]),
        config,
        WORLD,
      ).startMs;
    expect(twoOf({})).toEqual([0, 10 * MINUTE_MS]);
    expect(twoOf({ consumableResources: [{ name: 'licence', quantity: 1 }] })).toEqual([0, 0]);
  });

  it('that nobody has is a problem, and more than there are a warning', () => {
    const unknown = prepare(workloadOf([job('licence', 1)]), MACHINE, WORLD);
    expect(unknown.ok ? [] : unknown.problems.map(({ message }) => message)).toEqual([
      'jobs ask for the consumable resource "licence", which the configuration does not have',
    ]);
    const scarce = prepare(workloadOf([job('licence', 3)]), owning(MACHINE, ['licence', 2]), WORLD);
    expect(scarce.ok ? scarce.warnings.map(({ message }) => message) : []).toEqual([
      'some jobs ask for 3 of "licence", of which there are 2: they stay PENDING for ever',
    ]);
  });

  it('is never handed out twice, and every job that can have it runs', () => {
    const request = fc.record({
      quantity: fc.integer({ min: 1, max: 4 }),
      submitMs: fc.nat(20),
      runMs: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(
        fc.array(request, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 4, max: 6 }),
        (requests, total) => {
          const workload = workloadOf(requests.map(({ quantity, ...times }) => job('licence', quantity, times)));
          const { outcome, startMs, endMs } = replay(workload, owning(MACHINE, ['licence', total]), WORLD);
          expect(outcome.jobs.succeeded).toBe(requests.length);
          for (const atMs of startMs) {
            let held = 0;
            for (let row = 0; row < workload.jobCount; row++) {
              const quantity = workload.classes[workload.classIndex[row]].consumableResources?.[0]?.quantity ?? 0;
              if (startMs[row] <= atMs && endMs[row] > atMs) held += quantity;
            }
            expect(held).toBeLessThanOrEqual(total);
          }
        },
      ),
    );
  });
});
