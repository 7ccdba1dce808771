import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepare } from '../../src/engine/setup.ts';
import { presetAssumptions } from '../../src/models/assumptions.ts';
import type { BatchConfig, ComputeResource } from '../../src/models/batch-config.ts';
import { createNoneMarket } from '../../src/models/spot/none.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import { baselines } from '../../src/optimize/baselines.ts';
import { generateChoices } from '../../src/optimize/candidates.ts';
import { candidateOf, SPOT_RETRY_STRATEGY } from '../../src/optimize/configure.ts';
import { familiesWorthTrying } from '../../src/optimize/families.ts';
import { type Landscape, surveyLandscape } from '../../src/optimize/landscape.ts';
import { neighboursOf } from '../../src/optimize/neighbours.ts';
import { estimateOf, screen } from '../../src/optimize/screen.ts';
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
              .filter((_, index) => index % (step * 40) === 0)
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
  });

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
  });

  it('are tried in the same order whatever the order of the catalogue', () => {
    const reversed = { ...catalog, types: [...catalog.types].reverse() };
    const surveyed = surveyLandscape(landscape.workload, current, reversed, assumptions);
    expect(surveyed.ok && generateChoices(surveyed.value)).toEqual(choices);
  });

  it('cover every market order, caps from one to eight typical jobs, and today’s limit', () => {
    expect(new Set(choices.map(({ markets }) => markets.join('>')))).toEqual(new Set(['EC2', 'SPOT', 'SPOT>EC2']));
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
    const steps = neighboursOf(choice, ['c6i', 'r6i'], 8);
    expect(steps).not.toContainEqual(choice);
    expect(steps).toContainEqual({ ...choice, families: ['c6i', 'm6i', 'r6i'] });
    expect(steps).toContainEqual({ ...choice, families: ['m6i'] });
    expect(steps).toContainEqual({ ...choice, largestVcpus: 8 });
    expect(steps).toContainEqual({ ...choice, maxvCpus: 160 });
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
