/**
 * The zod mirror of src/models/batch-config.ts: the structure of AWS Batch's request shapes. What goes beyond one field
 * (references, combinations, AWS's rules) is decided in check-batch.ts. Ranges and enumerations: Batch API 2016-08-10.
 */
import { z } from 'zod/mini';
import type { BatchConfig } from '../models/batch-config.ts';
import { allocationStrategy } from './allocation-strategy-schema.ts';
import { described } from './described.ts';
import { later } from './later.ts';
import { wholeNumber } from './quantity-schema.ts';
import { filledText, text } from './text-schema.ts';

// One of each for all fields: a process makes schemas far longer than it reads a scenario with them.
const optionalText = z.exactOptional(text);
const whole = z.int();
const optionalWhole = z.exactOptional(whole);

const tags = z.exactOptional(z.record(text, text));
const state = described(z.exactOptional(z.enum(['ENABLED', 'DISABLED'])), 'ENABLED unless said otherwise.');
/** The API takes a 32-bit integer (ComputeResource). */
const vcpuCount = () => wholeNumber(0, 2 ** 31 - 1);

const scalingPolicy = z.strictObject({
  minScaleDownDelayMinutes: described(
    z.exactOptional(whole),
    'Keep an instance this long after its last job: 0 (AWS default) or 20 to 10080 minutes.',
  ),
});

const launchTemplate = z.strictObject({
  launchTemplateId: optionalText,
  launchTemplateName: optionalText,
  version: optionalText,
});

const ec2Configuration = z.strictObject({ imageType: text, imageIdOverride: optionalText });

const computeResources = z.strictObject({
  type: described(z.enum(['EC2', 'SPOT', 'FARGATE', 'FARGATE_SPOT']), 'EC2 is On-Demand, SPOT is Spot.'),
  allocationStrategy: described(
    z.exactOptional(allocationStrategy),
    'How AWS Batch picks instance types; BEST_FIT when omitted.',
  ),
  minvCpus: described(z.exactOptional(vcpuCount()), 'vCPUs kept (and billed) even when no job runs.'),
  maxvCpus: described(vcpuCount(), 'Ceiling; every strategy but BEST_FIT On-Demand may pass it by one instance.'),
  desiredvCpus: z.exactOptional(vcpuCount()),
  instanceTypes: described(
    z.exactOptional(z.array(filledText)),
    'Families (c6i), sizes (c6i.8xlarge) or optimal, default_x86_64, default_arm64.',
  ),
  imageId: optionalText,
  subnets: z.exactOptional(z.array(text)),
  securityGroupIds: z.exactOptional(z.array(text)),
  ec2KeyPair: optionalText,
  instanceRole: optionalText,
  tags,
  placementGroup: optionalText,
  bidPercentage: described(z.exactOptional(whole), 'Highest Spot price as a percentage of On-Demand, 1 to 100.'),
  spotIamFleetRole: optionalText,
  launchTemplate: z.exactOptional(launchTemplate),
  ec2Configuration: z.exactOptional(z.array(ec2Configuration)),
  scalingPolicy: z.exactOptional(scalingPolicy),
});

const computeEnvironment = z.strictObject({
  computeEnvironmentName: text,
  type: z.enum(['MANAGED', 'UNMANAGED']),
  state,
  computeResources: z.exactOptional(computeResources),
  serviceRole: optionalText,
  tags,
});

const jobStateTimeLimitAction = z.strictObject({
  reason: text,
  state: z.literal('RUNNABLE'),
  maxTimeSeconds: whole,
  action: z.literal('CANCEL'),
});

const jobQueue = z.strictObject({
  jobQueueName: text,
  state,
  priority: described(z.int(), 'Higher first; matters only among queues that share a compute environment.'),
  schedulingPolicyArn: optionalText,
  computeEnvironmentOrder: described(
    z.array(z.strictObject({ order: whole, computeEnvironment: text })),
    'One to three compute environments, lowest order tried first.',
  ),
  jobStateTimeLimitActions: z.exactOptional(z.array(jobStateTimeLimitAction)),
  tags,
});

const schedulingPolicy = later(() => {
  const share = z.strictObject({ shareIdentifier: text, weightFactor: z.exactOptional(z.number()) });
  const fairsharePolicy = z.strictObject({
    shareDecaySeconds: optionalWhole,
    computeReservation: optionalWhole,
    shareDistribution: z.exactOptional(z.array(share)),
  });
  return z.strictObject({ name: text, fairsharePolicy: z.exactOptional(fairsharePolicy), tags });
});

