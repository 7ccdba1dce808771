/**
 * The instance types of one region with their prices, each figure dated and sourced. Holds the format of the embedded
 * tables under `data/catalog` and turns them into a Catalog. Unknown figures are undefined, never 0.
 */
import type { Architecture } from './workload.ts';

/** Where a column of figures comes from; estimates are marked. */
export interface Provenance {
  readonly figure: string;
  /** ISO date of the figures. */
  readonly date: string;
  readonly source: string;
  readonly estimate?: boolean;
}

/** `data/catalog/types.json`: one column per property, null where unknown. */
export interface TypeTable {
  readonly schemaVersion: 1;
  readonly provenance: readonly Provenance[];
  readonly columns: {
    readonly instanceType: readonly string[];
    readonly vcpus: readonly number[];
    readonly memoryMiB: readonly number[];
    /** 0 = x86_64, 1 = arm64. */
    readonly architecture: readonly (0 | 1)[];
    readonly gpuCount: readonly number[];
    readonly gpuModel: readonly (string | null)[];
    readonly gpuMemoryMiBEach: readonly (number | null)[];
    readonly localNvmeGb: readonly (number | null)[];
    readonly networkBaselineMbps: readonly (number | null)[];
    readonly ebsBaselineMbps: readonly (number | null)[];
    readonly generation: readonly (number | null)[];
    readonly cpuVendor: readonly (string | null)[];
  };
}

/** `data/catalog/regions/<region>.json`: prices of the types sold there. Money in whole micro-dollars per hour. */
export interface RegionTable {
  readonly schemaVersion: 1;
  readonly region: string;
  readonly provenance: readonly Provenance[];
  readonly columns: {
    readonly instanceType: readonly string[];
    readonly onDemandMicroUsdPerHour: readonly (number | null)[];
    /** Index into `onDemandSources`. */
    readonly onDemandSource: readonly number[];
    readonly spotMicroUsdPerHour: readonly (number | null)[];
    readonly spotSavingsPercent: readonly (number | null)[];
    /** Spot Advisor bucket: 0 = <5 %, 1 = 5-10, 2 = 10-15, 3 = 15-20, 4 = >20 % interrupted in the trailing month. */
    readonly spotInterruptionBucket: readonly (number | null)[];
  };
  readonly onDemandSources: readonly Provenance[];
  readonly fargate: readonly FargatePrice[];
  readonly ebsGp3MicroUsdPerGibMonth: number | null;
  readonly publicIpv4MicroUsdPerHour: number | null;
}

/** `data/catalog/index.json`: which regions are embedded. Dates are ISO, absent where the figure is unknown. */
export interface CatalogIndex {
  readonly schemaVersion: 1;
  readonly typeCount: number;
  readonly regions: readonly CatalogIndexEntry[];
}

export interface CatalogIndexEntry {
  readonly region: string;
  /** AWS's name of the place. */
  readonly name?: string;
  readonly onDemandDate: string;
  readonly spotDate?: string;
  readonly ebsDate?: string;
  readonly hasFargate: boolean;
  /** Types with an On-Demand price there. */
  readonly typeCount: number;
  /** Size of the region's file. */
  readonly bytes: number;
}

export interface FargatePrice {
  readonly architecture: Architecture;
  readonly launch: 'FARGATE' | 'FARGATE_SPOT';
  readonly microUsdPerVcpuHour: number;
  readonly microUsdPerGibHour: number;
  readonly source: string;
}

export interface InstanceType {
  readonly instanceType: string;
  readonly family: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly architecture: Architecture;
  readonly gpus: number;
  readonly gpuModel?: string;
  readonly gpuMemoryMiBEach?: number;
  readonly localNvmeGb?: number;
  readonly networkBaselineMbps?: number;
  readonly ebsBaselineMbps?: number;
  readonly generation?: number;
  readonly cpuVendor?: string;
  readonly onDemandMicroUsdPerHour?: number;
  readonly onDemandSource?: Provenance;
  readonly spotMicroUsdPerHour?: number;
  /** Where it differs from the region's source of Spot prices. */
  readonly spotSource?: Provenance;
  readonly spotSavingsPercent?: number;
  readonly spotInterruptionBucket?: number;
}

export interface Catalog {
  readonly region: string;
  /** Date of the newest listed (not estimated) On-Demand price, shown beside every headline; 'undated' without one. */
  readonly date: string;
  readonly types: readonly InstanceType[];
  readonly byName: ReadonlyMap<string, InstanceType>;
  /** Types we know that have no price in this region, so that naming one gets a better answer than "unknown". */
  readonly unpricedTypes?: ReadonlySet<string>;
  readonly provenance: readonly Provenance[];
  readonly fargate: readonly FargatePrice[];
  readonly ebsGp3MicroUsdPerGibMonth?: number;
  readonly publicIpv4MicroUsdPerHour?: number;
}

export function familyOf(instanceType: string): string {
  const dot = instanceType.indexOf('.');
  return dot < 0 ? instanceType : instanceType.slice(0, dot);
}
