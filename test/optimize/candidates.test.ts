import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepare } from '../../src/engine/setup.ts';
import { presetAssumptions } from '../../src/models/assumptions.ts';
import type { BatchConfig, ComputeResource } from '../../src/models/batch-config.ts';
import { familyOf } from '../../src/models/catalog.ts';
import { createNoneMarket } from '../../src/models/spot/none.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import { baselines } from '../../src/optimize/baselines.ts';
import { choiceKey } from '../../src/optimize/candidate.ts';
import { generateChoices } from '../../src/optimize/candidates.ts';
import { candidateOf } from '../../src/optimize/configure.ts';
import { familiesWorthTrying } from '../../src/optimize/families.ts';
import { architecturesOf, type Landscape, surveyLandscape } from '../../src/optimize/landscape.ts';
import { neighboursOf } from '../../src/optimize/neighbours.ts';
import { estimateOf, screen } from '../../src/optimize/screen.ts';
import type { SearchSpace } from '../../src/optimize/space.ts';
import { cutsOf } from '../../src/optimize/splits.ts';
import { SPOT_RETRY_STRATEGY, spotRetryStrategy } from '../../src/optimize/spot-retries.ts';
import { architectureOfName } from '../../src/scenario/architecture-of-name.ts';
import { checkBatch } from '../../src/scenario/check-batch.ts';
import { catalogOf } from '../models/catalog-fixture.ts';
import { labConfig, workloadOf } from '../support/lab.ts';

const catalog = catalogOf('us-east-1');
const assumptions = presetAssumptions('typical');

function landscapeOf(current: BatchConfig, jobs: readonly NewJob[]): Landscape {
  const surveyed = surveyLandscape(workloadOf(jobs), current, catalog, assumptions);
  if (!surveyed.ok) throw new Error(JSON.stringify(surveyed.problems));
  return surveyed.value;
}

const someJobs: readonly NewJob[] = Array.from({ length: 40 }, (_, job) => ({
  id: job,
  submitMs: job * 60_000,
  runMs: 1_800_000,
  vcpus: [1, 2, 4, 8][job % 4],
  memoryMiB: [1024, 14_000, 8000, 60_000][job % 4],
}));

const unequalJobs: readonly NewJob[] = Array.from({ length: 40 }, (_, job) => ({
  id: job,
  submitMs: job * 60_000,
  runMs: job % 4 === 3 ? 18_000_000 : 600_000,
  vcpus: 1,
  memoryMiB: 1024,
}));

const resources = fc.record({
  type: fc.constantFrom('EC2' as const, 'SPOT' as const),
  instanceTypes: fc.constantFrom(['optimal'], ['c6i', 'm6i', 'r6i'], ['m5.4xlarge', 'r5.4xlarge'], ['r7i', 'm7i']),
  maxvCpus: fc.integer({ min: 16, max: 4000 }),
  minvCpus: fc.constantFrom(0, 8),
  subnets: fc.constant(['subnet-1', 'subnet-2']),
  instanceRole: fc.constant('ecsInstanceRole'),
  tags: fc.constant({ team: 'genomics' }),
});

function configOf(environments: readonly Partial<ComputeResource>[], queues: number): BatchConfig {
  const lab = labConfig(...environments);
  const order = lab.jobQueues[0].computeEnvironmentOrder;
  const jobQueues = Array.from({ length: queues }, (_, index) => ({
    jobQueueName: `queue-${index}`,
    priority: 10 - index,
    computeEnvironmentOrder: order,
  }));
  return { ...lab, jobQueues };
}