const retryStrategy = later(() => {
  const exit = z.strictObject({
    onStatusReason: optionalText,
    onReason: optionalText,
    onExitCode: optionalText,
    action: described(z.string(), 'RETRY or EXIT; a failure that matches no entry is retried.'),
  });
  return z.strictObject({
    attempts: described(z.exactOptional(whole), 'Total tries, 1 to 10 (not extra tries).'),
    evaluateOnExit: z.exactOptional(z.array(exit)),
  });
});

const containerProperties = later(() => {
  const resourceRequirement = z.strictObject({ type: z.enum(['VCPU', 'MEMORY', 'GPU']), value: text });
  return z.strictObject({
    image: optionalText,
    command: z.exactOptional(z.array(text)),
    resourceRequirements: z.exactOptional(z.array(resourceRequirement)),
  });
});

const jobDefinition = later(() => {
  const nodeRange = z.strictObject({ targetNodes: text, container: z.exactOptional(containerProperties) });
  const nodeProperties = z.strictObject({
    numNodes: wholeNumber(1),
    mainNode: wholeNumber(0),
    nodeRangeProperties: z.array(nodeRange).check(z.minLength(1), z.maxLength(5)),
  });
  const consumable = z.strictObject({ consumableResource: text, quantity: wholeNumber(1) });
  return z.strictObject({
    jobDefinitionName: text,
    type: z.enum(['container', 'multinode']),
    containerProperties: z.exactOptional(containerProperties),
    nodeProperties: described(
      z.exactOptional(nodeProperties),
      'Of a multi-node parallel job: On-Demand on EC2 only, one instance a node.',
    ),
    retryStrategy: z.exactOptional(retryStrategy),
    timeout: z.exactOptional(z.strictObject({ attemptDurationSeconds: optionalWhole })),
    schedulingPriority: optionalWhole,
    platformCapabilities: z.exactOptional(z.array(z.enum(['EC2', 'FARGATE']))),
    consumableResourceProperties: z.exactOptional(
      z.strictObject({ consumableResourceList: z.exactOptional(z.array(consumable)) }),
    ),
  });
});

const consumableResource = later(() =>
  z.strictObject({
    consumableResourceName: text,
    totalQuantity: wholeNumber(0),
    resourceType: described(
      z.exactOptional(z.enum(['REPLENISHABLE', 'NON_REPLENISHABLE'])),
      'Given back when the job ends (the default), or used up.',
    ),
    tags,
  }),
);

const submission = later(() => {
  const notNegative = z.number().check(z.gte(0));
  const queueRoute = z.strictObject({
    fromQueue: text,
    toQueue: text,
    longerThanSeconds: described(z.exactOptional(notNegative), 'Jobs that run longer go to the other queue.'),
    jobDefinitions: described(
      z.exactOptional(z.array(text).check(z.minLength(1))),
      'Jobs of these definitions go there, however long they run.',
    ),
  });
  return z.strictObject({
    queueRoutes: z.exactOptional(z.array(queueRoute)),
    checkpointIntervalSeconds: described(
      z.exactOptional(notNegative),
      'Work between two checkpoints of jobs that write any; 0 = they write none.',
    ),
  });
});

export const batchSchema = described(
  z.strictObject({
    computeEnvironments: z.array(computeEnvironment),
    jobQueues: z.array(jobQueue),
    schedulingPolicies: z.exactOptional(z.array(schedulingPolicy)),
    jobDefinitions: z.exactOptional(z.array(jobDefinition)),
    consumableResources: described(
      z.exactOptional(z.array(consumableResource)),
      'Licences and the like; a job starts only when all it asks for are free.',
    ),
    defaultRetryStrategy: described(
      z.exactOptional(retryStrategy),
      'Not AWS: the SubmitJob.retryStrategy of jobs whose definition is not listed here.',
    ),
    submission: described(
      z.exactOptional(submission),
      'Not AWS: how whoever submits the jobs must do it, as a recommendation may ask.',
    ),
  }),
  'The configuration under test, in the request shapes of AWS Batch, field by field.',
) satisfies z.ZodMiniType<BatchConfig>;

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
