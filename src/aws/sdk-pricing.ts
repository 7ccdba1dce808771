/** The PriceListReader that speaks to AWS through the SDK, at the endpoint nearest to the region asked about. */
import { GetProductsCommand, PricingClient } from '@aws-sdk/client-pricing';
import { AwsCallFailure } from './call-failure.ts';
import { clientOptions } from './client-options.ts';
import type { PriceListReader } from './ec2-api.ts';

/**
 * The Price List is served from a few regions only, each with the prices of all (AWS Price List user guide, endpoints;
 * botocore endpoints.json of 2026-08-07).
 */
export function priceListRegion(region: string): string {
  if (region.startsWith('cn-')) return 'cn-northwest-1';
  if (region.startsWith('ap-')) return 'ap-south-1';
  if (region.startsWith('eusc-')) return 'eusc-de-east-1';
  return region.startsWith('eu-') ? 'eu-central-1' : 'us-east-1';
}

export function sdkPriceListReader(region: string): PriceListReader {
  const client = new PricingClient(clientOptions(priceListRegion(region)));
  return {
    async read(operation, input, signal) {
      try {
        return await client.send(new GetProductsCommand(input), signal === undefined ? {} : { abortSignal: signal });
      } catch (error) {
        throw new AwsCallFailure(`pricing:${operation}`, error);
      }
    },
  };
}
