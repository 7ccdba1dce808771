/** Configurations the export tests share: every market and strategy, with and without network settings of their own. */
import type { NetworkSettings } from '../../src/export/index.ts';
import type { BatchConfig, ComputeResource } from '../../src/models/batch-config.ts';

export const NETWORK: NetworkSettings = {
  subnets: ['subnet-0a1b2c3d4e5f60001', 'subnet-0a1b2c3d4e5f60002'],
  securityGroupIds: ['sg-0a1b2c3d4e5f60001'],
  instanceRole: 'ecsInstanceRole',
};

/** One environment `main` behind one queue `work`. */
export function configOf(computeResources: ComputeResource): BatchConfig {
  return {
    computeEnvironments: [{ computeEnvironmentName: 'main', type: 'MANAGED', computeResources }],
    jobQueues: [
      { jobQueueName: 'work', priority: 1, computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'main' }] },
    ],
  };
}

export const ON_DEMAND: BatchConfig = configOf({
  type: 'EC2',
  allocationStrategy: 'BEST_FIT_PROGRESSIVE',
  minvCpus: 0,
  maxvCpus: 256,
  instanceTypes: ['c6i', 'm6i.8xlarge'],
});

export const SPOT: BatchConfig = configOf({
  type: 'SPOT',
  allocationStrategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED',
  maxvCpus: 256,
  bidPercentage: 80,
  instanceTypes: ['default_x86_64'],
});

export const FARGATE: BatchConfig = configOf({ type: 'FARGATE_SPOT', maxvCpus: 64 });

/** Everything at once: two environments (one disabled), a fair-share policy, tags, limits, definitions of every kind. */
export const FULL: BatchConfig = {
  computeEnvironments: [
    {
      computeEnvironmentName: 'spot',
      type: 'MANAGED',
      computeResources: {
        type: 'SPOT',
        maxvCpus: 1024,
        desiredvCpus: 0,
        minvCpus: 0,
        allocationStrategy: 'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED',
        instanceTypes: ['c7i', 'c6i'],
        subnets: ['subnet-0a1b2c3d4e5f6000f'],
        ec2KeyPair: 'key',
        placementGroup: 'group',
        imageId: 'ami-0a1b2c3d4e5f60001',
        tags: { team: "O'Brien" },
        launchTemplate: { launchTemplateName: 'template', version: '$Latest' },
        ec2Configuration: [{ imageType: 'ECS_AL2023', imageIdOverride: 'ami-0a1b2c3d4e5f60002' }],
        scalingPolicy: { minScaleDownDelayMinutes: 20 },
      },
      tags: { owner: 'lab' },
    },
    {
      computeEnvironmentName: 'reserve',
      type: 'MANAGED',
      state: 'DISABLED',
      computeResources: { type: 'EC2', allocationStrategy: 'BEST_FIT', maxvCpus: 64, instanceTypes: ['optimal'] },
    },
  ],
  schedulingPolicies: [
    {
      name: 'fair',
      fairsharePolicy: {
        shareDecaySeconds: 3600,
        computeReservation: 10,
        shareDistribution: [{ shareIdentifier: 'lab*', weightFactor: 0.125 }],
      },
    },
  ],
  jobQueues: [
    {
      jobQueueName: 'shared',
      state: 'ENABLED',
      priority: 10,
      schedulingPolicyArn: 'arn:aws:batch:us-east-1:111122223333:scheduling-policy/fair',
      computeEnvironmentOrder: [
        { order: 1, computeEnvironment: 'spot' },
        { order: 2, computeEnvironment: 'reserve' },
      ],
      jobStateTimeLimitActions: [
        {
          reason: 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY',
          state: 'RUNNABLE',
          maxTimeSeconds: 600,
          action: 'CANCEL',
        },
      ],
    },
  ],
  jobDefinitions: [
    {
      jobDefinitionName: 'align',
      type: 'container',
      containerProperties: {
        image: 'public.ecr.aws/lab/align:1',
        command: ['align', '$(sample)'],
        resourceRequirements: [
          { type: 'VCPU', value: '4' },
          { type: 'MEMORY', value: '8192' },
        ],
      },
      retryStrategy: {
        attempts: 3,
        evaluateOnExit: [
          { onStatusReason: 'Host EC2*', action: 'retry' },
          { onReason: '*', action: 'EXIT' },
        ],
      },
      timeout: { attemptDurationSeconds: 3600 },
      schedulingPriority: 5,
      platformCapabilities: ['EC2'],
    },
    { jobDefinitionName: 'call', type: 'container', retryStrategy: { attempts: 5 } },
  ],
  defaultRetryStrategy: { attempts: 2 },
};

