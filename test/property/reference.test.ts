/** The engine against the slow, obvious scheduler of test/support/reference-scheduler.ts, attempt for attempt. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Assumptions } from '../../src/models/assumptions.ts';
import type { BatchConfig, ComputeEnvironment } from '../../src/models/batch-config.ts';
import type { GroupQuotas, VcpuQuotas } from '../../src/models/vcpu-quotas.ts';
import type { Workload } from '../../src/models/workload.ts';
import type { World } from '../../src/models/world.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { caseWorkload, caseWorld, configOf, type RandomCase, randomCase } from '../support/random-case.ts';
import { randomHistories, randomStrategy, withFailures } from '../support/random-failures.ts';
import { type ReferenceAttempt, referenceAttempts } from '../support/reference-scheduler.ts';
import { replay } from '../support/replay.ts';

const CASES = 2000;

/** What the other property tests leave at its default: these assumptions, ... */
const randomChoices: fc.Arbitrary<Partial<Assumptions>> = fc.record({
  typeRanking: fc.constantFrom('vcpu-price' as const, 'covering-cost' as const),
  scaleOutLookAheadJobs: fc.constantFrom(2, 1000),
  onDemandShortageShare: fc.constantFrom(0, 0.3),
  fallThroughDelaySeconds: fc.constantFrom(0, 30, 600),
  coolDownSeconds: fc.constantFrom(0, 0, 300),
});

/** ... and these fields of the first environment. */
const randomFields = fc.record({
  isDisabled: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
  minScaleDownDelayMinutes: fc.constantFrom(0, 0, 20),
});

const randomStandard: fc.Arbitrary<GroupQuotas> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom({}, { standard: 0 }, { standard: 5 }) },
  { weight: 2, arbitrary: fc.integer({ min: 8, max: 24 }).map((standard) => ({ standard })) },
);

/** Quotas of Standard vCPUs, On-Demand and Spot; unknown in some. */
const randomQuotas: fc.Arbitrary<VcpuQuotas> = fc.record({
  onDemand: randomStandard,
  spot: randomStandard,
});

function configWith(random: RandomCase, { isDisabled, minScaleDownDelayMinutes }: FieldsOf): BatchConfig {
  const config = configOf(random);
  const computeEnvironments = config.computeEnvironments.map((environment, index): ComputeEnvironment => {
    if (index > 0 || environment.computeResources === undefined) return environment;
    const computeResources = { ...environment.computeResources, scalingPolicy: { minScaleDownDelayMinutes } };
    return { ...environment, state: isDisabled ? 'DISABLED' : 'ENABLED', computeResources };
  });
  return { ...config, computeEnvironments };
}

type FieldsOf = typeof randomFields extends fc.Arbitrary<infer Fields> ? Fields : never;

function engineAttempts(workload: Workload, config: BatchConfig, world: World): ReferenceAttempt[] {
  const { attempts, instances, typeOf } = replay(workload, config, world);
  const types = new Map(instances.map((row) => [row.instance, typeOf(row).instanceType.instanceType]));
  return attempts.map(({ job, attempt, startMs, endMs, instance, status }) => {
    return { job, attempt, startMs, endMs, instance, type: types.get(instance) ?? 'unknown', status };
  });
}

/** Attempts of all cases, and the cases that go another way without their quotas. */
function holdToReference(quotasOf: fc.Arbitrary<VcpuQuotas | undefined>, seed: number) {
  let attempts = 0;
  let bound = 0;
  fc.assert(
    fc.property(randomCase, randomChoices, randomFields, quotasOf, (base, choices, fields, quotas) => {
      const random = { ...base, assumptions: { ...base.assumptions, ...choices } };
      const [workload, free] = [caseWorkload(random), caseWorld(random)];
      const world = quotas === undefined ? free : { ...free, quotas };
      const config = configWith(random, fields);
      const expected = referenceAttempts(workload, config, world);
      attempts += expected.length;
      const found = engineAttempts(workload, config, world);
      expect(found).toEqual(expected);
      if (quotas === undefined) return;
      if (JSON.stringify(engineAttempts(workload, config, free)) !== JSON.stringify(found)) bound++;
    }),
    { seed, numRuns: CASES },
  );
  return { attempts, bound };
}

