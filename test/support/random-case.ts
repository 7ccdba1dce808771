/** Random small worlds for property tests: types, environments, queues, jobs, arrays, dependencies and a random Spot market. */
import fc from 'fast-check';
import type { Assumptions } from '../../src/models/assumptions.ts';
import type { AllocationStrategy, BatchConfig, ComputeResource } from '../../src/models/batch-config.ts';
import type { CatalogOverride } from '../../src/models/catalog-build.ts';
import { exponential, PURPOSE, uniform } from '../../src/models/random.ts';
import type { SpotMarket } from '../../src/models/spot-market.ts';
import type { Workload } from '../../src/models/workload.ts';
import { WorkloadBuilder } from '../../src/models/workload-builder.ts';
import type { World } from '../../src/models/world.ts';
import { ideal, labType, labWorld } from './lab.ts';
import { scriptedMarket } from './scripted-market.ts';

const HOUR_MS = 3_600_000;

export interface RandomType {
  readonly vcpus: number;
  readonly memoryPerVcpuMiB: number;
  /** Price per vCPU-hour in steps of $0.01, so that scaling prices keeps ties ties. */
  readonly centsPerVcpuHour: number;
}

export interface RandomEnvironment {
  readonly market: 'EC2' | 'SPOT';
  readonly strategy: number;
  readonly minvCpus: number;
  readonly extraVcpus: number;
  /** Bit mask over the types; 0 means all. */
  readonly types: number;
}

export interface RandomEntity {
  /** 0 = a single job, else an array of that size. */
  readonly size: number;
  readonly gapMs: number;
  readonly runMs: number;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly attempts: number;
  readonly timeoutMs: number | undefined;
  readonly queue: number;
  /** Index of an earlier entity it waits for, taken modulo its position; undefined = none. */
  readonly waitsFor: number | undefined;
  readonly isSequential: boolean;
}

export interface RandomCase {
  readonly types: readonly RandomType[];
  readonly environments: readonly RandomEnvironment[];
  /** Per queue: whether the environments are tried in reverse. */
  readonly queues: readonly boolean[];
  readonly entities: readonly RandomEntity[];
  readonly assumptions: Partial<Assumptions>;
  readonly meanLifeHours: number;
  readonly refusedShare: number;
  readonly seed: number;
}

const EC2_STRATEGIES: readonly AllocationStrategy[] = [
  'BEST_FIT',
  'BEST_FIT_PROGRESSIVE',
  'BEST_FIT_PROGRESSIVE_ORDERED',
];
const SPOT_STRATEGIES: readonly AllocationStrategy[] = [
  'BEST_FIT',
  'BEST_FIT_PROGRESSIVE',
  'SPOT_CAPACITY_OPTIMIZED',
  'SPOT_PRICE_CAPACITY_OPTIMIZED',
  'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED',
];

const randomType: fc.Arbitrary<RandomType> = fc.record({
  vcpus: fc.constantFrom(1, 2, 4, 8),
  memoryPerVcpuMiB: fc.constantFrom(500, 1000, 2000),
  centsPerVcpuHour: fc.integer({ min: 1, max: 6 }),
});

const randomEnvironment: fc.Arbitrary<RandomEnvironment> = fc.record({
  market: fc.constantFrom('EC2' as const, 'SPOT' as const),
  strategy: fc.nat(14),
  minvCpus: fc.constantFrom(0, 0, 3, 6),
  extraVcpus: fc.integer({ min: 1, max: 24 }),
  types: fc.nat(15),
});

const randomEntity: fc.Arbitrary<RandomEntity> = fc.record({
  size: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 5 }) }),
  gapMs: fc.oneof(fc.constant(0), fc.nat(HOUR_MS)),
  runMs: fc.oneof(fc.nat(120_000), fc.nat(3 * HOUR_MS)),
  vcpus: fc.integer({ min: 1, max: 5 }),
  memoryMiB: fc.integer({ min: 100, max: 6000 }),
  attempts: fc.integer({ min: 1, max: 4 }),
  timeoutMs: fc.option(fc.integer({ min: 60_000, max: 3 * HOUR_MS }), { nil: undefined, freq: 5 }),
  queue: fc.nat(1),
  waitsFor: fc.option(fc.nat(30), { nil: undefined, freq: 3 }),
  isSequential: fc.boolean(),
});

const randomAssumptions: fc.Arbitrary<Partial<Assumptions>> = fc.record({
  dispatchTickSeconds: fc.constantFrom(0, 5),
  submitCallsPerSecond: fc.constantFrom(0, 0, 1, 3),
  arrayFanOutSecondsPerThousand: fc.constantFrom(0, 1, 2000),
  submittedToRunnableSeconds: fc.constantFrom(0, 2),
  scaleOutDelayMedianSeconds: fc.constantFrom(0, 45),
  scaleOutDelayP95Seconds: fc.constantFrom(0, 120),
  launchPendingSeconds: fc.constantFrom(0, 17),
  bootMedianSeconds: fc.constantFrom(0, 45),
  bootP95Seconds: fc.constantFrom(0, 103),
  startingSeconds: fc.constantFrom(0, 3),
  imageCompressedMb: fc.constantFrom(0, 500),
  imagePullMbPerSecond: fc.constant(60),
  retryDelaySeconds: fc.constantFrom(0, 5),
  killDelaySeconds: fc.constantFrom(0, 30),
  idleTimeoutSeconds: fc.constantFrom(0, 300),
  scaleInTickSeconds: fc.constantFrom(0, 60),
  zones: fc.integer({ min: 1, max: 3 }),
  packing: fc.constantFrom('auto' as const, 'best-fit' as const, 'spread' as const),
  backfill: fc.boolean(),
  spotFirstHourFree: fc.constantFrom(0, 1),
});

