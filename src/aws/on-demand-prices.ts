/** Reads On-Demand Linux prices from the Price List: which products to ask for, and what of an answer is a price. */
import { allPages } from './all-pages.ts';
import type { PriceListReader } from './ec2-api.ts';

/** The filters of a plain On-Demand Linux instance (github.com/aws/karpenter-provider-aws, pricing.go). */
const FILTERS: Readonly<Record<string, string>> = {
  serviceCode: 'AmazonEC2',
  operatingSystem: 'Linux',
  preInstalledSw: 'NA',
  capacitystatus: 'Used',
  marketoption: 'OnDemand',
  tenancy: 'Shared',
  productFamily: 'Compute Instance',
};
const MICRO = 1_000_000;

/** Micro-USD per hour by instance type. Products that do not parse are passed over; rejects with the reader's error. */
export async function readOnDemandPrices(
  reader: PriceListReader,
  region: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const filters = { regionCode: region, ...FILTERS };
  const Filters = Object.entries(filters).map(([Field, Value]) => ({ Type: 'TERM_MATCH' as const, Field, Value }));
  const prices = new Map<string, number>();
  const pages = allPages((NextToken) =>
    reader.read('GetProducts', { ServiceCode: 'AmazonEC2', Filters, MaxResults: 100, NextToken }, signal),
  );
  for await (const { PriceList } of pages) {
    for (const text of PriceList ?? []) {
      const priced = pricedType(text);
      if (priced !== undefined) prices.set(priced.instanceType, priced.microUsdPerHour);
    }
  }
  return prices;
}

export interface PricedType {
  readonly instanceType: string;
  readonly microUsdPerHour: number;
}

/**
 * The hourly USD price in one product of the list, which AWS sends as JSON text. Rows at 0 belong to reservations and are
 * no price; other currencies (China) and other units are passed over.
 */
export function pricedType(text: unknown): PricedType | undefined {
  // The SDK hands the text out as a String object that can parse itself.
  const product = typeof text === 'string' || text instanceof String ? parsed(text.toString()) : text;
  const instanceType = at(product, 'product', 'attributes', 'instanceType');
  if (typeof instanceType !== 'string') return undefined;
  for (const term of values(at(product, 'terms', 'OnDemand'))) {
    for (const dimension of values(at(term, 'priceDimensions'))) {
      const usd = Number(at(dimension, 'pricePerUnit', 'USD'));
      if (at(dimension, 'unit') !== 'Hrs' || !Number.isFinite(usd) || usd <= 0) continue;
      return { instanceType, microUsdPerHour: Math.round(usd * MICRO) };
    }
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let inner = value;
  for (const field of path) {
    if (typeof inner !== 'object' || inner === null) return undefined;
    inner = (inner as Readonly<Record<string, unknown>>)[field];
  }
  return inner;
}

function values(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}
