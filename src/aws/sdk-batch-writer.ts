/**
 * The BatchWriter that speaks to AWS through the SDK; for apply.ts alone. It never retries by itself: a Create whose answer
 * was lost must be looked for first.
 */
import {
  BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  CreateSchedulingPolicyCommand,
  DeleteComputeEnvironmentCommand,
  DeleteJobQueueCommand,
  DeleteSchedulingPolicyCommand,
  DeregisterJobDefinitionCommand,
  RegisterJobDefinitionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateComputeEnvironmentCommand,
  UpdateJobQueueCommand,
  UpdateSchedulingPolicyCommand,
} from '@aws-sdk/client-batch';
import type { BatchWriteOperation, BatchWriteOperations, BatchWriter } from './batch-api.ts';
import { AwsCallFailure } from './call-failure.ts';
import { clientOptions } from './client-options.ts';

type Senders = {
  readonly [O in BatchWriteOperation]: (
    client: BatchClient,
    input: BatchWriteOperations[O]['input'],
  ) => Promise<BatchWriteOperations[O]['output']>;
};

const SEND: Senders = {
  CreateComputeEnvironment: (client, input) => client.send(new CreateComputeEnvironmentCommand(input)),
  UpdateComputeEnvironment: (client, input) => client.send(new UpdateComputeEnvironmentCommand(input)),
  DeleteComputeEnvironment: (client, input) => client.send(new DeleteComputeEnvironmentCommand(input)),
  CreateJobQueue: (client, input) => client.send(new CreateJobQueueCommand(input)),
  UpdateJobQueue: (client, input) => client.send(new UpdateJobQueueCommand(input)),
  DeleteJobQueue: (client, input) => client.send(new DeleteJobQueueCommand(input)),
  CreateSchedulingPolicy: (client, input) => client.send(new CreateSchedulingPolicyCommand(input)),
  UpdateSchedulingPolicy: (client, input) => client.send(new UpdateSchedulingPolicyCommand(input)),
  DeleteSchedulingPolicy: (client, input) => client.send(new DeleteSchedulingPolicyCommand(input)),
  RegisterJobDefinition: (client, input) => client.send(new RegisterJobDefinitionCommand(input)),
  DeregisterJobDefinition: (client, input) => client.send(new DeregisterJobDefinitionCommand(input)),
  TagResource: (client, input) => client.send(new TagResourceCommand(input)),
  UntagResource: (client, input) => client.send(new UntagResourceCommand(input)),
};

export function sdkBatchWriter(region: string): BatchWriter {
  const client = new BatchClient(clientOptions(region));
  return {
    async write(operation, input) {
      try {
        return await SEND[operation](client, input);
      } catch (error) {
        throw new AwsCallFailure(`batch:${operation}`, error);
      }
    },
  };
}
