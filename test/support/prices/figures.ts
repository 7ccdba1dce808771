/** Own made figures of a small region, in the shapes of the Price List and EC2 APIs: four types, two zones. */

export const TYPES = [
  { name: 'c6i.large', vcpus: 2, memoryMiB: 4096, architecture: 'x86_64', usd: '0.0910000000' },
  { name: 'c6i.xlarge', vcpus: 4, memoryMiB: 8192, architecture: 'x86_64', usd: '0.1820000000' },
  { name: 'm6g.large', vcpus: 2, memoryMiB: 8192, architecture: 'arm64', usd: '0.0800000000' },
  // A family that no embedded table knows.
  { name: 'c99i.large', vcpus: 2, memoryMiB: 6144, architecture: 'x86_64', usd: '0.0500000000' },
] as const;

/** By type and zone: the last change wins, and a figure without a price is none. */
export const SPOT = [
  { name: 'c6i.large', zone: 'a', usd: '0.030000', at: '2026-01-09T10:00:00.000Z' },
  { name: 'c6i.large', zone: 'a', usd: '0.090000', at: '2026-01-01T10:00:00.000Z' },
  { name: 'c6i.large', zone: 'b', usd: '0.040000', at: '2026-01-09T11:00:00.000Z' },
  { name: 'c6i.xlarge', zone: 'a', usd: '0.070000', at: '2026-01-09T11:00:00.000Z' },
  { name: 'm6g.large', zone: 'a', usd: '0.000000', at: '2026-01-09T11:00:00.000Z' },
] as const;

/** One entry of GetProducts.PriceList: JSON as text, with the attributes and codes of the Price List. */
export function product(instanceType: string, usd: string, unit = 'Hrs', currency = 'USD'): string {
  const sku = `SKU${instanceType.replace('.', '').toUpperCase()}`;
  const term = `${sku}.JRTCKXETXF`;
  const rate = `${term}.6YS6EN2CT7`;
  return JSON.stringify({
    product: {
      productFamily: 'Compute Instance',
      sku,
      attributes: { instanceType, operatingSystem: 'Linux', tenancy: 'Shared', preInstalledSw: 'NA' },
    },
    serviceCode: 'AmazonEC2',
    terms: {
      OnDemand: {
        [term]: {
          sku,
          offerTermCode: 'JRTCKXETXF',
          termAttributes: {},
          priceDimensions: {
            [rate]: { rateCode: rate, unit, beginRange: '0', endRange: 'Inf', pricePerUnit: { [currency]: usd } },
          },
        },
      },
    },
  });
}
