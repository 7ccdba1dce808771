/** Fetches the embedded catalogue: the type table once, and one region's prices when they are first asked for. */
import type { RegionTable, TypeTable } from '../models/catalog.ts';

const REGIONS = import.meta.glob<RegionTable>('../../data/catalog/regions/*.json', { import: 'default' });

export interface CatalogTables {
  readonly types: TypeTable;
  /** Undefined when no prices are embedded for the region. */
  readonly region: RegionTable | undefined;
}

export async function loadCatalogTables(region: string): Promise<CatalogTables> {
  const loadRegion = REGIONS[`../../data/catalog/regions/${region}.json`];
  const [types, table] = await Promise.all([import('../../data/catalog/types.json'), loadRegion?.()]);
  return { types: types.default as unknown as TypeTable, region: table };
}
