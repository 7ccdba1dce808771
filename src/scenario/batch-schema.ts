/**
 * The zod mirror of src/models/batch-config.ts: the structure of AWS Batch's request shapes. What goes beyond one field
 * (references, combinations, AWS's rules) is decided in check-batch.ts. Ranges and enumerations: Batch API 2016-08-10.
 */
import './zod-settings.ts';
import { z } from 'zod';
import type { BatchConfig } from '../models/batch-config.ts';
import { later } from './later.ts';

// One of each for all fields: a process makes schemas far longer than it reads a scenario with them.
const text = z.string();
const optionalText = text.exactOptional();
const whole = z.int();

const tags = z.record(text, text).exactOptional();
const state = z.enum(['ENABLED', 'DISABLED']).exactOptional().describe('ENABLED unless said otherwise.');
/** The API takes a 32-bit integer (ComputeResource). */
const vcpuCount = whole.min(0).max(2 ** 31 - 1);

const scalingPolicy = z
  .strictObject({
    minScaleDownDelayMinutes: z
      .int()
      .exactOptional()
      .describe('Keep an instance this long after its last job: 0 (AWS default) or 20 to 10080 minutes.'),
  })
  .exactOptional();

const launchTemplate = z
  .strictObject({
    launchTemplateId: optionalText,
    launchTemplateName: optionalText,
    version: optionalText,
  })
  .exactOptional();

const ec2Configuration = z.array(z.strictObject({ imageType: text, imageIdOverride: optionalText })).exactOptional();

const computeResources = z.strictObject({
  type: z.enum(['EC2', 'SPOT', 'FARGATE', 'FARGATE_SPOT']).describe('EC2 is On-Demand, SPOT is Spot.'),
  allocationStrategy: z
    .enum([
      'BEST_FIT',
      'BEST_FIT_PROGRESSIVE',
      'BEST_FIT_PROGRESSIVE_ORDERED',
      'SPOT_CAPACITY_OPTIMIZED',
      'SPOT_PRICE_CAPACITY_OPTIMIZED',
      'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED',
    ])
    .exactOptional()
    .describe('How AWS Batch picks instance types; BEST_FIT when omitted.'),
  minvCpus: vcpuCount.exactOptional().describe('vCPUs kept (and billed) even when no job runs.'),
  maxvCpus: vcpuCount.describe('Ceiling; every strategy but BEST_FIT On-Demand may pass it by one instance.'),
  desiredvCpus: vcpuCount.exactOptional(),
  instanceTypes: z
    .array(text.min(1))
    .exactOptional()
    .describe('Families (c6i), sizes (c6i.8xlarge) or optimal, default_x86_64, default_arm64.'),
  imageId: optionalText,
  subnets: z.array(text).exactOptional(),
  securityGroupIds: z.array(text).exactOptional(),
  ec2KeyPair: optionalText,
  instanceRole: optionalText,
  tags,
  placementGroup: optionalText,
  bidPercentage: whole.exactOptional().describe('Highest Spot price as a percentage of On-Demand, 1 to 100.'),
  spotIamFleetRole: optionalText,
  launchTemplate,
  ec2Configuration,
  scalingPolicy,
});

const computeEnvironment = z.strictObject({
  computeEnvironmentName: text,
  type: z.enum(['MANAGED', 'UNMANAGED']),
  state,
  computeResources: computeResources.exactOptional(),
  serviceRole: optionalText,
  tags,
});

const jobQueue = z.strictObject({
  jobQueueName: text,
  state,
  priority: whole.describe('Higher first; matters only among queues that share a compute environment.'),
  schedulingPolicyArn: optionalText,
  computeEnvironmentOrder: z
    .array(z.strictObject({ order: whole, computeEnvironment: text }))
    .describe('One to three compute environments, lowest order tried first.'),
  jobStateTimeLimitActions: z
    .array(
      z.strictObject({
        reason: text,
        state: z.literal('RUNNABLE'),
        maxTimeSeconds: whole,
        action: z.literal('CANCEL'),
      }),
    )
    .exactOptional(),
  tags,
});

const schedulingPolicy = later(() =>
  z.strictObject({
    name: text,
    fairsharePolicy: z
      .strictObject({
        shareDecaySeconds: whole.exactOptional(),
        computeReservation: whole.exactOptional(),
        shareDistribution: z
          .array(z.strictObject({ shareIdentifier: text, weightFactor: z.number().exactOptional() }))
          .exactOptional(),
      })
      .exactOptional(),
    tags,
  }),
);

