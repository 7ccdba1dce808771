/**
 * Turns the embedded tables of one region, and what the scenario adds to them, into the Catalog everything else reads.
 * Decides which price wins: the scenario's over the table's, then discounts on top.
 */
import {
  type Catalog,
  familyOf,
  type InstanceType,
  type Provenance,
  type RegionTable,
  type TypeTable,
} from './catalog.ts';
import { applyDiscounts, type CatalogDiscount } from './catalog-discounts.ts';
import { applyOverrides, type CatalogOverride } from './catalog-overrides.ts';
import { type FargateOverride, withFargateOverrides } from './fargate-prices.ts';
import { fail, type Problem, type Result, succeed } from './problem.ts';

export type { CatalogDiscount } from './catalog-discounts.ts';
export type { CatalogOverride } from './catalog-overrides.ts';

/**
 * The catalogue of one region: table types that have a price row there, in table order, then the scenario's own types in
 * theirs. Problems carry paths below `catalog` and come all at once.
 */
export function buildCatalog(
  types: TypeTable,
  region: RegionTable,
  overrides: readonly CatalogOverride[] = [],
  discounts: readonly CatalogDiscount[] = [],
  fargate: readonly FargateOverride[] = [],
): Result<Catalog> {
  const rowOf = new Map(region.columns.instanceType.map((name, row) => [name, row]));
  const known = types.columns.instanceType.map((name, row) => instanceTypeAt(types, row, region, rowOf.get(name)));
  const problems: Problem[] = [];
  const byName = applyOverrides(known, new Set(rowOf.keys()), overrides, problems);
  const discounted = applyDiscounts([...byName.values()], discounts, problems);
  if (problems.length > 0) return fail(...problems);
  return succeed({
    region: region.region,
    date: newestListedDate(region.onDemandSources),
    types: discounted,
    byName: new Map(discounted.map((type) => [type.instanceType, type])),
    unpricedTypes: new Set(types.columns.instanceType.filter((name) => !byName.has(name))),
    provenance: [...types.provenance, ...region.onDemandSources, ...region.provenance],
    fargate: withFargateOverrides(region.fargate, fargate),
    ...whenKnown('ebsGp3MicroUsdPerGibMonth', region.ebsGp3MicroUsdPerGibMonth),
    ...whenKnown('publicIpv4MicroUsdPerHour', region.publicIpv4MicroUsdPerHour),
  });
}

/** No types at all: for scenarios that bring their own. */
export function emptyTypeTable(): TypeTable {
  return {
    schemaVersion: 1,
    provenance: [],
    columns: {
      instanceType: [],
      vcpus: [],
      memoryMiB: [],
      architecture: [],
      gpuCount: [],
      gpuModel: [],
      gpuMemoryMiBEach: [],
      localNvmeGb: [],
      networkBaselineMbps: [],
      ebsBaselineMbps: [],
      generation: [],
      cpuVendor: [],
    },
  };
}

/** A region nobody listed prices for: every price is unknown until the scenario gives it. */
export function emptyRegionTable(region: string): RegionTable {
  return {
    schemaVersion: 1,
    region,
    provenance: [],
    onDemandSources: [],
    fargate: [],
    ebsGp3MicroUsdPerGibMonth: null,
    publicIpv4MicroUsdPerHour: null,
    columns: {
      instanceType: [],
      onDemandMicroUsdPerHour: [],
      onDemandSource: [],
      spotMicroUsdPerHour: [],
      spotSavingsPercent: [],
      spotInterruptionBucket: [],
    },
  };
}

function instanceTypeAt(
  types: TypeTable,
  row: number,
  region: RegionTable,
  priceRow: number | undefined,
): InstanceType {
  const { columns } = types;
  const instanceType = columns.instanceType[row];
  const type: Draft = {
    instanceType,
    family: familyOf(instanceType),
    vcpus: columns.vcpus[row],
    memoryMiB: columns.memoryMiB[row],
    architecture: columns.architecture[row] === 1 ? 'arm64' : 'x86_64',
    gpus: columns.gpuCount[row],
  };
  // Each by its name: with the name in a variable V8 looks the property up anew, ten times for each of a thousand types.
  const gpuModel = columns.gpuModel[row];
  const gpuMemoryMiBEach = columns.gpuMemoryMiBEach[row];
  const localNvmeGb = columns.localNvmeGb[row];
  const networkBaselineMbps = columns.networkBaselineMbps[row];
  const ebsBaselineMbps = columns.ebsBaselineMbps[row];
  const generation = columns.generation[row];
  const cpuVendor = columns.cpuVendor[row];
  if (gpuModel !== null) type.gpuModel = gpuModel;
  if (gpuMemoryMiBEach !== null) type.gpuMemoryMiBEach = gpuMemoryMiBEach;
  if (localNvmeGb !== null) type.localNvmeGb = localNvmeGb;
  if (networkBaselineMbps !== null) type.networkBaselineMbps = networkBaselineMbps;
  if (ebsBaselineMbps !== null) type.ebsBaselineMbps = ebsBaselineMbps;
  if (generation !== null) type.generation = generation;
  if (cpuVendor !== null) type.cpuVendor = cpuVendor;
  if (priceRow !== undefined) setPrices(type, region, priceRow);
  return type;
}

function setPrices(type: Draft, region: RegionTable, row: number): void {
  const { columns } = region;
  const onDemand = columns.onDemandMicroUsdPerHour[row];
  const spot = columns.spotMicroUsdPerHour[row];
  const savings = columns.spotSavingsPercent[row];
  const bucket = columns.spotInterruptionBucket[row];
  if (onDemand !== null) {
    type.onDemandMicroUsdPerHour = onDemand;
    type.onDemandSource = region.onDemandSources[columns.onDemandSource[row]];
  }
  if (spot !== null) type.spotMicroUsdPerHour = spot;
  if (savings !== null) type.spotSavingsPercent = savings;
  if (bucket !== null) type.spotInterruptionBucket = bucket;
}

/** An instance type being made, without objects in between: a region has a thousand of them, and each command makes them anew. */
type Draft = { -readonly [Key in keyof InstanceType]: InstanceType[Key] };

/** The property when its value is known, nothing otherwise: null in the tables is an absent property in the model. */
function whenKnown<Key extends string, Value>(key: Key, value: Value | null): { readonly [K in Key]?: Value } {
  return (value === null ? {} : { [key]: value }) as { readonly [K in Key]?: Value };
}

function newestListedDate(sources: readonly Provenance[]): string {
  const dates = sources.filter((source) => source.estimate !== true).map((source) => source.date);
  return dates.sort()[dates.length - 1] ?? 'undated';
}
