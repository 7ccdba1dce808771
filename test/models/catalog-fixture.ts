/** The embedded catalogue of a region as tests read it: straight from the committed files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog, CatalogIndex, InstanceType, RegionTable, TypeTable } from '../../src/models/catalog.ts';
import { buildCatalog } from '../../src/models/catalog-build.ts';
import { formatProblem, type Result } from '../../src/models/problem.ts';

export const CATALOG_DIR = join(import.meta.dirname, '../../data/catalog');

export function readTypes(): TypeTable {
  return JSON.parse(readFileSync(join(CATALOG_DIR, 'types.json'), 'utf8')) as TypeTable;
}

export function readRegion(region: string): RegionTable {
  return JSON.parse(readFileSync(join(CATALOG_DIR, 'regions', `${region}.json`), 'utf8')) as RegionTable;
}

export function readIndex(): CatalogIndex {
  return JSON.parse(readFileSync(join(CATALOG_DIR, 'index.json'), 'utf8')) as CatalogIndex;
}

export function catalogOf(region: string): Catalog {
  return expectValue(buildCatalog(readTypes(), readRegion(region)));
}

export function typeOf(catalog: Catalog, instanceType: string): InstanceType {
  const found = catalog.byName.get(instanceType);
  if (found === undefined) throw new Error(`${instanceType} is not in ${catalog.region}`);
  return found;
}

export function expectValue<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.value;
}

export function problemsOf<Value>(result: Result<Value>): readonly string[] {
  return result.ok ? [] : result.problems.map(formatProblem);
}