describe('the engine and the reference scheduler', () => {
  it('agree attempt for attempt on 2,000 random cases: start, end, instance, type and status', () => {
    const { attempts } = holdToReference(fc.constant(undefined), 7);
    // The cases are not empty: several attempts each.
    expect(attempts).toBeGreaterThan(3 * CASES);
    // A second per fifty cases on a free core; machines that build and test at once are ten times slower.
  }, 600_000);

  it('agree on 2,000 random cases under vCPU quotas', () => {
    const { attempts, bound } = holdToReference(randomQuotas, 8);
    // A quota can shut a job out, so there are fewer attempts; and in a good part of the cases it decides something.
    expect(attempts).toBeGreaterThan(2 * CASES);
    expect(bound).toBeGreaterThan(CASES / 5);
  }, 600_000);

  // Shrunken from a random case of seed 9; only the first type has room below maxvCpus.
  it.each([
    { instanceTypes: ['lab.1'], fallThroughDelaySeconds: 0 },
    { instanceTypes: ['lab.1'], fallThroughDelaySeconds: 4 },
    { instanceTypes: ['lab.1', 'lab.8'], fallThroughDelaySeconds: 0 },
    { instanceTypes: ['lab.1', 'lab.8'], fallThroughDelaySeconds: 4 },
  ])('agree that nobody starts earlier for a job that nothing can hold: %o', ({ instanceTypes, ...choices }) => {
    const job = { submitMs: 0, runMs: 3_600_000, vcpus: 1, memoryMiB: 100, queue: 'queue' };
    const later = { ...job, submitMs: 50_000 };
    const workload = workloadOf([job, job, later, { ...later, memoryMiB: 501 }]);
    const config = labConfig({ instanceTypes, maxvCpus: 3, allocationStrategy: 'BEST_FIT' });
    const delays = { scaleOutDelayMedianSeconds: 45, scaleOutDelayP95Seconds: 45, launchPendingSeconds: 17 };
    const world = labWorld([labType('lab.1', 1, 500), labType('lab.8', 8, 4000)], {
      assumptions: ideal({ ...delays, ...choices }),
    });
    const found = engineAttempts(workload, config, world);
    expect(found).toEqual(referenceAttempts(workload, config, world));
    // Asked at 0 s, bought at 45 s, ready at 62 s. That covers all who wait, and 1 of 3 vCPUs is left: nothing to decide until
    // the third comes at 50 s, for whom is bought 45 s later, at 95 s, and who starts at 112 s. The fourth never does.
    expect(found.map(({ job, startMs }) => [job, startMs]).sort()).toEqual([
      [0, 62_000],
      [1, 62_000],
      [2, 112_000],
    ]);
  });

  it('agree on 1,000 random cases with attempts that fail by themselves, under random retry strategies', () => {
    let failed = 0;
    let lost = 0;
    fc.assert(
      fc.property(
        randomCase,
        randomChoices,
        randomFields,
        randomHistories,
        randomStrategy,
        (base, choices, fields, histories, strategy) => {
          const random = { ...base, assumptions: { ...base.assumptions, ...choices } };
          const workload = withFailures(caseWorkload(random), histories);
          const world = caseWorld(random);
          const config = {
            ...configWith(random, fields),
            ...(strategy !== undefined && { defaultRetryStrategy: strategy }),
          };
          expect(engineAttempts(workload, config, world)).toEqual(referenceAttempts(workload, config, world));
          const { outcome } = replay(workload, config, world);
          failed += outcome.ownFailures?.attempts ?? 0;
          lost += outcome.spot.lostAttempts;
        },
      ),
      { seed: 10, numRuns: CASES / 2 },
    );
    // Both kinds of failure happen, often enough to meet in one job.
    expect(failed).toBeGreaterThan(CASES / 2);
    expect(lost).toBeGreaterThan(CASES / 10);
  }, 600_000);
});