export const randomCase: fc.Arbitrary<RandomCase> = fc.record({
  types: fc.array(randomType, { minLength: 1, maxLength: 4 }),
  environments: fc.array(randomEnvironment, { minLength: 1, maxLength: 2 }),
  queues: fc.array(fc.boolean(), { minLength: 1, maxLength: 2 }),
  entities: fc.array(randomEntity, { minLength: 1, maxLength: 20 }),
  assumptions: randomAssumptions,
  meanLifeHours: fc.constantFrom(0.5, 3, 1000),
  refusedShare: fc.constantFrom(0, 0.3),
  seed: fc.nat(1000),
});

export function typesOf({ types }: RandomCase, priceFactor = 1): CatalogOverride[] {
  return types.map(({ vcpus, memoryPerVcpuMiB, centsPerVcpuHour }, index) =>
    // Spot costs half: an even number of cents keeps it in whole steps too.
    labType(`t${index}.x`, vcpus, vcpus * memoryPerVcpuMiB, 0.02 * centsPerVcpuHour * vcpus * priceFactor),
  );
}

export function resourceOf({ types }: RandomCase, environment: RandomEnvironment): ComputeResource {
  const { market, minvCpus, extraVcpus } = environment;
  const strategies = market === 'SPOT' ? SPOT_STRATEGIES : EC2_STRATEGIES;
  const names = types.map((_, index) => `t${index}.x`);
  const chosen = names.filter((_, index) => (environment.types >> index) % 2 === 1);
  return {
    type: market,
    allocationStrategy: strategies[environment.strategy % strategies.length] ?? 'BEST_FIT',
    minvCpus,
    maxvCpus: minvCpus + extraVcpus,
    instanceTypes: chosen.length === 0 ? names : chosen,
  };
}

export function configOf(random: RandomCase): BatchConfig {
  const computeEnvironments = random.environments.map((environment, index) => ({
    computeEnvironmentName: `ce${index}`,
    type: 'MANAGED' as const,
    computeResources: resourceOf(random, environment),
  }));
  const names = computeEnvironments.map(({ computeEnvironmentName }) => computeEnvironmentName);
  return {
    computeEnvironments,
    jobQueues: random.queues.map((isReversed, index) => ({
      jobQueueName: `queue${index}`,
      priority: index,
      computeEnvironmentOrder: (isReversed ? [...names].reverse() : names).map((computeEnvironment, order) => ({
        order,
        computeEnvironment,
      })),
    })),
  };
}

export function caseWorkload({ entities, queues }: RandomCase, idOf = (entity: number) => `e${entity}`): Workload {
  const builder = new WorkloadBuilder();
  let submitMs = 0;
  entities.forEach((entity, index) => {
    const { size, gapMs, waitsFor, isSequential, queue, timeoutMs, ...request } = entity;
    if (index > 0) submitMs += gapMs;
    const id = idOf(index);
    const job = { ...request, id, submitMs, queue: `queue${queue % queues.length}`, ...(timeoutMs && { timeoutMs }) };
    if (size === 0) builder.addJob(job);
    else builder.addArray({ ...job, size });
    if (size > 0 && isSequential) builder.addDependency(id, undefined, 'SEQUENTIAL');
    if (waitsFor === undefined || index === 0) return;
    const other = waitsFor % index;
    const isPair = size > 0 && entities[other]?.size === size;
    builder.addDependency(id, idOf(other), isPair ? 'N_TO_N' : undefined);
  });
  const built = builder.finish({ vcpus: 1, memoryMiB: 1 });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.value;
}

/** Exponential lives, and each (pool, 10 minutes) refused with the given share; all pure functions of the seed. */
export function randomMarket({ seed, meanLifeHours, refusedShare }: RandomCase): SpotMarket {
  return scriptedMarket({
    lifeMs: ({ key }, ordinal) =>
      1 + Math.ceil(exponential(meanLifeHours * HOUR_MS, uniform(seed, PURPOSE.spotIdiosyncratic, key, ordinal))),
    refuses: ({ key }, atMs) => uniform(seed, PURPOSE.spotUpSpell, key, Math.floor(atMs / 600_000)) < refusedShare,
    score: ({ key }, atMs) => uniform(seed, PURPOSE.spotLatent, key, Math.floor(atMs / 600_000)),
  });
}

export function caseWorld(random: RandomCase, changes: Partial<World> & { readonly priceFactor?: number } = {}): World {
  const { priceFactor, ...world } = changes;
  return labWorld(typesOf(random, priceFactor), {
    assumptions: ideal(random.assumptions),
    spotMarket: randomMarket(random),
    seed: random.seed,
    ...world,
  });
}
