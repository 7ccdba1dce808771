/** Where refreshed catalogues live, and which tables a run uses: embedded unless somebody chose others by name. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RefreshedCatalog, Tables } from '../models/refreshed-catalog.ts';
import { readRefreshedCatalog } from '../report/refreshed-catalog-text.ts';
import { loadRegion, loadTypes } from './catalog-files.ts';
import type { CliContext } from './context.ts';
import { type Failure, invalidInput } from './failure.ts';

/** The folder of the user's cache: XDG Base Directory, or `--cache`. */
export function cacheFolder(context: CliContext, chosen?: string): string {
  if (chosen !== undefined) return resolve(context.cwd, chosen);
  const { XDG_CACHE_HOME: base } = context.env;
  return join(base ? base : join(homedir(), '.cache'), 'batchwright');
}

export function cacheFile(folder: string, region: string): string {
  return join(folder, `catalog-${region}.json`);
}

/**
 * The tables of one region. `choice` is embedded, refreshed, or a file (or folder) of `catalog refresh`; embedded when
 * undefined, so that a scenario gives the same result on every machine.
 */
export function loadTables(context: CliContext, region: string, choice: string | undefined): Tables {
  if (choice === undefined || choice === 'embedded') return { types: loadTypes(), prices: loadRegion(region) };
  const isCache = choice === 'refreshed';
  const path = isCache ? cacheFolder(context) : resolve(context.cwd, choice);
  const file = existsSync(path) && statSync(path).isDirectory() ? cacheFile(path, region) : path;
  const refreshed = existsSync(file) && statSync(file).isFile() ? readRefreshed(file, region) : undefined;
  if (refreshed !== undefined) return refreshed;
  throw invalidInput({
    path: 'catalog',
    message: isCache ? `there is no refreshed catalogue of ${region}` : `there is no catalogue ${file}`,
    hint: `make one: batchwright catalog refresh --region ${region}`,
  });
}

/** Throws a Failure when the file is not what `catalog refresh` writes, or of another region. */
export function readRefreshed(file: string, region: string): RefreshedCatalog {
  const catalog = readRefreshedCatalog(parsed(file));
  if (catalog === undefined) throw notRefreshed(file, 'is not a file that catalog refresh wrote');
  if (catalog.region !== region) throw notRefreshed(file, `is the catalogue of ${catalog.region}, not of ${region}`);
  return catalog;
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw notRefreshed(file, `is not JSON: ${(error as Error).message}`);
  }
}

function notRefreshed(file: string, message: string): Failure {
  return invalidInput({ path: '', file, message, hint: 'make it again: batchwright catalog refresh' });
}
