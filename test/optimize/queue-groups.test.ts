import { describe, expect, it } from 'vitest';
import { presetAssumptions } from '../../src/models/assumptions.ts';
import type { BatchConfig, ComputeResource } from '../../src/models/batch-config.ts';
import { resolveInstanceTypes } from '../../src/models/instance-selection.ts';
import type { VcpuQuotas } from '../../src/models/vcpu-quotas.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import { baselines } from '../../src/optimize/baselines.ts';
import type { Choice } from '../../src/optimize/candidate.ts';
import { generateChoices } from '../../src/optimize/candidates.ts';
import { candidateOf } from '../../src/optimize/configure.ts';
import { workloadDigest } from '../../src/optimize/floor/digest.ts';
import { gpuModelNotes } from '../../src/optimize/gpu-model-notes.ts';
import { type Landscape, surveyLandscape, weightedBy } from '../../src/optimize/landscape.ts';
import { neighboursOf } from '../../src/optimize/neighbours.ts';
import { untouchedNotes } from '../../src/optimize/notes.ts';
import { partsOf } from '../../src/optimize/queue-groups.ts';
import { screen } from '../../src/optimize/screen.ts';
import type { SearchSpace } from '../../src/optimize/space.ts';
import { singleEdits } from '../../src/optimize/today/edits.ts';
import { catalogOf } from '../models/catalog-fixture.ts';
import { workloadOf } from '../support/lab.ts';

const catalog = catalogOf('us-east-1');
const assumptions = presetAssumptions('typical');

type Queues = Readonly<Record<string, readonly string[]>>;

/** One environment of each name; queues by name with the environments they try. */
function configOf(environments: Readonly<Record<string, Partial<ComputeResource>>>, queues: Queues): BatchConfig {
  return {
    computeEnvironments: Object.entries(environments).map(([computeEnvironmentName, resources]) => ({
      computeEnvironmentName,
      type: 'MANAGED',
      computeResources: {
        type: 'EC2',
        allocationStrategy: 'BEST_FIT_PROGRESSIVE',
        minvCpus: 0,
        maxvCpus: 1024,
        ...resources,
      },
    })),
    jobQueues: Object.entries(queues).map(([jobQueueName, names]) => ({
      jobQueueName,
      priority: 1,
      computeEnvironmentOrder: names.map((computeEnvironment, index) => ({ order: index + 1, computeEnvironment })),
    })),
  };
}

const machineLearning = configOf(
  {
    plain: { instanceTypes: ['m6i', 'c6i'] },
    small: { instanceTypes: ['g4dn', 'g5'], minvCpus: 16 },
    train: { instanceTypes: ['p4d.24xlarge'] },
    nodes: { instanceTypes: ['g5.12xlarge'] },
  },
  { prepare: ['plain'], infer: ['small'], train: ['train'], nodes: ['nodes'] },
);

const hour = 3_600_000;
const requests: readonly Omit<NewJob, 'id' | 'submitMs'>[] = [
  { queue: 'prepare', runMs: hour, vcpus: 8, memoryMiB: 28_000 },
  { queue: 'infer', runMs: hour, vcpus: 4, memoryMiB: 14_000, gpus: 1 },
  { queue: 'infer', runMs: 3 * hour, vcpus: 8, memoryMiB: 28_000, gpus: 1 },
  { queue: 'train', runMs: 8 * hour, vcpus: 64, memoryMiB: 600_000, gpus: 8 },
  { queue: 'nodes', runMs: 4 * hour, vcpus: 44, memoryMiB: 170_000, gpus: 4, nodes: 4 },
];
const jobs: readonly NewJob[] = Array.from({ length: 20 }, (_, id) => ({
  id,
  submitMs: id * 60_000,
  ...requests[id % requests.length],
}));

function landscapeOf(current: BatchConfig, space: SearchSpace = {}, quotas?: VcpuQuotas, some = jobs): Landscape {
  const surveyed = surveyLandscape(workloadOf(some), current, catalog, assumptions, space, quotas);
  if (!surveyed.ok) throw new Error(JSON.stringify(surveyed.problems));
  return surveyed.value;
}

function environmentsOf(config: BatchConfig, queue: string): readonly ComputeResource[] {
  const order = config.jobQueues.find(({ jobQueueName }) => jobQueueName === queue)?.computeEnvironmentOrder ?? [];
  return order.flatMap(({ computeEnvironment }) =>
    config.computeEnvironments.flatMap(({ computeEnvironmentName, computeResources }) =>
      computeEnvironmentName === computeEnvironment && computeResources !== undefined ? [computeResources] : [],
    ),
  );
}

/** GPU models that jobs of the queue may come to run on, '' for instances without. */
function modelsOf(config: BatchConfig, queue: string): readonly string[] {
  const types = environmentsOf(config, queue).flatMap(({ instanceTypes = [] }) => {
    const resolved = resolveInstanceTypes(instanceTypes, catalog);
    if (!resolved.ok) throw new Error(JSON.stringify(resolved.problems));
    return resolved.value;
  });
  return [...new Set(types.map(({ gpuModel = '' }) => gpuModel))].sort();
}

