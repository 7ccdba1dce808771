/**
 * What an account holds of AWS Batch at one moment, as the Describe calls answer it and in a fixed order. Plain data: it
 * can be written to a file, hashed and compared. Fields are AWS's own; nothing is renamed, what AWS did not say is absent,
 * and nested objects hold every field AWS answered, also those the types here do not list.
 */
import type {
  ComputeEnvironment,
  ConsumableResource,
  JobDefinition,
  JobQueue,
  SchedulingPolicy,
} from '../models/batch-config.ts';

/** CREATING, UPDATING, DELETING, DELETED, VALID or INVALID: the same set for environments and queues. */
export type ResourceStatus = 'CREATING' | 'UPDATING' | 'DELETING' | 'DELETED' | 'VALID' | 'INVALID';

export interface LiveComputeEnvironment extends ComputeEnvironment {
  readonly computeEnvironmentArn: string;
  readonly status: ResourceStatus;
  readonly statusReason?: string;
  /** What AWS answers beyond the shapes Batchwright models (eksConfiguration, updatePolicy, overrides...), verbatim. */
  readonly unmodelled?: Readonly<Record<string, unknown>>;
}

export interface LiveJobQueue extends JobQueue {
  readonly jobQueueArn: string;
  readonly status: ResourceStatus;
  readonly statusReason?: string;
  /** For example jobQueueType, serviceEnvironmentOrder. */
  readonly unmodelled?: Readonly<Record<string, unknown>>;
}

export interface LiveSchedulingPolicy extends SchedulingPolicy {
  readonly arn: string;
  /** For example quotaSharePolicy. */
  readonly unmodelled?: Readonly<Record<string, unknown>>;
}

/** The latest ACTIVE revision of a job definition. */
export interface LiveJobDefinition extends JobDefinition {
  readonly jobDefinitionArn: string;
  readonly revision: number;
  /** For example parameters, ecsProperties, eksProperties, propagateTags, tags. */
  readonly unmodelled?: Readonly<Record<string, unknown>>;
}

/** Jobs per queue at the moment of reading, by state; absent where they were not counted. */
export interface LiveJobCounts {
  readonly jobQueue: string;
  readonly byState: Readonly<Record<string, number>>;
}

export interface LiveAccount {
  readonly region: string;
  /** Taken from the ARNs; absent in an account without any Batch resource. */
  readonly accountId?: string;
  readonly computeEnvironments: readonly LiveComputeEnvironment[];
  readonly jobQueues: readonly LiveJobQueue[];
  readonly schedulingPolicies: readonly LiveSchedulingPolicy[];
  readonly jobDefinitions: readonly LiveJobDefinition[];
  readonly consumableResources: readonly ConsumableResource[];
  readonly jobCounts: readonly LiveJobCounts[];
}
