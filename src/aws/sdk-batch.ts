/**
 * The BatchReader that speaks to AWS through the SDK. Only reading commands are known here. Region, profile, credentials
 * and endpoint come from the SDK's own variables and files; the pace and the retries are paced-reader.ts's business.
 */
import {
  BatchClient,
  DescribeComputeEnvironmentsCommand,
  DescribeConsumableResourceCommand,
  DescribeJobDefinitionsCommand,
  DescribeJobQueuesCommand,
  DescribeJobsCommand,
  DescribeSchedulingPoliciesCommand,
  ListConsumableResourcesCommand,
  ListJobsCommand,
  ListSchedulingPoliciesCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-batch';
import type { BatchReader, BatchReadOperation, BatchReadOperations } from './batch-api.ts';
import { AwsCallFailure } from './call-failure.ts';
import { clientOptions } from './client-options.ts';

type Answer<O extends BatchReadOperation> = Promise<BatchReadOperations[O]['output']>;
type Senders = {
  readonly [O in BatchReadOperation]: (
    client: BatchClient,
    input: BatchReadOperations[O]['input'],
    options: { readonly abortSignal?: AbortSignal },
  ) => Answer<O>;
};

const SEND: Senders = {
  DescribeComputeEnvironments: (client, input, options) =>
    client.send(new DescribeComputeEnvironmentsCommand(input), options),
  DescribeJobQueues: (client, input, options) => client.send(new DescribeJobQueuesCommand(input), options),
  ListSchedulingPolicies: (client, input, options) => client.send(new ListSchedulingPoliciesCommand(input), options),
  DescribeSchedulingPolicies: (client, input, options) =>
    client.send(new DescribeSchedulingPoliciesCommand(input), options),
  DescribeJobDefinitions: (client, input, options) => client.send(new DescribeJobDefinitionsCommand(input), options),
  ListConsumableResources: (client, input, options) => client.send(new ListConsumableResourcesCommand(input), options),
  DescribeConsumableResource: (client, input, options) =>
    client.send(new DescribeConsumableResourceCommand(input), options),
  ListJobs: (client, input, options) => client.send(new ListJobsCommand(input), options),
  DescribeJobs: (client, input, options) => client.send(new DescribeJobsCommand(input), options),
  ListTagsForResource: (client, input, options) => client.send(new ListTagsForResourceCommand(input), options),
};

export interface SdkBatchReader extends BatchReader {
  /** The region the SDK settled on. Rejects when neither an option, a variable nor a profile names one. */
  region(): Promise<string>;
}

export function sdkBatchReader(options: { readonly region?: string | undefined } = {}): SdkBatchReader {
  const client = new BatchClient(clientOptions(options.region));
  return {
    region: () => client.config.region(),
    async read(operation, input, signal) {
      try {
        return await SEND[operation](client, input, signal === undefined ? {} : { abortSignal: signal });
      } catch (error) {
        throw new AwsCallFailure(`batch:${operation}`, error);
      }
    },
  };
}
