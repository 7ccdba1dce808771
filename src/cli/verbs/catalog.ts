/** `catalog show` and `catalog regions`: the embedded figures with their dates and sources. */
import { buildCatalog } from '../../models/catalog-build.ts';
import { formatProblem } from '../../models/problem.ts';
import { filterCatalog, renderCatalogTable } from '../../report/catalog-text.ts';
import { canonicalJson } from '../../report/index.ts';
import { loadTables } from '../catalog-cache.ts';
import { loadIndex } from '../catalog-files.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { Failure, invalidInput } from '../failure.ts';

export interface CatalogFlags {
  readonly region: string;
  /** embedded, refreshed, or a file of `catalog refresh`. */
  readonly catalog?: string;
  readonly filter?: string;
  readonly json?: boolean;
}

export function catalogShowVerb(context: CliContext, flags: CatalogFlags): ExitCode {
  const { types: table, prices } = loadTables(context, flags.region, flags.catalog);
  const catalog = buildCatalog(table, prices);
  if (!catalog.ok) throw invalidInput(...catalog.problems);
  const types = filterCatalog(catalog.value, flags.filter ?? '');
  if (!types.ok) throw new Failure(EXIT.usage, types.problems);
  for (const warning of types.warnings) context.writeError(`warning: ${formatProblem(warning)}\n`);
  if (flags.json === true) {
    const { region, date, provenance } = catalog.value;
    context.writeOut(canonicalJson({ schemaVersion: 1, region, date, provenance, instanceTypes: types.value }));
  } else context.writeOut(renderCatalogTable(types.value, catalog.value));
  return EXIT.ok;
}

export function catalogRegionsVerb(context: CliContext, flags: { readonly json?: boolean }): ExitCode {
  const index = loadIndex();
  if (flags.json === true) context.writeOut(canonicalJson(index));
  else
    for (const { region, onDemandDate, typeCount } of index.regions)
      context.writeOut(`${region.padEnd(16)} ${onDemandDate}  ${typeCount} types\n`);
  return EXIT.ok;
}
