/**
 * A region's catalogue with figures freshly read from AWS laid over older ones. Decides which figure wins: a fresh one over
 * what was there; what could not be read keeps its old figure, date and source.
 */
import { familyOf, type Provenance, type RegionTable, type TypeTable } from './catalog.ts';

export const REFRESHED_CATALOG_KIND = 'batchwright-catalog';

export type RefreshPart = 'instanceTypes' | 'offerings' | 'onDemand' | 'spot' | 'placementScores';

/** How one part of a refresh went. */
export interface PartReport {
  readonly part: RefreshPart;
  readonly state: 'fresh' | 'kept';
  /** Figures read; 0 when kept. */
  readonly figures: number;
  /** Why the old figures were kept. */
  readonly reason?: string;
}

/** The file that `catalog refresh` writes and `--catalog` reads: everything one region needs. */
export interface RefreshedCatalog {
  readonly schemaVersion: 1;
  readonly kind: typeof REFRESHED_CATALOG_KIND;
  readonly region: string;
  /** ISO date of the newest refresh. */
  readonly date: string;
  readonly parts: readonly PartReport[];
  readonly types: TypeTable;
  readonly prices: RegionTable;
  /** Last change of the Spot price by type and zone; empty when never read. */
  readonly spotByZone: SpotByZone;
  readonly placementScores?: PlacementScores;
}

export interface SpotByZone {
  readonly instanceType: readonly string[];
  readonly zone: readonly string[];
  readonly spotMicroUsdPerHour: readonly number[];
  /** ISO instants. */
  readonly changedAt: readonly string[];
}

/** EC2 GetSpotPlacementScores: 1 to 10, for exactly this request at that moment; says nothing about interruptions. */
export interface PlacementScores {
  readonly date: string;
  readonly instanceTypes: readonly string[];
  readonly targetVcpus: number;
  readonly scores: readonly { readonly zone: string; readonly score: number }[];
}

export interface FreshType {
  readonly instanceType: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly architecture: 0 | 1;
  readonly gpuCount: number;
  readonly gpuModel: string | null;
  readonly gpuMemoryMiBEach: number | null;
  readonly localNvmeGb: number | null;
  readonly networkBaselineMbps: number | null;
  readonly ebsBaselineMbps: number | null;
  readonly generation: number | null;
  readonly cpuVendor: string | null;
}

export interface FreshSpotPrice {
  readonly instanceType: string;
  readonly zone: string;
  readonly microUsdPerHour: number;
  readonly changedAt: string;
}

/** What was read; a part that could not be read is undefined. */
export interface FreshFigures {
  readonly instanceTypes?: readonly FreshType[] | undefined;
  /** Types sold in the region. */
  readonly offered?: ReadonlySet<string> | undefined;
  /** Micro-USD per hour by type. */
  readonly onDemand?: ReadonlyMap<string, number> | undefined;
  readonly spot?: readonly FreshSpotPrice[] | undefined;
}

export interface Tables {
  readonly types: TypeTable;
  readonly prices: RegionTable;
}

/** The tables with the fresh figures in place; `date` is the ISO date of the reading. */
export function withFreshFigures(old: Tables, fresh: FreshFigures, date: string): Tables {
  const types = freshTypes(old.types, fresh.instanceTypes, date);
  return { types, prices: freshPrices(old.prices, types.columns.instanceType, fresh, date) };
}

type TypeColumns = TypeTable['columns'];
const TYPE_COLUMNS = [
  'instanceType',
  'vcpus',
  'memoryMiB',
  'architecture',
  'gpuCount',
  'gpuModel',
  'gpuMemoryMiBEach',
  'localNvmeGb',
  'networkBaselineMbps',
  'ebsBaselineMbps',
  'generation',
  'cpuVendor',
] as const satisfies readonly (keyof TypeColumns)[];

function freshTypes(old: TypeTable, fresh: readonly FreshType[] | undefined, date: string): TypeTable {
  if (fresh === undefined) return old;
  const rows = new Map<string, FreshType>(
    old.columns.instanceType.map((name, row) => [name, typeRow(old.columns, row)]),
  );
  for (const type of fresh) rows.set(type.instanceType, type);
  const sorted = [...rows.values()].sort(byFamilyThenSize);
  const source = { figure: 'instance types: vCPU, memory, GPU, local NVMe, baselines', date, source: TYPES_SOURCE };
  return {
    schemaVersion: 1,
    provenance: [source, ...old.provenance.filter((each) => each.source !== TYPES_SOURCE)],
    columns: Object.fromEntries(
      TYPE_COLUMNS.map((column) => [column, sorted.map((row) => row[column])]),
    ) as unknown as TypeColumns,
  };
}

const TYPES_SOURCE = 'EC2 DescribeInstanceTypes';
const ON_DEMAND_SOURCE = 'AWS Price List API, GetProducts of AmazonEC2 (Linux, shared tenancy)';
const SPOT_SOURCE = 'EC2 DescribeSpotPriceHistory: mean over zones of the last change (Linux)';