const retryStrategy = later(() =>
  z.strictObject({
    attempts: whole.exactOptional().describe('Total tries, 1 to 10 (not extra tries).'),
    evaluateOnExit: z
      .array(
        z.strictObject({
          onStatusReason: optionalText,
          onReason: optionalText,
          onExitCode: optionalText,
          action: text.describe('RETRY or EXIT; a failure that matches no entry is retried.'),
        }),
      )
      .exactOptional(),
  }),
);

const containerProperties = later(() =>
  z.strictObject({
    image: optionalText,
    command: z.array(text).exactOptional(),
    resourceRequirements: z
      .array(z.strictObject({ type: z.enum(['VCPU', 'MEMORY', 'GPU']), value: text }))
      .exactOptional(),
  }),
);

const jobDefinition = later(() =>
  z.strictObject({
    jobDefinitionName: text,
    type: z.enum(['container', 'multinode']),
    containerProperties: containerProperties.exactOptional(),
    nodeProperties: z
      .strictObject({
        numNodes: whole.min(1),
        mainNode: whole.min(0),
        nodeRangeProperties: z
          .array(z.strictObject({ targetNodes: text, container: containerProperties.exactOptional() }))
          .min(1)
          .max(5),
      })
      .exactOptional()
      .describe('Of a multi-node parallel job: On-Demand on EC2 only, one instance a node.'),
    retryStrategy: retryStrategy.exactOptional(),
    timeout: z.strictObject({ attemptDurationSeconds: whole.exactOptional() }).exactOptional(),
    schedulingPriority: whole.exactOptional(),
    platformCapabilities: z.array(z.enum(['EC2', 'FARGATE'])).exactOptional(),
    consumableResourceProperties: z
      .strictObject({
        consumableResourceList: z
          .array(z.strictObject({ consumableResource: text, quantity: whole.min(1) }))
          .exactOptional(),
      })
      .exactOptional(),
  }),
);

const consumableResource = later(() =>
  z.strictObject({
    consumableResourceName: text,
    totalQuantity: whole.min(0),
    resourceType: z
      .enum(['REPLENISHABLE', 'NON_REPLENISHABLE'])
      .exactOptional()
      .describe('Given back when the job ends (the default), or used up.'),
    tags,
  }),
);

const submission = later(() =>
  z.strictObject({
    queueRoutes: z
      .array(
        z.strictObject({
          fromQueue: text,
          toQueue: text,
          longerThanSeconds: z.number().min(0).exactOptional().describe('Jobs that run longer go to the other queue.'),
          jobDefinitions: z
            .array(text)
            .min(1)
            .exactOptional()
            .describe('Jobs of these definitions go there, however long they run.'),
        }),
      )
      .exactOptional(),
    checkpointIntervalSeconds: z
      .number()
      .min(0)
      .exactOptional()
      .describe('Work between two checkpoints of jobs that write any; 0 = they write none.'),
  }),
);

export const batchSchema = z
  .strictObject({
    computeEnvironments: z.array(computeEnvironment),
    jobQueues: z.array(jobQueue),
    schedulingPolicies: z.array(schedulingPolicy).exactOptional(),
    jobDefinitions: z.array(jobDefinition).exactOptional(),
    consumableResources: z
      .array(consumableResource)
      .exactOptional()
      .describe('Licences and the like; a job starts only when all it asks for are free.'),
    defaultRetryStrategy: retryStrategy
      .exactOptional()
      .describe('Not AWS: the SubmitJob.retryStrategy of jobs whose definition is not listed here.'),
    submission: submission
      .exactOptional()
      .describe('Not AWS: how whoever submits the jobs must do it, as a recommendation may ask.'),
  })
  .describe(
    'The configuration under test, in the request shapes of AWS Batch, field by field.',
  ) satisfies z.ZodType<BatchConfig>;

/** Fields AWS Batch accepts in these requests that Batchwright has no model for; used to explain a refusal. */
export const AWS_FIELDS_NOT_MODELLED: ReadonlySet<string> = new Set([
  'arrayProperties',
  'context',
  'ecsProperties',
  'eksConfiguration',
  'eksProperties',
  'environment',
  'executionRoleArn',
  'ephemeralStorage',
  'fargatePlatformConfiguration',
  'jobQueueType',
  'jobRoleArn',
  'linuxParameters',
  'logConfiguration',
  'mountPoints',
  'networkConfiguration',
  'nodeProperties',
  'overrides',
  'parameters',
  'privileged',
  'propagateTags',
  'quotaSharePolicy',
  'readonlyRootFilesystem',
  'repositoryCredentials',
  'runtimePlatform',
  'secrets',
  'serviceEnvironmentOrder',
  'ulimits',
  'unmanagedvCpus',
  'user',
  'userdataType',
  'volumes',
]);
