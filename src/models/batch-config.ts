/**
 * The configuration under test, in AWS Batch's own request shapes (2016-08-10 API). What is simulated here is what is
 * applied later, so no field is renamed. Only the fields Batchwright reads or writes are listed; a test holds these
 * types assignable to the SDK's own inputs.
 */
import type { Submission } from './submission.ts';

export type ComputeResourceType = 'EC2' | 'SPOT' | 'FARGATE' | 'FARGATE_SPOT';

export type AllocationStrategy =
  | 'BEST_FIT'
  | 'BEST_FIT_PROGRESSIVE'
  | 'BEST_FIT_PROGRESSIVE_ORDERED'
  | 'SPOT_CAPACITY_OPTIMIZED'
  | 'SPOT_PRICE_CAPACITY_OPTIMIZED'
  | 'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED';

export interface Ec2Configuration {
  readonly imageType: string;
  readonly imageIdOverride?: string;
}

export interface LaunchTemplateSpecification {
  readonly launchTemplateId?: string;
  readonly launchTemplateName?: string;
  readonly version?: string;
}

export interface ComputeResource {
  readonly type: ComputeResourceType;
  readonly allocationStrategy?: AllocationStrategy;
  readonly minvCpus?: number;
  readonly maxvCpus: number;
  readonly desiredvCpus?: number;
  /** Families (`c6i`), sizes (`c6i.8xlarge`) or the keywords optimal, default_x86_64, default_arm64. */
  readonly instanceTypes?: readonly string[];
  readonly imageId?: string;
  readonly subnets?: readonly string[];
  readonly securityGroupIds?: readonly string[];
  readonly ec2KeyPair?: string;
  readonly instanceRole?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly placementGroup?: string;
  readonly bidPercentage?: number;
  readonly spotIamFleetRole?: string;
  readonly launchTemplate?: LaunchTemplateSpecification;
  readonly ec2Configuration?: readonly Ec2Configuration[];
  readonly scalingPolicy?: { readonly minScaleDownDelayMinutes?: number };
}

export interface ComputeEnvironment {
  readonly computeEnvironmentName: string;
  readonly type: 'MANAGED' | 'UNMANAGED';
  readonly state?: 'ENABLED' | 'DISABLED';
  readonly computeResources?: ComputeResource;
  readonly serviceRole?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface JobStateTimeLimitAction {
  readonly reason: string;
  readonly state: 'RUNNABLE';
  readonly maxTimeSeconds: number;
  readonly action: 'CANCEL';
}

export interface JobQueue {
  readonly jobQueueName: string;
  readonly state?: 'ENABLED' | 'DISABLED';
  readonly priority: number;
  readonly schedulingPolicyArn?: string;
  readonly computeEnvironmentOrder: readonly { readonly order: number; readonly computeEnvironment: string }[];
  readonly jobStateTimeLimitActions?: readonly JobStateTimeLimitAction[];
  readonly tags?: Readonly<Record<string, string>>;
}

export interface SchedulingPolicy {
  readonly name: string;
  readonly fairsharePolicy?: {
    readonly shareDecaySeconds?: number;
    readonly computeReservation?: number;
    readonly shareDistribution?: readonly { readonly shareIdentifier: string; readonly weightFactor?: number }[];
  };
  readonly tags?: Readonly<Record<string, string>>;
}

export interface EvaluateOnExit {
  readonly onStatusReason?: string;
  readonly onReason?: string;
  readonly onExitCode?: string;
  readonly action: string;
}

export interface RetryStrategy {
  /** Total tries, 1 to 10: the number of times the job is moved to RUNNABLE, not extra tries. */
  readonly attempts?: number;
  readonly evaluateOnExit?: readonly EvaluateOnExit[];
}

export interface ContainerProperties {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly resourceRequirements?: readonly { readonly type: 'VCPU' | 'MEMORY' | 'GPU'; readonly value: string }[];
}

export interface JobDefinition {
  readonly jobDefinitionName: string;
  readonly type: 'container' | 'multinode';
  readonly containerProperties?: ContainerProperties;
  /** For type multinode: the nodes of a multi-node parallel job. */
  readonly nodeProperties?: {
    readonly numNodes: number;
    readonly mainNode: number;
    readonly nodeRangeProperties: readonly {
      /** For example `0:0` or `1:`. */
      readonly targetNodes: string;
      readonly container?: ContainerProperties;
    }[];
  };
  readonly retryStrategy?: RetryStrategy;
  readonly timeout?: { readonly attemptDurationSeconds?: number };
  readonly schedulingPriority?: number;
  readonly platformCapabilities?: readonly ('EC2' | 'FARGATE')[];
  readonly consumableResourceProperties?: {
    readonly consumableResourceList?: readonly { readonly consumableResource: string; readonly quantity: number }[];
  };
}

export interface ConsumableResource {
  readonly consumableResourceName: string;
  readonly totalQuantity: number;
  /** Given back when the job ends, or used up; REPLENISHABLE when omitted. */
  readonly resourceType?: 'REPLENISHABLE' | 'NON_REPLENISHABLE';
  readonly tags?: Readonly<Record<string, string>>;
}

export interface BatchConfig {
  readonly computeEnvironments: readonly ComputeEnvironment[];
  readonly jobQueues: readonly JobQueue[];
  readonly schedulingPolicies?: readonly SchedulingPolicy[];
  readonly jobDefinitions?: readonly JobDefinition[];
  readonly consumableResources?: readonly ConsumableResource[];
  /**
   * Ours, not AWS's: the SubmitJob.retryStrategy used for jobs whose definition is not listed above. Exports tell the
   * user to put it in their job definitions.
   */
  readonly defaultRetryStrategy?: RetryStrategy;
  /** Ours, not AWS's: which queue long jobs are submitted to and how often jobs save their progress. */
  readonly submission?: Submission;
}
