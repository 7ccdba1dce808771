/** Loads the embedded price tables that ship with the package. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CatalogIndex, RegionTable, TypeTable } from '../models/catalog.ts';
import { nearestName } from '../models/nearest-name.ts';
import { invalidInput } from './failure.ts';

/** Path of a file of the package, found from wherever this code was bundled to. */
export function packageFile(path: string): string {
  root ??= packageFolder();
  return join(root, path);
}

let root: string | undefined;

function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'data', 'catalog', 'types.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the data folder of the package is missing');
    folder = parent;
  }
  return folder;
}

export function loadTypes(): TypeTable {
  return readJson('data/catalog/types.json');
}

export function loadIndex(): CatalogIndex {
  return readJson('data/catalog/index.json');
}

export function loadRegion(region: string): RegionTable {
  const path = `data/catalog/regions/${region}.json`;
  if (existsSync(packageFile(path))) return readJson(path);
  const known = loadIndex().regions.map((entry) => entry.region);
  const nearest = nearestName(region, known);
  const suggestion = nearest === undefined ? '' : `did you mean ${nearest}? `;
  throw invalidInput({
    path: 'region',
    message: `no prices are embedded for the region "${region}"`,
    hint: `${suggestion}known: ${known.join(', ')}`,
  });
}

function readJson<Content>(path: string): Content {
  return JSON.parse(readFileSync(packageFile(path), 'utf8')) as Content;
}
