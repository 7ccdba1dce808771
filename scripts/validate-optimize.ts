/**
 * Holds `optimize` against the habits it wants to beat on the public traces beside the repository and writes the table into
 * docs/validation.md. Each trace takes minutes, so its figures are kept and only the missing ones are measured.
 * Usage: tsx scripts/validate-optimize.ts [--check] [--again] [--only name] [--keep folder]
 * [--present: what is kept already, nothing measured]
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Measured, measure } from './validate-optimize/measure.ts';
import { optimizePage } from './validate-optimize/page.ts';
import { loadSource, SOURCES } from './validate-optimize/sources.ts';
import { putSection } from './validation-section.ts';

const SCRIPT = 'validate:optimize';
const flag = (name: string): boolean => process.argv.includes(name);
const wordAfter = (name: string): string | undefined =>
  flag(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined;
const folder = wordAfter('--keep') ?? 'node_modules/.cache/validate-optimize';
const only = wordAfter('--only');
mkdirSync(folder, { recursive: true });

const all: Measured[] = [];
for (const source of SOURCES) {
  const kept = join(folder, `${source.name.replaceAll(/\W+/g, '-')}.json`);
  const isWanted = !flag('--present') && (only === undefined || source.name.startsWith(only));
  if (isWanted && (flag('--again') || !existsSync(kept))) {
    const loaded = await loadSource(source);
    if (loaded === undefined) {
      console.error(`no ${source.path} in ../shared/data/traces: docs/validation.md stays as it is`);
      process.exit(0);
    }
    console.error(`${source.name}: ${loaded.assembled.workload.jobCount} jobs`);
    writeFileSync(kept, JSON.stringify(await measure(loaded), undefined, 1));
  }
  if (existsSync(kept)) all.push(JSON.parse(readFileSync(kept, 'utf8')) as Measured);
}
const missing = SOURCES.map(({ name }) => name).filter((name) => all.every((measured) => measured.name !== name));
if (only === undefined) putSection(SCRIPT, optimizePage(all, missing), flag('--check'), withoutSeconds);
else console.log(optimizePage(all));

/** Processor time differs from run to run. */
function withoutSeconds(text: string): string {
  return text.replaceAll(/^Processor time.*$/gm, '');
}