function typeRow(columns: TypeColumns, row: number): FreshType {
  return Object.fromEntries(TYPE_COLUMNS.map((column) => [column, columns[column][row]])) as unknown as FreshType;
}

/** The order of the embedded table: by family, then small before large. */
function byFamilyThenSize(left: FreshType, right: FreshType): number {
  return (
    compareText(familyOf(left.instanceType), familyOf(right.instanceType)) ||
    left.vcpus - right.vcpus ||
    left.memoryMiB - right.memoryMiB ||
    compareText(left.instanceType, right.instanceType)
  );
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

interface PriceRow {
  readonly instanceType: string;
  readonly onDemand: number | null;
  readonly source: Provenance | undefined;
  readonly spot: number | null;
  readonly savings: number | null;
  readonly bucket: number | null;
}

function freshPrices(old: RegionTable, typeNames: readonly string[], fresh: FreshFigures, date: string): RegionTable {
  const oldRows = new Map(old.columns.instanceType.map((name, row) => [name, priceRow(old, row)]));
  const spotMeans = meanByType(fresh.spot);
  const source: Provenance = { figure: 'On-Demand price', date, source: ON_DEMAND_SOURCE };
  const rows = typeNames.flatMap((instanceType): PriceRow[] => {
    if (fresh.offered !== undefined && !fresh.offered.has(instanceType)) return [];
    const before = oldRows.get(instanceType);
    const price = fresh.onDemand?.get(instanceType);
    if (before === undefined && price === undefined) return [];
    const onDemand = price ?? before?.onDemand ?? null;
    const spot = spotMeans.get(instanceType);
    return [
      {
        instanceType,
        onDemand,
        source: price === undefined ? before?.source : source,
        spot: spot ?? before?.spot ?? null,
        savings: spot === undefined ? (before?.savings ?? null) : savingsPercent(onDemand, spot),
        bucket: before?.bucket ?? null,
      },
    ];
  });
  return regionTable(old, rows, fresh.spot === undefined ? undefined : date);
}

function priceRow({ columns, onDemandSources }: RegionTable, row: number): PriceRow {
  return {
    instanceType: columns.instanceType[row],
    onDemand: columns.onDemandMicroUsdPerHour[row],
    source: onDemandSources[columns.onDemandSource[row]],
    spot: columns.spotMicroUsdPerHour[row],
    savings: columns.spotSavingsPercent[row],
    bucket: columns.spotInterruptionBucket[row],
  };
}

function regionTable(old: RegionTable, rows: readonly PriceRow[], spotDate: string | undefined): RegionTable {
  const sources = [...new Map(rows.flatMap(({ source }) => (source ? [[keyOf(source), source]] : []))).values()];
  const indexOf = new Map(sources.map((source, index) => [keyOf(source), index]));
  const kept = old.provenance.filter((each) => each.source !== SPOT_SOURCE || spotDate === undefined);
  const spotSource = spotDate === undefined ? [] : [{ figure: 'Spot price', date: spotDate, source: SPOT_SOURCE }];
  return {
    ...old,
    provenance: [...spotSource, ...kept],
    onDemandSources: sources,
    columns: {
      instanceType: rows.map((row) => row.instanceType),
      onDemandMicroUsdPerHour: rows.map((row) => row.onDemand),
      onDemandSource: rows.map(({ source }) => (source === undefined ? 0 : (indexOf.get(keyOf(source)) ?? 0))),
      spotMicroUsdPerHour: rows.map((row) => row.spot),
      spotSavingsPercent: rows.map((row) => row.savings),
      spotInterruptionBucket: rows.map((row) => row.bucket),
    },
  };
}

function keyOf({ figure, date, source }: Provenance): string {
  return `${figure}|${date}|${source}`;
}

/** Whole micro-USD; zones count alike, since nobody knows which one EC2 would choose. */
function meanByType(prices: readonly FreshSpotPrice[] | undefined): ReadonlyMap<string, number> {
  const sums = new Map<string, { total: number; count: number }>();
  for (const { instanceType, microUsdPerHour } of prices ?? []) {
    const sum = sums.get(instanceType) ?? { total: 0, count: 0 };
    sums.set(instanceType, { total: sum.total + microUsdPerHour, count: sum.count + 1 });
  }
  return new Map([...sums].map(([name, { total, count }]) => [name, Math.round(total / count)]));
}

function savingsPercent(onDemand: number | null, spot: number): number | null {
  return onDemand === null || onDemand === 0 ? null : Math.round(100 - (100 * spot) / onDemand);
}

/** The zones' prices in the order of types, then zones: the same figures give the same text. */
export function spotByZone(prices: readonly FreshSpotPrice[]): SpotByZone {
  const sorted = [...prices].sort(
    (left, right) => compareText(left.instanceType, right.instanceType) || compareText(left.zone, right.zone),
  );
  return {
    instanceType: sorted.map((each) => each.instanceType),
    zone: sorted.map((each) => each.zone),
    spotMicroUsdPerHour: sorted.map((each) => each.microUsdPerHour),
    changedAt: sorted.map((each) => each.changedAt),
  };
}
