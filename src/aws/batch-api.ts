/**
 * The part of the AWS Batch API that Batchwright uses, as two ports: reading, which anything in this folder may do, and
 * writing, which only `apply.ts` does. Requests and answers are the SDK's own shapes. Implementations are the SDK client
 * and, in the tests, an account in memory.
 *
 * Errors are thrown as the SDK throws them: `name` is the service's code (`ClientException`, `ServerException`,
 * `TooManyRequestsException`...) and `$metadata.httpStatusCode` the status, where the service answered at all.
 */
import type {
  CreateComputeEnvironmentCommandInput,
  CreateComputeEnvironmentCommandOutput,
  CreateJobQueueCommandInput,
  CreateJobQueueCommandOutput,
  CreateSchedulingPolicyCommandInput,
  CreateSchedulingPolicyCommandOutput,
  DeleteComputeEnvironmentCommandInput,
  DeleteComputeEnvironmentCommandOutput,
  DeleteJobQueueCommandInput,
  DeleteJobQueueCommandOutput,
  DeleteSchedulingPolicyCommandInput,
  DeleteSchedulingPolicyCommandOutput,
  DeregisterJobDefinitionCommandInput,
  DeregisterJobDefinitionCommandOutput,
  DescribeComputeEnvironmentsCommandInput,
  DescribeComputeEnvironmentsCommandOutput,
  DescribeConsumableResourceCommandInput,
  DescribeConsumableResourceCommandOutput,
  DescribeJobDefinitionsCommandInput,
  DescribeJobDefinitionsCommandOutput,
  DescribeJobQueuesCommandInput,
  DescribeJobQueuesCommandOutput,
  DescribeJobsCommandInput,
  DescribeJobsCommandOutput,
  DescribeSchedulingPoliciesCommandInput,
  DescribeSchedulingPoliciesCommandOutput,
  ListConsumableResourcesCommandInput,
  ListConsumableResourcesCommandOutput,
  ListJobsCommandInput,
  ListJobsCommandOutput,
  ListSchedulingPoliciesCommandInput,
  ListSchedulingPoliciesCommandOutput,
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  RegisterJobDefinitionCommandInput,
  RegisterJobDefinitionCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
  UpdateComputeEnvironmentCommandInput,
  UpdateComputeEnvironmentCommandOutput,
  UpdateJobQueueCommandInput,
  UpdateJobQueueCommandOutput,
  UpdateSchedulingPolicyCommandInput,
  UpdateSchedulingPolicyCommandOutput,
} from '@aws-sdk/client-batch';

interface Operation<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

/** Operations that change nothing, by the SDK's names. */
export interface BatchReadOperations {
  DescribeComputeEnvironments: Operation<
    DescribeComputeEnvironmentsCommandInput,
    DescribeComputeEnvironmentsCommandOutput
  >;
  DescribeJobQueues: Operation<DescribeJobQueuesCommandInput, DescribeJobQueuesCommandOutput>;
  ListSchedulingPolicies: Operation<ListSchedulingPoliciesCommandInput, ListSchedulingPoliciesCommandOutput>;
  DescribeSchedulingPolicies: Operation<
    DescribeSchedulingPoliciesCommandInput,
    DescribeSchedulingPoliciesCommandOutput
  >;
  DescribeJobDefinitions: Operation<DescribeJobDefinitionsCommandInput, DescribeJobDefinitionsCommandOutput>;
  ListConsumableResources: Operation<ListConsumableResourcesCommandInput, ListConsumableResourcesCommandOutput>;
  DescribeConsumableResource: Operation<
    DescribeConsumableResourceCommandInput,
    DescribeConsumableResourceCommandOutput
  >;
  ListJobs: Operation<ListJobsCommandInput, ListJobsCommandOutput>;
  DescribeJobs: Operation<DescribeJobsCommandInput, DescribeJobsCommandOutput>;
  ListTagsForResource: Operation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>;
}

/** Operations that change the account, by the SDK's names. */
export interface BatchWriteOperations {
  CreateComputeEnvironment: Operation<CreateComputeEnvironmentCommandInput, CreateComputeEnvironmentCommandOutput>;
  UpdateComputeEnvironment: Operation<UpdateComputeEnvironmentCommandInput, UpdateComputeEnvironmentCommandOutput>;
  DeleteComputeEnvironment: Operation<DeleteComputeEnvironmentCommandInput, DeleteComputeEnvironmentCommandOutput>;
  CreateJobQueue: Operation<CreateJobQueueCommandInput, CreateJobQueueCommandOutput>;
  UpdateJobQueue: Operation<UpdateJobQueueCommandInput, UpdateJobQueueCommandOutput>;
  DeleteJobQueue: Operation<DeleteJobQueueCommandInput, DeleteJobQueueCommandOutput>;
  CreateSchedulingPolicy: Operation<CreateSchedulingPolicyCommandInput, CreateSchedulingPolicyCommandOutput>;
  UpdateSchedulingPolicy: Operation<UpdateSchedulingPolicyCommandInput, UpdateSchedulingPolicyCommandOutput>;
  DeleteSchedulingPolicy: Operation<DeleteSchedulingPolicyCommandInput, DeleteSchedulingPolicyCommandOutput>;
  RegisterJobDefinition: Operation<RegisterJobDefinitionCommandInput, RegisterJobDefinitionCommandOutput>;
  DeregisterJobDefinition: Operation<DeregisterJobDefinitionCommandInput, DeregisterJobDefinitionCommandOutput>;
  TagResource: Operation<TagResourceCommandInput, TagResourceCommandOutput>;
  UntagResource: Operation<UntagResourceCommandInput, UntagResourceCommandOutput>;
}

export type BatchReadOperation = keyof BatchReadOperations;
export type BatchWriteOperation = keyof BatchWriteOperations;

export interface BatchReader {
  read<O extends BatchReadOperation>(
    operation: O,
    input: BatchReadOperations[O]['input'],
    signal?: AbortSignal,
  ): Promise<BatchReadOperations[O]['output']>;
}

export interface BatchWriter {
  write<O extends BatchWriteOperation>(
    operation: O,
    input: BatchWriteOperations[O]['input'],
    signal?: AbortSignal,
  ): Promise<BatchWriteOperations[O]['output']>;
}
