/** Decides the price of every type in one region, and which of those figures are estimates. */
import type { FargatePrice, Provenance, RegionTable } from '../../src/models/catalog.ts';
import { microUsdOrNull, numberOrNull, type Row, type SourceTables } from './read-tables.ts';
import {
  EBS_SOURCE,
  FARGATE_NOTES_SOURCE,
  FARGATE_SOURCE,
  ON_DEMAND_2025,
  ON_DEMAND_2025_CUT,
  ON_DEMAND_2026,
  PUBLIC_IPV4_SOURCE,
  PUBLIC_IPV4_USD_PER_HOUR,
  SPOT_ADVISOR,
  SPOT_ESTIMATE,
} from './sources.ts';

export interface OnDemandPrice {
  readonly microUsdPerHour: number;
  readonly source: Provenance;
  /** The list price fell after the Spot Advisor's snapshot, so its saving no longer says what Spot costs. */
  readonly cutSince: boolean;
}

/** Answers `price(region, instanceType)` from both price lists; undefined where neither has a row. */
export class OnDemandPrices {
  readonly regions: readonly string[];
  private readonly typeRows: ReadonlyMap<string, Row>;
  private readonly rows2025: ReadonlyMap<string, Row>;

  constructor(tables: SourceTables) {
    this.typeRows = new Map(tables.types.map((row) => [row.instance_type, row]));
    this.rows2025 = new Map(tables.onDemandByRegion.map((row) => [row.instance_type, row]));
    this.regions = Object.keys(tables.onDemandByRegion[0])
      .filter((column) => column !== 'instance_type')
      .sort();
  }

  price(region: string, instanceType: string): OnDemandPrice | undefined {
    const typeRow = this.typeRows.get(instanceType);
    if (typeRow === undefined) return undefined;
    const cutSince = typeRow.note.startsWith('price changed');
    if (region === 'us-east-1') return newestPrice(typeRow, cutSince);
    const listed = microUsdOrNull(this.rows2025.get(instanceType)?.[region]);
    if (listed === null) return undefined;
    if (!cutSince) return { microUsdPerHour: listed, source: ON_DEMAND_2025, cutSince };
    const ratio = Number(typeRow.od_usd_h_us_east_1) / Number(typeRow.od_us_east_1_2025_04);
    return { microUsdPerHour: Math.round(listed * ratio), source: ON_DEMAND_2025_CUT, cutSince };
  }

  isPricedAnywhere(instanceType: string): boolean {
    return this.regions.some((region) => this.price(region, instanceType) !== undefined);
  }
}

function newestPrice(typeRow: Row, cutSince: boolean): OnDemandPrice | undefined {
  const microUsdPerHour = microUsdOrNull(typeRow.od_usd_h_us_east_1);
  if (microUsdPerHour === null) return undefined;
  return {
    microUsdPerHour,
    source: typeRow.od_price_date === ON_DEMAND_2026.date ? ON_DEMAND_2026 : ON_DEMAND_2025,
    cutSince,
  };
}

interface PricedType {
  readonly instanceType: string;
  readonly onDemand: OnDemandPrice;
  readonly savingsPercent: number | null;
  readonly bucket: number | null;
}

/** Prices of `instanceTypes` (in that order, those sold there) in `region`. */
export function compileRegionTable(
  region: string,
  instanceTypes: readonly string[],
  prices: OnDemandPrices,
  tables: SourceTables,
): RegionTable {
  const priced = pricedTypes(region, instanceTypes, prices, tables.spotAdvisor);
  const sources = [...new Set(priced.map((type) => type.onDemand.source))];
  const fargate = fargatePrices(region, tables.fargate);
  const ebsGp3 = microUsdOrNull(tables.ebs.find((row) => row.region === region)?.gp3_gb_month);
  const hasSpot = priced.some((type) => type.savingsPercent !== null);
  return {
    schemaVersion: 1,
    region,
    provenance: [
      ...(hasSpot ? [SPOT_ADVISOR, SPOT_ESTIMATE] : []),
      ...(ebsGp3 === null ? [] : [EBS_SOURCE]),
      ...fargateProvenance(fargate),
      PUBLIC_IPV4_SOURCE,
    ],
    onDemandSources: sources,
    fargate,
    ebsGp3MicroUsdPerGibMonth: ebsGp3,
    publicIpv4MicroUsdPerHour: microUsdOrNull(PUBLIC_IPV4_USD_PER_HOUR),
    columns: {
      instanceType: priced.map((type) => type.instanceType),
      onDemandMicroUsdPerHour: priced.map((type) => type.onDemand.microUsdPerHour),
      onDemandSource: priced.map((type) => sources.indexOf(type.onDemand.source)),
      spotMicroUsdPerHour: priced.map(spotEstimate),
      spotSavingsPercent: priced.map((type) => type.savingsPercent),
      spotInterruptionBucket: priced.map((type) => type.bucket),
    },
  };
}

function pricedTypes(
  region: string,
  instanceTypes: readonly string[],
  prices: OnDemandPrices,
  advisorRows: readonly Row[],
): readonly PricedType[] {
  const advisor = new Map(
    advisorRows.filter((row) => row.region === region && row.os === 'Linux').map((row) => [row.instance_type, row]),
  );
  return instanceTypes.flatMap((instanceType) => {
    const onDemand = prices.price(region, instanceType);
    if (onDemand === undefined) return [];
    const row = advisor.get(instanceType);
    const savingsPercent = onDemand.cutSince ? null : numberOrNull(row?.savings_pct);
    return [{ instanceType, onDemand, savingsPercent, bucket: numberOrNull(row?.interruption_bucket) }];
  });
}

function spotEstimate(type: PricedType): number | null {
  if (type.savingsPercent === null) return null;
  return Math.round((type.onDemand.microUsdPerHour * (100 - type.savingsPercent)) / 100);
}

function fargateProvenance(rows: readonly FargatePrice[]): readonly Provenance[] {
  if (rows.length === 0) return [];
  return [rows.every((row) => row.source.startsWith('infracost')) ? FARGATE_SOURCE : FARGATE_NOTES_SOURCE];
}

/** Rows nobody saw in a stored file are left out: unknown, not guessed. */
function fargatePrices(region: string, rows: readonly Row[]): readonly FargatePrice[] {
  return rows.flatMap((row): FargatePrice[] => {
    const microUsdPerVcpuHour = microUsdOrNull(row.vcpu_usd_h);
    const microUsdPerGibHour = microUsdOrNull(row.gb_usd_h);
    if (row.region !== region || row.confidence !== 'high') return [];
    if (microUsdPerVcpuHour === null || microUsdPerGibHour === null) return [];
    return [
      {
        architecture: row.arch === 'arm64' ? 'arm64' : 'x86_64',
        launch: row.launch === 'FARGATE_SPOT' ? 'FARGATE_SPOT' : 'FARGATE',
        microUsdPerVcpuHour,
        microUsdPerGibHour,
        // The collection's own wording names how it was kept; the catalogue names what it is.
        source: row.source.replace('seen in stored repository note', 'note in a public repository'),
      },
    ];
  });
}
