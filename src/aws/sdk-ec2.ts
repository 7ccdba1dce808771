/** The Ec2Reader that speaks to AWS through the SDK. Only reading commands are known here; pacer.ts keeps the pace. */
import {
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSpotPriceHistoryCommand,
  EC2Client,
  GetSpotPlacementScoresCommand,
} from '@aws-sdk/client-ec2';
import { AwsCallFailure } from './call-failure.ts';
import { clientOptions } from './client-options.ts';
import type { Ec2Reader, Ec2ReadOperations } from './ec2-api.ts';

type Senders = {
  readonly [O in keyof Ec2ReadOperations]: (
    client: EC2Client,
    input: Ec2ReadOperations[O]['input'],
    options: { readonly abortSignal?: AbortSignal },
  ) => Promise<Ec2ReadOperations[O]['output']>;
};

const SEND: Senders = {
  DescribeLaunchTemplateVersions: (client, input, options) =>
    client.send(new DescribeLaunchTemplateVersionsCommand(input), options),
  DescribeInstanceTypes: (client, input, options) => client.send(new DescribeInstanceTypesCommand(input), options),
  DescribeInstanceTypeOfferings: (client, input, options) =>
    client.send(new DescribeInstanceTypeOfferingsCommand(input), options),
  DescribeSpotPriceHistory: (client, input, options) =>
    client.send(new DescribeSpotPriceHistoryCommand(input), options),
  GetSpotPlacementScores: (client, input, options) => client.send(new GetSpotPlacementScoresCommand(input), options),
};

export interface SdkEc2Reader extends Ec2Reader {
  /** The region the SDK settled on. Rejects when neither an option, a variable nor a profile names one. */
  region(): Promise<string>;
}

export function sdkEc2Reader(region: string | undefined): SdkEc2Reader {
  const client = new EC2Client(clientOptions(region));
  return {
    region: () => client.config.region(),
    async read(operation, input, signal) {
      const send = SEND[operation] as (client: EC2Client, input: unknown, options: object) => Promise<never>;
      try {
        return await send(client, input, signal === undefined ? {} : { abortSignal: signal });
      } catch (error) {
        throw new AwsCallFailure(`ec2:${operation}`, error);
      }
    },
  };
}