function isUsual(choice: Choice): boolean {
  return choice.baseVcpus === undefined;
}

describe('queues whose jobs ask for GPUs', () => {
  const landscape = landscapeOf(machineLearning);

  it('keep to the GPU models they have today, and queues without such jobs off GPU instances', () => {
    const choices = generateChoices(landscape).filter((_, index) => index % 97 === 0);
    expect(choices.length).toBeGreaterThan(20);
    for (const choice of choices) {
      const { config, name } = candidateOf(landscape, choice, 'generated');
      expect(modelsOf(config, 'prepare'), name).toEqual(['']);
      for (const model of modelsOf(config, 'infer')) expect(['a10g', 't4'], name).toContain(model);
      expect(modelsOf(config, 'train'), name).toEqual(['a100']);
      expect(modelsOf(config, 'nodes'), name).toEqual(['a10g']);
    }
  });

  it('keep to them in the habits too: the cheapest that holds 4 GPUs is g4dn.12xlarge, and the nodes run on an A10G today', () => {
    const habit = baselines(landscape).find(({ name }) => name.startsWith('the cheapest fitting type'));
    const types = (queue: string) => environmentsOf(habit?.config ?? machineLearning, queue)[0].instanceTypes;
    expect(types('nodes')).toEqual(['g5.12xlarge']);
    expect(types('infer')).toEqual(['g4dn.2xlarge', 'g4dn.xlarge']);
    expect(types('train')).toEqual(['p4d.24xlarge']);
  });

  it('keep to them in the small changes of today', () => {
    for (const edit of singleEdits(landscape)) {
      const changed = edit.apply(machineLearning);
      if (changed === undefined) continue;
      expect(modelsOf(changed, 'nodes'), edit.path).toEqual(['a10g']);
      expect(modelsOf(changed, 'prepare'), edit.path).toEqual(['']);
    }
  });

  it('have environments of their own, under the names they have', () => {
    const choice = generateChoices(landscape).find(({ markets }) => markets.join() === 'EC2');
    const { config } = candidateOf(landscape, choice as Choice, 'generated');
    const used = config.jobQueues.map(({ computeEnvironmentOrder }) => computeEnvironmentOrder[0].computeEnvironment);
    expect(used).toEqual(['plain', 'small', 'train', 'nodes']);
  });

  it('take the models of the user’s list, where there is one', () => {
    const listed = landscapeOf(machineLearning, { instanceTypes: ['m6i', 'g4dn', 'g5', 'p4d'] });
    const choice = generateChoices(listed).find(({ families }) => families.join() === 'g4dn');
    expect(modelsOf(candidateOf(listed, choice as Choice, 'generated').config, 'nodes')).toEqual(['t4']);
  });

  it('stay together where they share an environment today', () => {
    const shared = configOf(
      { both: { instanceTypes: ['g4dn', 'p4d'] }, other: { instanceTypes: ['g5'] } },
      { infer: ['both'], train: ['both'], nodes: ['other'] },
    );
    const ofShared = landscapeOf(
      shared,
      {},
      undefined,
      jobs.filter(({ queue }) => queue !== 'prepare'),
    );
    expect(partsOf(ofShared).map(({ queues }) => queues)).toEqual([['infer', 'train'], ['nodes']]);
  });
});

describe('Spot', () => {
  const spot = (landscape: Landscape) => {
    const choice = generateChoices(landscape).find((each) => isUsual(each) && each.markets.join() === 'SPOT');
    const { config, name } = candidateOf(landscape, choice as Choice, 'generated');
    const types = ['prepare', 'infer', 'train', 'nodes'].map((queue) =>
      environmentsOf(config, queue)
        .map(({ type }) => type)
        .join(),
    );
    return { types, name };
  };

  it('is left to the queues that can use it: no type of an A100 has a Spot price here, and nodes never run there', () => {
    const { types, name } = spot(landscapeOf(machineLearning));
    expect(types).toEqual(['SPOT', 'SPOT', 'EC2', 'EC2']);
    expect(name).toContain('queues train and nodes On-Demand only');
  });

  it('is none where the quota holds no machine that a job fits: 3 vCPUs are less than a g4dn.xlarge', () => {
    const { types } = spot(landscapeOf(machineLearning, {}, { spot: { g: 3 } }));
    expect(types).toEqual(['SPOT', 'EC2', 'EC2', 'EC2']);
  });

  it('gets through the screen beside jobs that only On-Demand can hold', () => {
    const landscape = landscapeOf(machineLearning);
    const kept = screen(landscape, generateChoices(landscape), 30);
    expect(kept.some(({ markets }) => markets.join() === 'SPOT')).toBe(true);
  });
});

