/** Opens what `catalog refresh` reads from. Loads the SDK, so import it only where a verb needs AWS. */
import type { Ec2Reader, PriceListReader } from './ec2-api.ts';
import { pacedReader } from './paced-reader.ts';
import { readPace } from './pacer.ts';
import { sdkEc2Reader } from './sdk-ec2.ts';
import { sdkPriceListReader } from './sdk-pricing.ts';

export { refreshCatalog } from './refresh-catalog.ts';

export interface OpenPrices {
  readonly ec2: Ec2Reader;
  readonly prices: PriceListReader;
  readonly region: string;
}

/** Rejects when no region is to be found; no call is made yet. */
export async function openPrices(region: string | undefined): Promise<OpenPrices> {
  const sdk = sdkEc2Reader(region);
  const known = await sdk.region();
  return {
    ec2: pacedReader(sdk, readPace()),
    prices: pacedReader(sdkPriceListReader(known), readPace()),
    region: known,
  };
}
