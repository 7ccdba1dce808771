import { describe, expect, it } from 'vitest';
import { discoveredConfig } from '../../src/aws/discovered-config.ts';
import type {
  LiveAccount,
  LiveComputeEnvironment,
  LiveJobDefinition,
  LiveJobQueue,
} from '../../src/aws/live-account.ts';
import { scenarioFrom } from '../../src/scenario/load.ts';

const ARN = 'arn:aws:batch:eu-west-1:111122223333';
const NOTHING: LiveAccount = {
  region: 'eu-west-1',
  computeEnvironments: [],
  jobQueues: [],
  schedulingPolicies: [],
  jobDefinitions: [],
  consumableResources: [],
  jobCounts: [],
};

function environment(name: string, resources: object, more: object = {}): LiveComputeEnvironment {
  return {
    computeEnvironmentName: name,
    computeEnvironmentArn: `${ARN}:compute-environment/${name}`,
    type: 'MANAGED',
    state: 'ENABLED',
    status: 'VALID',
    computeResources: { type: 'EC2', maxvCpus: 16, instanceTypes: ['c6i'], ...resources },
    ...more,
  } as LiveComputeEnvironment;
}

function queue(name: string, ...environments: readonly string[]): LiveJobQueue {
  return {
    jobQueueName: name,
    jobQueueArn: `${ARN}:job-queue/${name}`,
    status: 'VALID',
    state: 'ENABLED',
    priority: 5,
    computeEnvironmentOrder: environments.map((each, index) => ({
      order: index + 1,
      computeEnvironment: `${ARN}:compute-environment/${each}`,
    })),
  };
}

function definition(more: object): LiveJobDefinition {
  return {
    jobDefinitionName: 'align',
    jobDefinitionArn: `${ARN}:job-definition/align:3`,
    revision: 3,
    type: 'container',
    ...more,
  } as LiveJobDefinition;
}

/** What the scenario's own rules say to it; empty when it may run. */
function problemsWith(account: LiveAccount): readonly string[] {
  const { config } = discoveredConfig(account);
  const checked = scenarioFrom({ version: 1, workload: { synthetic: {} }, batch: config });
  return checked.ok ? [] : checked.problems.map(({ path, message }) => `${path}: ${message}`);
}

