/**
 * Turns one answer of a Describe call into the live resource: AWS's fields with their nested objects untouched, absent
 * ones left out, and top-level fields that Batchwright has no place for under `unmodelled`.
 */
import type {
  ComputeEnvironmentDetail,
  ConsumableResourceSummary,
  JobDefinition,
  JobQueueDetail,
  SchedulingPolicyDetail,
} from '@aws-sdk/client-batch';
import type { ConsumableResource } from '../models/batch-config.ts';
import type { LiveComputeEnvironment, LiveJobDefinition, LiveJobQueue, LiveSchedulingPolicy } from './live-account.ts';

const COMPUTE_ENVIRONMENT_FIELDS = [
  'computeEnvironmentName',
  'computeEnvironmentArn',
  'type',
  'state',
  'status',
  'statusReason',
  'computeResources',
  'serviceRole',
  'tags',
];

const JOB_QUEUE_FIELDS = [
  'jobQueueName',
  'jobQueueArn',
  'state',
  'status',
  'statusReason',
  'priority',
  'schedulingPolicyArn',
  'computeEnvironmentOrder',
  'jobStateTimeLimitActions',
  'tags',
];

const SCHEDULING_POLICY_FIELDS = ['name', 'arn', 'fairsharePolicy', 'tags'];

const JOB_DEFINITION_FIELDS = [
  'jobDefinitionName',
  'jobDefinitionArn',
  'revision',
  'type',
  'containerProperties',
  'nodeProperties',
  'retryStrategy',
  'timeout',
  'schedulingPriority',
  'platformCapabilities',
  'consumableResourceProperties',
];

export function computeEnvironmentOf(detail: ComputeEnvironmentDetail): LiveComputeEnvironment {
  return sorted(detail, COMPUTE_ENVIRONMENT_FIELDS) as unknown as LiveComputeEnvironment;
}

export function jobQueueOf(detail: JobQueueDetail): LiveJobQueue {
  const queue = sorted(detail, JOB_QUEUE_FIELDS) as unknown as LiveJobQueue;
  // Queues of SageMaker service environments have none.
  const order = [...(queue.computeEnvironmentOrder ?? [])].sort((left, right) => left.order - right.order);
  return { ...queue, computeEnvironmentOrder: order };
}

export function schedulingPolicyOf(detail: SchedulingPolicyDetail): LiveSchedulingPolicy {
  return sorted(detail, SCHEDULING_POLICY_FIELDS) as unknown as LiveSchedulingPolicy;
}

export function jobDefinitionOf(detail: JobDefinition): LiveJobDefinition {
  return sorted(detail, JOB_DEFINITION_FIELDS) as unknown as LiveJobDefinition;
}

/** Without the quantities in use, which change while nobody changes the resource. */
export function consumableResourceOf(summary: ConsumableResourceSummary): ConsumableResource {
  const { consumableResourceName, totalQuantity, resourceType } = summary;
  return present({ consumableResourceName, totalQuantity, resourceType }) as unknown as ConsumableResource;
}

/** The known fields in place, every other one under `unmodelled`; the SDK's `$metadata` belongs to neither. */
function sorted(detail: object, known: readonly string[]): Readonly<Record<string, unknown>> {
  const fields = present(detail);
  const own = known.filter((field) => field in fields).map((field) => [field, fields[field]] as const);
  const rest = Object.entries(fields).filter(([field]) => !known.includes(field) && field !== '$metadata');
  return {
    ...Object.fromEntries(own),
    ...(rest.length > 0 && { unmodelled: Object.fromEntries(rest.sort(([left], [right]) => (left < right ? -1 : 1))) }),
  };
}

/** Without what AWS did not say, at every depth. */
function present(value: object): Readonly<Record<string, unknown>> {
  return presentValue(value) as Readonly<Record<string, unknown>>;
}

function presentValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(presentValue);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined && field !== null);
  return Object.fromEntries(fields.map(([name, field]) => [name, presentValue(field)]));
}
