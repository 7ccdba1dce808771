/** The file of a refreshed catalogue: a line a type, a price and a zone, so that two of them can be compared as text. */
import { REFRESHED_CATALOG_KIND, type RefreshedCatalog } from '../models/refreshed-catalog.ts';
import { columnsOf, rowsOf } from '../models/table-rows.ts';
import { serializeTable } from './table-text.ts';

export function writeRefreshedCatalog(catalog: RefreshedCatalog): string {
  const { types, prices, spotByZone } = catalog;
  return serializeTable(
    {
      ...catalog,
      types: { ...types, columns: rowsOf(types.columns) },
      prices: { ...prices, columns: rowsOf(prices.columns) },
      spotByZone: rowsOf(spotByZone),
    },
    4,
  );
}

/** Undefined when the value is not what `writeRefreshedCatalog` wrote. */
export function readRefreshedCatalog(value: unknown): RefreshedCatalog | undefined {
  const catalog = value as RefreshedCatalog | null;
  if (typeof catalog !== 'object' || catalog?.kind !== REFRESHED_CATALOG_KIND || catalog.schemaVersion !== 1)
    return undefined;
  const [types, prices, zones] = [catalog.types?.columns, catalog.prices?.columns, catalog.spotByZone].map(columnsOf);
  if (types?.instanceType === undefined || prices?.instanceType === undefined || zones === undefined) return undefined;
  return {
    ...catalog,
    types: { ...catalog.types, columns: types as unknown as RefreshedCatalog['types']['columns'] },
    prices: { ...catalog.prices, columns: prices as unknown as RefreshedCatalog['prices']['columns'] },
    spotByZone: zones as unknown as RefreshedCatalog['spotByZone'],
  };
}