/** The three environments a queue may have, and two queues that share them. */
export const THREE_ENVIRONMENTS: BatchConfig = {
  computeEnvironments: (['SPOT', 'SPOT', 'EC2'] as const).map((type, index) => ({
    computeEnvironmentName: `tier-${index}`,
    type: 'MANAGED',
    computeResources: {
      type,
      allocationStrategy: type === 'EC2' ? 'BEST_FIT_PROGRESSIVE_ORDERED' : 'SPOT_CAPACITY_OPTIMIZED',
      maxvCpus: 100 * (index + 1),
      minvCpus: index,
      instanceTypes: ['c7g', 'm7g.4xlarge'],
      ec2Configuration: [{ imageType: 'ECS_AL2023' }, { imageType: 'ECS_AL2023_NVIDIA' }],
      launchTemplate: { launchTemplateId: 'lt-0a1b2c3d4e5f60001', version: '3' },
    },
  })),
  jobQueues: ['urgent', 'bulk'].map((jobQueueName, index) => ({
    jobQueueName,
    state: index === 0 ? 'ENABLED' : 'DISABLED',
    priority: 100 - index,
    computeEnvironmentOrder: [0, 1, 2].map((order) => ({ order, computeEnvironment: `tier-${order}` })),
    jobStateTimeLimitActions: [
      { reason: 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT', state: 'RUNNABLE', maxTimeSeconds: 600, action: 'CANCEL' },
      { reason: 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY', state: 'RUNNABLE', maxTimeSeconds: 7200, action: 'CANCEL' },
    ],
    tags: { queue: jobQueueName },
  })),
};

const NODE = {
  image: 'public.ecr.aws/lab/mpi:1',
  resourceRequirements: [
    { type: 'VCPU', value: '16' },
    { type: 'MEMORY', value: '30000' },
  ],
} as const;

/** Multi-node parallel jobs on On-Demand, and licences. */
export const MULTI_NODE: BatchConfig = {
  ...configOf({
    type: 'EC2',
    allocationStrategy: 'BEST_FIT_PROGRESSIVE',
    maxvCpus: 512,
    instanceTypes: ['c6i.4xlarge'],
    placementGroup: 'cluster',
  }),
  jobDefinitions: [
    {
      jobDefinitionName: 'mpi',
      type: 'multinode',
      nodeProperties: {
        numNodes: 4,
        mainNode: 0,
        nodeRangeProperties: [
          { targetNodes: '0:0', container: NODE },
          { targetNodes: '1:', container: NODE },
        ],
      },
      retryStrategy: { attempts: 2 },
      consumableResourceProperties: { consumableResourceList: [{ consumableResource: 'licence', quantity: 1 }] },
    },
  ],
  consumableResources: [{ consumableResourceName: 'licence', totalQuantity: 10, resourceType: 'REPLENISHABLE' }],
};

/** Spot on a Spot Fleet, the older way: needs a role of its own. */
export const SPOT_BEST_FIT: BatchConfig = configOf({
  type: 'SPOT',
  maxvCpus: 64,
  bidPercentage: 60,
  instanceTypes: ['optimal'],
});

/** Fargate as two environments behind one fair-share queue that weighs nobody. */
export const FARGATE_PAIR: BatchConfig = {
  computeEnvironments: [
    {
      computeEnvironmentName: 'cheap',
      type: 'MANAGED',
      state: 'ENABLED',
      computeResources: { type: 'FARGATE_SPOT', maxvCpus: 32 },
    },
    {
      computeEnvironmentName: 'sure',
      type: 'MANAGED',
      computeResources: { type: 'FARGATE', maxvCpus: 16 },
      serviceRole: 'arn:aws:iam::111122223333:role/batch',
    },
  ],
  schedulingPolicies: [{ name: 'even', fairsharePolicy: {}, tags: { cost: 'shared' } }],
  jobQueues: [
    {
      jobQueueName: 'light',
      priority: 0,
      schedulingPolicyArn: 'even',
      computeEnvironmentOrder: [
        { order: 1, computeEnvironment: 'cheap' },
        { order: 2, computeEnvironment: 'arn:aws:batch:us-east-1:111122223333:compute-environment/sure' },
      ],
    },
  ],
};

export const ALL_CONFIGS: readonly (readonly [string, BatchConfig])[] = [
  ['On-Demand', ON_DEMAND],
  ['Spot', SPOT],
  ['Fargate', FARGATE],
  ['a Fargate pair', FARGATE_PAIR],
  ['three environments', THREE_ENVIRONMENTS],
  ['multi-node jobs', MULTI_NODE],
  ['everything', FULL],
];

/** Bodies that cannot be sent before somebody gives a Spot Fleet role. */
export const TEMPLATE_CONFIGS: typeof ALL_CONFIGS = [...ALL_CONFIGS, ['Spot with BEST_FIT', SPOT_BEST_FIT]];
