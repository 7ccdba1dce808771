/**
 * The part of the EC2 and Price List APIs that Batchwright reads, as ports like the one of batch-api.ts. Requests and
 * answers are the SDK's own shapes; errors are thrown as the SDK throws them.
 */
import type {
  DescribeInstanceTypeOfferingsCommandInput,
  DescribeInstanceTypeOfferingsCommandOutput,
  DescribeInstanceTypesCommandInput,
  DescribeInstanceTypesCommandOutput,
  DescribeLaunchTemplateVersionsCommandInput,
  DescribeLaunchTemplateVersionsCommandOutput,
  DescribeSpotPriceHistoryCommandInput,
  DescribeSpotPriceHistoryCommandOutput,
  GetSpotPlacementScoresCommandInput,
  GetSpotPlacementScoresCommandOutput,
} from '@aws-sdk/client-ec2';
import type { GetProductsCommandInput, GetProductsCommandOutput } from '@aws-sdk/client-pricing';
import type { OperationReader } from './operation-reader.ts';

interface Operation<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

export interface Ec2ReadOperations {
  DescribeLaunchTemplateVersions: Operation<
    DescribeLaunchTemplateVersionsCommandInput,
    DescribeLaunchTemplateVersionsCommandOutput
  >;
  DescribeInstanceTypes: Operation<DescribeInstanceTypesCommandInput, DescribeInstanceTypesCommandOutput>;
  DescribeInstanceTypeOfferings: Operation<
    DescribeInstanceTypeOfferingsCommandInput,
    DescribeInstanceTypeOfferingsCommandOutput
  >;
  DescribeSpotPriceHistory: Operation<DescribeSpotPriceHistoryCommandInput, DescribeSpotPriceHistoryCommandOutput>;
  GetSpotPlacementScores: Operation<GetSpotPlacementScoresCommandInput, GetSpotPlacementScoresCommandOutput>;
}

export interface PriceListOperations {
  GetProducts: Operation<GetProductsCommandInput, GetProductsCommandOutput>;
}

export type Ec2Reader = OperationReader<Ec2ReadOperations>;
export type PriceListReader = OperationReader<PriceListOperations>;