/** What of a configuration the lists of the space do not have. */
function outsideOf(space: SearchSpace, { computeEnvironments, defaultRetryStrategy }: BatchConfig): readonly unknown[] {
  const resources = computeEnvironments.flatMap(({ computeResources }) => computeResources ?? []);
  const markets = resources.map(({ type }) => (type === 'SPOT' ? 'SPOT' : 'EC2'));
  const types = resources.flatMap(({ instanceTypes = [] }) => instanceTypes);
  const unlisted = <Value>(list: readonly Value[] | undefined, values: readonly Value[]) =>
    list === undefined ? [] : values.filter((value) => !list.includes(value));
  const orders = space.environmentOrders?.map((order) => order.join('>'));
  const { allocationStrategies = [] } = space;
  // A market that no listed strategy suits keeps its usual one.
  const strategies = resources.flatMap(({ type, allocationStrategy }) => {
    const suiting = type === 'SPOT' ? /^SPOT|^BEST_FIT_PROGRESSIVE$/ : /^BEST_FIT/;
    return allocationStrategies.some((strategy) => suiting.test(strategy)) ? [allocationStrategy] : [];
  });
  return [
    ...unlisted(orders, [markets.join('>')]),
    ...unlisted(
      space.maxvCpus,
      resources.map(({ maxvCpus }) => maxvCpus),
    ),
    ...unlisted(space.minvCpus, [resources[0].minvCpus ?? 0]),
    ...unlisted<string | undefined>(space.allocationStrategies, strategies),
    ...unlisted(
      space.architectures,
      types.map((name) => architectureOfName(name) ?? 'x86_64'),
    ),
    ...unlisted(space.instanceTypes, space.instanceTypes === undefined ? [] : types.map(familyOf)),
    ...unlisted(space.attempts, markets.includes('SPOT') ? [defaultRetryStrategy?.attempts ?? 1] : []),
  ];
}