describe('the configuration of a live account', () => {
  it('names environments by name and leaves out what AWS only reports or nobody set', () => {
    const live = environment(
      'spot',
      {
        type: 'SPOT',
        allocationStrategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED',
        desiredvCpus: 12,
        ec2KeyPair: '',
        placementGroup: '',
        tags: {},
        launchTemplate: { launchTemplateName: 'lt', version: '', overrides: [{ targetInstanceTypes: ['c6i'] }] },
      },
      { unmodelled: { ecsClusterArn: 'arn:aws:ecs:x', uuid: 'u', unmanagedvCpus: 4 }, tags: {} },
    );
    const account = { ...NOTHING, computeEnvironments: [live], jobQueues: [queue('work', 'spot')] };
    const { config, notes } = discoveredConfig(account);
    expect(config).toEqual({
      computeEnvironments: [
        {
          computeEnvironmentName: 'spot',
          type: 'MANAGED',
          state: 'ENABLED',
          computeResources: {
            type: 'SPOT',
            allocationStrategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED',
            maxvCpus: 16,
            instanceTypes: ['c6i'],
            launchTemplate: { launchTemplateName: 'lt' },
          },
        },
      ],
      jobQueues: [
        {
          jobQueueName: 'work',
          state: 'ENABLED',
          priority: 5,
          computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'spot' }],
        },
      ],
    });
    expect(notes).toEqual([
      'of the compute environments these fields are not in the scenario: computeResources.launchTemplate.overrides, unmanagedvCpus',
    ]);
    expect(problemsWith(account)).toEqual([]);
  });

  it('of Fargate keeps only what may be sent for Fargate', () => {
    const resources = {
      type: 'FARGATE',
      maxvCpus: 8,
      minvCpus: 0,
      instanceTypes: [],
      subnets: ['subnet-1'],
      securityGroupIds: ['sg-1'],
      allocationStrategy: 'BEST_FIT_PROGRESSIVE',
      tags: { a: 'b' },
    };
    const account = {
      ...NOTHING,
      computeEnvironments: [environment('f', resources)],
      jobQueues: [queue('work', 'f')],
      jobDefinitions: [
        definition({
          platformCapabilities: ['FARGATE'],
          containerProperties: {
            image: 'busybox',
            resourceRequirements: [
              { type: 'VCPU', value: '0.25' },
              { type: 'MEMORY', value: '512' },
            ],
          },
        }),
      ],
    };
    expect(discoveredConfig(account).config.computeEnvironments[0].computeResources).toEqual({
      type: 'FARGATE',
      maxvCpus: 8,
      subnets: ['subnet-1'],
      securityGroupIds: ['sg-1'],
    });
    expect(problemsWith(account)).toEqual([]);
  });

  it('leaves out what cannot be simulated, with the queues that have nothing else, and says why', () => {
    const account = {
      ...NOTHING,
      computeEnvironments: [
        environment('gone', {}, { status: 'DELETING' }),
        environment('managed-instances', { type: 'ECS_MANAGED_INSTANCES' }),
        environment('ok', {}),
        environment('own', {}, { type: 'UNMANAGED' }),
      ],
      jobQueues: [queue('both', 'own', 'ok'), queue('lost', 'managed-instances', 'gone')],
    };
    const { config, notes } = discoveredConfig(account);
    expect(config.computeEnvironments.map((each) => each.computeEnvironmentName)).toEqual(['ok']);
    // The order number stays AWS's; only the entry of the unknown environment goes.
    expect(config.jobQueues).toMatchObject([
      { jobQueueName: 'both', computeEnvironmentOrder: [{ order: 2, computeEnvironment: 'ok' }] },
    ]);
    expect(notes).toEqual([
      'compute environment gone is left out: it is DELETING',
      'compute environment managed-instances is left out: type ECS_MANAGED_INSTANCES is not modelled',
      'compute environment own is left out: AWS Batch does not scale UNMANAGED environments',
      'job queue lost is left out: it has no compute environment that can be simulated',
    ]);
    expect(problemsWith(account)).toEqual([]);
  });

  it('turns the old vcpus and memory of a definition into resourceRequirements', () => {
    const old = definition({ containerProperties: { image: 'busybox', vcpus: 2, memory: 2048, environment: [] } });
    const newer = definition({
      jobDefinitionName: 'call',
      containerProperties: { vcpus: 0, memory: 0, resourceRequirements: [{ type: 'VCPU', value: '4' }] },
      unmodelled: { status: 'ACTIVE', parameters: { a: 'b' } },
    });
    const { config, notes } = discoveredConfig({ ...NOTHING, jobDefinitions: [old, newer] });
    expect(config.jobDefinitions?.map(({ containerProperties }) => containerProperties)).toEqual([
      {
        image: 'busybox',
        resourceRequirements: [
          { type: 'VCPU', value: '2' },
          { type: 'MEMORY', value: '2048' },
        ],
      },
      { resourceRequirements: [{ type: 'VCPU', value: '4' }] },
    ]);
    expect(notes).toEqual(['of the job definitions these fields are not in the scenario: parameters']);
  });

  it('remembers which environments are INVALID now', () => {
    const broken = environment('broken', {}, { status: 'INVALID', statusReason: 'no instance profile' });
    const { invalidEnvironments, notes } = discoveredConfig({ ...NOTHING, computeEnvironments: [broken] });
    expect(invalidEnvironments).toEqual(['broken']);
    expect(notes).toEqual(['compute environment broken is INVALID: no instance profile']);
  });

  it('says of every environment on EKS that it is simulated as if it were ECS', () => {
    const eks = environment(
      'pods',
      {},
      { unmodelled: { eksConfiguration: { eksClusterArn: 'arn', kubernetesNamespace: 'batch' } } },
    );
    const { notes } = discoveredConfig({ ...NOTHING, computeEnvironments: [eks] });
    expect(notes[0]).toContain('compute environment pods runs on EKS and is simulated as if it were ECS');
  });
});