describe('limits of environments that are kept apart', () => {
  const quotas = { onDemand: { standard: 256, g: 512, p: 192 } };
  const landscape = landscapeOf(machineLearning, {}, quotas);
  const choice: Choice = {
    markets: ['EC2'],
    families: ['m6i'],
    smallestVcpus: 0,
    largestVcpus: Number.POSITIVE_INFINITY,
    maxvCpus: 960,
    minvCpus: 16,
  };
  const { config } = candidateOf(landscape, choice, 'generated');
  const limits = (queue: string) => environmentsOf(config, queue).map(({ minvCpus, maxvCpus }) => [minvCpus, maxvCpus]);

  it('are no wider than the quotas of their own types: 256 of Standard, 512 of G, 192 of P', () => {
    expect(['prepare', 'infer', 'train', 'nodes'].map((queue) => limits(queue)[0][1])).toEqual([256, 512, 192, 512]);
  });

  it('keep vCPUs running once, for the queue with most work: 4 jobs of 64 vCPUs and 8 hours train', () => {
    expect(['prepare', 'infer', 'train', 'nodes'].map((queue) => limits(queue)[0][0])).toEqual([0, 0, 16, 0]);
  });
});

describe('a landscape of one group', () => {
  it('is its own only part, so plain queues share environments as ever', () => {
    const plain = configOf(
      { a: { instanceTypes: ['m6i'] }, b: { instanceTypes: ['c6i'] } },
      { one: ['a'], two: ['b'] },
    );
    const some = [0, 1].map((id) => ({
      id,
      submitMs: 0,
      runMs: hour,
      vcpus: 4,
      memoryMiB: 4096,
      queue: ['one', 'two'][id],
    }));
    const landscape = landscapeOf(plain, {}, undefined, some);
    expect(partsOf(landscape)).toEqual([landscape]);
  });

  it('holds back the amounts of days the search has not seen, queue by queue', () => {
    const whole = landscapeOf(machineLearning);
    const seen = landscapeOf(machineLearning, {}, undefined, jobs.slice(0, 5));
    const train = weightedBy(whole, seen).groups.find(({ queues }) => queues.includes('train'));
    expect(train?.shapes.map((shape) => shape.jobHours)).toEqual([8]);
  });
});

it('says where jobs lose a GPU model they may run on today, and nothing where they keep all', () => {
  const landscape = landscapeOf(machineLearning);
  const habit = baselines(landscape).find(({ name }) => name.startsWith('the cheapest fitting type'));
  expect(gpuModelNotes(landscape, habit?.config ?? machineLearning)).toEqual([
    'jobs of queue infer run on GPUs of t4, where today they may run on a10g and t4: equal run times and enough GPU memory are assumed',
  ]);
  expect(gpuModelNotes(landscape, machineLearning)).toEqual([]);
});

describe('checkpoints', () => {
  const { workload, ...rest } = landscapeOf(machineLearning);
  const checkpoint = { intervalMs: 1_800_000, costMs: 60_000, restoreMs: 0 };
  const classes = workload.classes.map((jobClass) => ({ ...jobClass, checkpoint }));
  const landscape = { ...rest, workload: { ...workload, classes } };
  const onDemand: Choice = {
    markets: ['EC2'],
    families: ['m6i'],
    smallestVcpus: 0,
    largestVcpus: Number.POSITIVE_INFINITY,
    maxvCpus: 512,
    minvCpus: 0,
  };
  const intervals = (choice: Choice) =>
    [...new Set(neighboursOf(choice, landscape).map(({ checkpointSeconds }) => checkpointSeconds))].sort();

  it('are weighed against what Spot takes: half, twice, none', () => {
    expect(intervals({ ...onDemand, markets: ['SPOT', 'EC2'] })).toEqual([0, 3600, 900, undefined]);
  });

  it('stay as they are where nothing runs on Spot: the replay loses no On-Demand instance, and would drop them all', () => {
    expect(intervals(onDemand)).toEqual([undefined]);
  });
});

it('leaves queues as they are where AWS’s own image runs on no type of their GPU model, and says so', async () => {
  const config = configOf(
    { old: { instanceTypes: ['p3'] }, plain: { instanceTypes: ['m6i'] } },
    { train: ['old'], prepare: ['plain'] },
  );
  const some = jobs
    .filter(({ queue }) => queue === 'prepare')
    .concat({ ...requests[3], id: 99, submitMs: 0, vcpus: 32, memoryMiB: 200_000 });
  const landscape = landscapeOf(config, {}, undefined, some);
  expect(partsOf(landscape).map(({ queues }) => queues)).toEqual([['prepare']]);
  const choice = generateChoices(landscape).find(({ markets }) => markets.join() === 'SPOT') as Choice;
  const { config: changed } = candidateOf(landscape, choice, 'generated');
  expect(environmentsOf(changed, 'train')).toEqual(environmentsOf(config, 'train'));
  expect(untouchedNotes(landscape)).toEqual([
    "queues left as they are, because no type of their GPU models that has a price and runs on AWS's own machine images holds their jobs: train",
  ]);
});

it('counts the vCPU-hours of a certificate over all nodes: 4 x (8 x 1 + 4 x 1 + 8 x 3 + 64 x 8 + 44 x 4 nodes x 4 h)', () => {
  expect(workloadDigest(workloadOf(jobs)).vcpuHours).toBe(4 * (8 + 4 + 24 + 512 + 704));
});
