/** Configurations the export tests share: every market and strategy, with and without network settings of their own. */
import type { NetworkSettings } from '../../src/export/index.ts';
import type { BatchConfig, ComputeResource } from '../../src/models/batch-config.ts';

export const NETWORK: NetworkSettings = {
  subnets: ['subnet-1', 'subnet-2'],
  securityGroupIds: ['sg-1'],
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
        subnets: ['subnet-own'],
        ec2KeyPair: 'key',
        placementGroup: 'group',
        imageId: 'ami-1',
        tags: { team: "O'Brien" },
        launchTemplate: { launchTemplateName: 'template', version: '$Latest' },
        ec2Configuration: [{ imageType: 'ECS_AL2023', imageIdOverride: 'ami-2' }],
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

export const ALL_CONFIGS: readonly (readonly [string, BatchConfig])[] = [
  ['On-Demand', ON_DEMAND],
  ['Spot', SPOT],
  ['Fargate', FARGATE],
  ['everything', FULL],
];
