/** Compiles the collected public tables into the files of `data/catalog`; pure but for reading the tables. */
import type { CatalogIndexEntry, RegionTable } from '../../src/models/catalog.ts';
import { serializeTable } from '../../src/report/table-text.ts';
import { type Row, readSourceTables } from './read-tables.ts';
import { compileRegionTable, OnDemandPrices } from './region-table.ts';
import { EBS_SOURCE, SPOT_ADVISOR } from './sources.ts';
import { compileTypeTable } from './type-table.ts';

/** File path below `data/catalog` to its text; the same tables give the same bytes. */
export function compileCatalog(dataDir: string): ReadonlyMap<string, string> {
  const tables = readSourceTables(dataDir);
  const prices = new OnDemandPrices(tables);
  const types = compileTypeTable(tables.types, (instanceType) => prices.isPricedAnywhere(instanceType));
  const files = new Map([['types.json', serializeTable(types)]]);
  const entries: CatalogIndexEntry[] = [];
  for (const region of prices.regions) {
    const table = compileRegionTable(region, types.columns.instanceType, prices, tables);
    const text = serializeTable(table);
    files.set(`regions/${region}.json`, text);
    entries.push(indexEntry(table, text, tables.ebs));
  }
  const index = { schemaVersion: 1, typeCount: types.columns.instanceType.length, regions: entries };
  files.set('index.json', serializeTable(index));
  return files;
}

function indexEntry(table: RegionTable, text: string, ebs: readonly Row[]): CatalogIndexEntry {
  const name = ebs.find((row) => row.region === table.region)?.location;
  const listed = table.onDemandSources.filter((source) => source.estimate !== true).map((source) => source.date);
  return {
    region: table.region,
    ...(name === undefined ? {} : { name }),
    onDemandDate: listed.sort()[listed.length - 1],
    ...(table.provenance.includes(SPOT_ADVISOR) ? { spotDate: SPOT_ADVISOR.date } : {}),
    ...(table.ebsGp3MicroUsdPerGibMonth === null ? {} : { ebsDate: EBS_SOURCE.date }),
    hasFargate: table.fargate.length > 0,
    typeCount: table.columns.instanceType.length,
    bytes: Buffer.byteLength(text),
  };
}