describe('generated configurations', () => {
  it('are all valid for AWS and can all be simulated, whatever they were edited from', () => {
    fc.assert(
      fc.property(
        fc.array(resources, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(),
        (environments, queues, pick) => {
          const current = configOf(environments, queues);
          const landscape = landscapeOf(current, someJobs);
          const choices = generateChoices(landscape);
          const step = 1 + (pick % 97);
          const candidates = [
            ...baselines(landscape),
            ...choices
              .filter((_, index) => index % (step * 80) === 0)
              .map((choice) => candidateOf(landscape, choice, 'generated')),
          ];
          for (const { config } of candidates) {
            expect(checkBatch(config).filter(({ severity }) => severity === 'problem')).toEqual([]);
            const world = { catalog, assumptions, spotMarket: createNoneMarket(), seed: 1 };
            expect(prepare(landscape.workload, config, world).ok).toBe(true);
            expect(config.jobQueues.map(({ jobQueueName, priority }) => [jobQueueName, priority])).toEqual(
              current.jobQueues.map(({ jobQueueName, priority }) => [jobQueueName, priority]),
            );
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);

  const current = configOf(
    [{ instanceTypes: ['optimal'], maxvCpus: 256, subnets: ['subnet-1'], tags: { team: 'a' } }],
    2,
  );
  const landscape = landscapeOf(current, someJobs);
  const choices = generateChoices(landscape);
  const shared = {
    families: ['m6i'],
    smallestVcpus: 0,
    largestVcpus: Number.POSITIVE_INFINITY,
    maxvCpus: 128,
    minvCpus: 0,
  };

  it('keep network, tags and names, and change what the choice decides', () => {
    const { config } = candidateOf(landscape, { markets: ['EC2'], ...shared }, 'generated');
    expect(config.computeEnvironments).toEqual([
      {
        ...current.computeEnvironments[0],
        computeResources: {
          type: 'EC2',
          allocationStrategy: 'BEST_FIT_PROGRESSIVE',
          minvCpus: 0,
          maxvCpus: 128,
          instanceTypes: ['m6i'],
          subnets: ['subnet-1'],
          tags: { team: 'a' },
        },
      },
    ]);
    expect(config.defaultRetryStrategy).toBeUndefined();
  });

  it('put Spot before On-Demand in every queue and give the jobs retries', () => {
    const { config } = candidateOf(landscape, { markets: ['SPOT', 'EC2'], ...shared }, 'generated');
    expect(config.computeEnvironments.map(({ computeEnvironmentName }) => computeEnvironmentName)).toEqual([
      'queue-0-spot',
      'ce0',
    ]);
    for (const queue of config.jobQueues) {
      expect(queue.computeEnvironmentOrder).toEqual([
        { order: 1, computeEnvironment: 'queue-0-spot' },
        { order: 2, computeEnvironment: 'ce0' },
      ]);
    }
    expect(config.defaultRetryStrategy).toEqual(SPOT_RETRY_STRATEGY);
  });

  it('retry what mended jobs of the history: an exit code after which another attempt succeeded', () => {
    const history = (exitCode: number | undefined, isForGood = false) => ({
      failures: [{ runMs: 1000, ...(exitCode !== undefined && { exitCode }) }],
      isForGood,
    });
    const job = { submitMs: 0, runMs: 1000, vcpus: 1 };
    const strategyOf = (...histories: ReturnType<typeof history>[]) =>
      spotRetryStrategy(workloadOf(histories.map((ownFailures) => ({ ...job, ownFailures }))), 4);
    expect(strategyOf(history(137), history(1, true), history(137))).toEqual({
      attempts: 4,
      evaluateOnExit: [
        { onStatusReason: 'Host EC2*', action: 'RETRY' },
        { onExitCode: '137', action: 'RETRY' },
        { onReason: '*', action: 'EXIT' },
      ],
    });
    expect(strategyOf(history(1, true))).toEqual({ ...SPOT_RETRY_STRATEGY, attempts: 4 });
    // More than the five entries AWS takes, and a code nobody knows.
    expect(strategyOf(history(1), history(2), history(3), history(4))).toEqual({ attempts: 4 });
    expect(strategyOf(history(undefined))).toEqual({ attempts: 4 });
  });

  it('leave a retry strategy that the user wrote', () => {
    const own = { attempts: 2 };
    const jobDefinitions = [
      { jobDefinitionName: 'own', type: 'container' as const, retryStrategy: own },
      { jobDefinitionName: 'none', type: 'container' as const },
    ];
    const withDefinitions = landscapeOf({ ...current, jobDefinitions, defaultRetryStrategy: own }, someJobs);
    const { config } = candidateOf(withDefinitions, { markets: ['SPOT'], ...shared }, 'generated');
    expect(config.jobDefinitions?.map(({ retryStrategy }) => retryStrategy)).toEqual([own, SPOT_RETRY_STRATEGY]);
    expect(config.defaultRetryStrategy).toEqual(own);
  });

  it('add the cheapest type for jobs that the size cap shuts out', () => {
    // The 8-vCPU jobs want 60,000 MiB, more than an m6i.2xlarge has; an m6i.4xlarge holds them.
    const choice = { markets: ['EC2' as const], ...shared, largestVcpus: 2 };
    const { config } = candidateOf(landscape, choice, 'generated');
    expect(config.computeEnvironments[0].computeResources?.instanceTypes).toEqual([
      'm6i.large',
      'm6i.xlarge',
      'm6i.4xlarge',
    ]);
  });

  it('never come from burstable, flex or GPU families, nor from generations older than those in use', () => {
    const families = new Set(choices.flatMap((choice) => choice.families));
    expect([...families].filter((family) => /^t\d|-flex$|^g\d|^p\d/.test(family))).toEqual([]);
    expect([...families].filter((family) => /^[a-z]+[1-5]/.test(family))).toEqual([]);
  });

  it('stay on the GPU model in use, and bring a GPU type along for the jobs that need one', () => {
    const gpuJob = { id: 'train', submitMs: 0, runMs: 3_600_000, vcpus: 4, memoryMiB: 12_000, gpus: 1 };
    const mixed = landscapeOf(configOf([{ instanceTypes: ['g5', 'm6i'], maxvCpus: 256 }], 1), [...someJobs, gpuJob]);
    for (const choice of generateChoices(mixed).filter((_, index) => index % 50 === 0)) {
      const { config } = candidateOf(mixed, choice, 'generated');
      const names = config.computeEnvironments[0].computeResources?.instanceTypes ?? [];
      const families = new Set(names.map((name) => name.split('.')[0]));
      expect([...families].filter((family) => /^(g|p)\d/.test(family))).toEqual(['g5']);
    }
    // The name says so where the families do not: a GPU type is what such a configuration is paid for.
    const [choice] = generateChoices(mixed).filter((one) => one.families.every((family) => family !== 'g5'));
    const added = { ...choice, families: ['m6i'], largestVcpus: Number.POSITIVE_INFINITY, smallestVcpus: 0 };
    expect(candidateOf(mixed, added, 'generated').name).toContain(', m6i, g5.xlarge where a job needs it, max ');
    expect(candidateOf(mixed, { ...added, families: ['g5', 'm6i'] }, 'generated').name).toContain(', g5 + m6i, max ');
  });

  it('are tried in the same order whatever the order of the catalogue', () => {
    const reversed = { ...catalog, types: [...catalog.types].reverse() };
    const surveyed = surveyLandscape(landscape.workload, current, reversed, assumptions);
    expect(surveyed.ok && generateChoices(surveyed.value)).toEqual(choices);
  });

  it('cover every market order, caps from one to eight typical jobs, and today’s limit', () => {
    expect(new Set(choices.map(({ markets }) => markets.join('>')))).toEqual(
      new Set(['EC2', 'SPOT', 'SPOT>EC2', 'EC2>SPOT']),
    );
    expect(new Set(choices.map(({ maxvCpus }) => maxvCpus))).toContain(256);
    expect(new Set(choices.map(({ largestVcpus }) => largestVcpus))).toEqual(
      new Set([8, 16, 32, 64, Number.POSITIVE_INFINITY]),
    );
  });

  it('include pairs and triples of different memory a vCPU', () => {
    const sets = new Set(choices.map(({ families }) => families.length));
    expect(sets).toContain(1);
    expect(sets).toContain(2);
    expect(sets).toContain(3);
    expect(familiesWorthTrying(landscape, 'EC2').length).toBeLessThanOrEqual(16);
  });

  it('have neighbours one step away, never themselves', () => {
    const choice = { markets: ['EC2' as const], ...shared, families: ['c6i', 'm6i'], largestVcpus: 16 };
    const steps = neighboursOf(choice, landscape);
    expect(steps).not.toContainEqual(choice);
    expect(steps).toContainEqual({ ...choice, families: ['c6a', 'c6i', 'm6i'] });
    expect(steps).toContainEqual({ ...choice, families: ['m6i'] });
    expect(steps).toContainEqual({ ...choice, largestVcpus: 8 });
    expect(steps).toContainEqual({ ...choice, maxvCpus: 160 });
  });

  it('step to every other strategy of the market, to a scale-down delay and fewer tries, and over a day to a floor', () => {
    const choice = { markets: ['SPOT' as const], ...shared };
    const steps = neighboursOf(choice, landscape);
    expect(new Set(steps.flatMap(({ strategies }) => strategies?.SPOT ?? []))).toEqual(
      new Set(['SPOT_CAPACITY_OPTIMIZED', 'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED']),
    );
    expect(steps).toContainEqual({ ...choice, scaleDownMinutes: 20 });
    expect(steps).toContainEqual({ ...choice, attempts: 3 });
    // The run lasts 69 minutes: it would pay for a floor of minvCpus only that long.
    expect(steps.every(({ minvCpus }) => minvCpus === 0)).toBe(true);
    const nextDay = { ...someJobs[0], id: 'next day', submitMs: 86_400_000 };
    const overDay = neighboursOf(choice, landscapeOf(current, [...someJobs, nextDay]));
    expect(overDay.some(({ minvCpus }) => minvCpus > 0)).toBe(true);
    for (const step of steps) {
      const { config } = candidateOf(landscape, step, 'neighbour');
      expect(checkBatch(config).filter(({ severity }) => severity === 'problem')).toEqual([]);
    }
  });

  it('list the types of an ordered strategy by name, the cheapest machine first On-Demand', () => {
    const choice = {
      markets: ['EC2' as const],
      ...shared,
      strategies: { EC2: 'BEST_FIT_PROGRESSIVE_ORDERED' as const },
    };
    const { config } = candidateOf(landscape, choice, 'neighbour');
    const names = config.computeEnvironments[0].computeResources?.instanceTypes ?? [];
    const prices = names.map((name) => catalog.byName.get(name)?.onDemandMicroUsdPerHour ?? Number.NaN);
    expect(prices.length).toBeGreaterThan(5);
    expect(prices).toEqual(prices.toSorted((left, right) => left - right));
  });

  it('give long jobs a queue of their own that the submitter is told of', () => {
    const cuts = cutsOf(landscapeOf(current, unequalJobs));
    // 30 jobs of 10 minutes and 10 of 5 hours: the only cut with jobs on both sides.
    expect(cuts).toEqual([{ longerThanSeconds: 600 }]);
    const split = {
      markets: ['SPOT' as const],
      ...shared,
      long: { longerThanSeconds: 600, fleet: { markets: ['EC2' as const], ...shared } },
    };
    const unequal = landscapeOf(current, unequalJobs);
    const { config, name } = candidateOf(unequal, split, 'neighbour');
    expect(checkBatch(config).filter(({ severity }) => severity === 'problem')).toEqual([]);
    expect(config.jobQueues.map(({ jobQueueName }) => jobQueueName)).toEqual([
      'queue-0',
      'queue-1',
      'queue-0-long',
      'queue-1-long',
    ]);
    expect(config.submission?.queueRoutes?.[0]).toEqual({
      fromQueue: 'queue-0',
      toQueue: 'queue-0-long',
      longerThanSeconds: 600,
    });
    expect(name).toContain('jobs over 10 min on On-Demand');
    const world = { catalog, assumptions, spotMarket: createNoneMarket(), seed: 1 };
    const prepared = prepare(unequal.workload, config, world);
    if (!prepared.ok) throw new Error(JSON.stringify(prepared.problems));
    const { workload, classes, queues } = prepared.value;
    const inLongQueue = Array.from(
      workload.classIndex,
      (index) => queues[classes[index].queue].name === 'queue-0-long',
    );
    expect(inLongQueue).toEqual(Array.from(unequal.workload.runMs, (runMs) => runMs > 600_000));
  });

  it('try the other architecture only where the user lets them, without the machine image of the first', () => {
    const own = configOf([{ instanceTypes: ['m6i'], imageId: 'ami-1', maxvCpus: 256 }], 1);
    const both = surveyLandscape(workloadOf(someJobs), own, catalog, assumptions, {
      architectures: ['x86_64', 'arm64'],
    });
    if (!both.ok) throw new Error(JSON.stringify(both.problems));
    expect(architecturesOf(landscapeOf(own, someJobs)).map(({ architecture }) => architecture)).toEqual(['x86_64']);
    const [, arm] = architecturesOf(both.value);
    expect(arm.architecture).toBe('arm64');
    const [choice] = generateChoices(arm);
    const { config, name } = candidateOf(arm, choice, 'generated');
    expect(name).toContain('arm64');
    const resources = config.computeEnvironments[0].computeResources;
    expect(resources?.imageId).toBeUndefined();
    expect(architectureOfName(resources?.instanceTypes?.[0] ?? '')).toBe('arm64');
  });

  it('stay inside what the user lists, their neighbours too', () => {
    const space = {
      instanceTypes: ['c6i', 'm6i.xlarge'],
      environmentOrders: [['EC2' as const], ['SPOT' as const]],
      maxvCpus: [64, 128],
      minvCpus: [0],
      largestMachineVcpus: [4, 'any' as const],
      smallestMachineVcpus: [0],
      allocationStrategies: ['BEST_FIT_PROGRESSIVE' as const, 'SPOT_PRICE_CAPACITY_OPTIMIZED' as const],
      minScaleDownDelayMinutes: [0 as const],
      attempts: [10],
      splitQueues: false,
    };
    const smallJobs = someJobs.filter(({ vcpus }) => vcpus === 1);
    const surveyed = surveyLandscape(workloadOf(smallJobs), current, catalog, assumptions, space);
    if (!surveyed.ok) throw new Error(JSON.stringify(surveyed.problems));
    const inside = generateChoices(surveyed.value);
    // {c6i}, {m6i}, both; On-Demand or Spot with two strategies; two limits; two caps: 3 x (1 + 2) x 2 x 2.
    expect(inside).toHaveLength(36);
    const known = new Set(inside.map(choiceKey));
    for (const choice of inside) {
      for (const step of neighboursOf(choice, surveyed.value)) expect(known).toContain(choiceKey(step));
      for (const { computeResources } of candidateOf(surveyed.value, choice, 'generated').config.computeEnvironments) {
        for (const name of computeResources?.instanceTypes ?? []) expect(name).toMatch(/^c6i|^m6i\.xlarge$/);
      }
    }
  });

  it('are inside what the user lists, whichever lists those are, plain habits included', () => {
    const some = <Value>(...values: readonly Value[]) => fc.option(fc.subarray([...values], { minLength: 1 }));
    const spaces = fc.record({
      architectures: some('x86_64' as const, 'arm64' as const),
      instanceTypes: some('c6i', 'm6i', 'm6g', 'r7g'),
      environmentOrders: some(['EC2' as const], ['SPOT' as const], ['SPOT' as const, 'EC2' as const]),
      maxvCpus: some(64, 128, 512),
      minvCpus: some(0, 16),
      smallestMachineVcpus: some(0, 4),
      largestMachineVcpus: some<number | 'any'>(16, 'any'),
      allocationStrategies: some(
        'BEST_FIT' as const,
        'BEST_FIT_PROGRESSIVE' as const,
        'SPOT_CAPACITY_OPTIMIZED' as const,
        'SPOT_PRICE_CAPACITY_OPTIMIZED' as const,
      ),
      attempts: some(2, 5, 10),
    });
    fc.assert(
      fc.property(spaces, fc.nat(), (drawn, pick) => {
        const space: SearchSpace = Object.fromEntries(Object.entries(drawn).filter(([, list]) => list !== null));
        const surveyed = surveyLandscape(workloadOf(someJobs), current, catalog, assumptions, space);
        if (!surveyed.ok) throw new Error(JSON.stringify(surveyed.problems));
        for (const one of architecturesOf(surveyed.value)) {
          const generated = generateChoices(one).filter((_, index) => index % 97 === pick % 97);
          const candidates = [
            ...baselines(one).slice(1),
            ...generated.map((choice) => candidateOf(one, choice, 'generated')),
          ];
          for (const { config } of candidates) expect(outsideOf(space, config)).toEqual([]);
        }
        const [x86, arm] = [['x86_64'], ['arm64']].map((only) => JSON.stringify(only));
        if (JSON.stringify(space.architectures) === arm) expect(baselines(surveyed.value)).toHaveLength(1);
        if (JSON.stringify(space.architectures) === x86) expect(architecturesOf(surveyed.value)).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  it('keep the plain habits in the race with what the user lists nearest to today', () => {
    const space = {
      maxvCpus: [64],
      allocationStrategies: ['BEST_FIT' as const],
      environmentOrders: [['EC2' as const]],
    };
    const surveyed = surveyLandscape(workloadOf(someJobs), current, catalog, assumptions, space);
    if (!surveyed.ok) throw new Error(JSON.stringify(surveyed.problems));
    const [, bundle, ...others] = baselines(surveyed.value);
    expect(bundle.name).toBe('optimal on On-Demand');
    expect(bundle.config.computeEnvironments[0].computeResources).toMatchObject({
      type: 'EC2',
      allocationStrategy: 'BEST_FIT',
      maxvCpus: 64,
    });
    expect(others.length).toBeGreaterThan(5);
  });

  it('pass the screen in about equal parts of every market, as many as asked for', () => {
    const kept = screen(landscape, choices, 60);
    expect(kept).toHaveLength(60);
    for (const markets of ['EC2', 'SPOT', 'SPOT>EC2']) {
      const share = kept.filter((choice) => choice.markets.join('>') === markets).length;
      expect(share).toBeGreaterThanOrEqual(15);
    }
  });

  it('are estimated dearer when they may use dear families only', () => {
    const estimate = (families: readonly string[]) =>
      estimateOf(landscape, { markets: ['EC2'], ...shared, families })?.microUsd ?? Number.NaN;
    expect(estimate(['m6i'])).toBeLessThan(estimate(['m6id']));
  });

  it('wait longer in the estimate when maxvCpus is small', () => {
    const wait = (maxvCpus: number) =>
      estimateOf(landscape, { markets: ['EC2'], ...shared, maxvCpus })?.waitHours ?? Number.NaN;
    expect(wait(4000)).toBe(0);
    expect(wait(16)).toBeGreaterThan(0.5);
  });
});
