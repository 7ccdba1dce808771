/** Reads the collected CSV tables into rows; decides nothing about their meaning. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';

export type Row = Readonly<Record<string, string>>;

export interface SourceTables {
  readonly types: readonly Row[];
  /** On-Demand prices of 2025-04-04, one column a region. */
  readonly onDemandByRegion: readonly Row[];
  readonly spotAdvisor: readonly Row[];
  readonly ebs: readonly Row[];
  readonly fargate: readonly Row[];
}

export function readSourceTables(dataDir: string): SourceTables {
  const read = (path: string): readonly Row[] => {
    const bytes = readFileSync(join(dataDir, path));
    return parse(path.endsWith('.gz') ? gunzipSync(bytes) : bytes, { columns: true, skip_empty_lines: true }) as Row[];
  };
  return {
    types: read('catalog/ec2-types.csv'),
    onDemandByRegion: read('catalog/ec2-ondemand-by-region-2025-04-04.csv'),
    spotAdvisor: read('spot/spot-advisor-2025-06-28.csv.gz'),
    ebs: read('catalog/ebs-prices-2024-07-18.csv'),
    fargate: read('catalog/fargate-prices.csv'),
  };
}

/** Empty cells are unknown, not zero. */
export function numberOrNull(cell: string | undefined): number | null {
  if (cell === undefined || cell === '') return null;
  const value = Number(cell);
  if (!Number.isFinite(value)) throw new Error(`not a number: "${cell}"`);
  return value;
}

/** Dollars in text to whole micro-dollars. */
export function microUsdOrNull(cell: string | undefined): number | null {
  const usd = numberOrNull(cell);
  return usd === null ? null : Math.round(usd * 1_000_000);
}
