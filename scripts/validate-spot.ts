/**
 * Fits the Spot spell law to the public availability and preemption series and writes what it predicts against what they show into
 * docs/validation.md, between its markers. Usage: npx tsx scripts/validate-spot.ts [--check] [folder of the series]
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spotPage } from './validate-spot/page.ts';
import { readSeries } from './validate-spot/series.ts';

const BEGIN = '<!-- validate:spot begin; written by npm run validate:spot, do not edit -->';
const END = '<!-- validate:spot end -->';
const TITLE =
  '# Validation\n\nWhat the models predict against what was observed; every table is written by a script.\n';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const page = join(root, 'docs/validation.md');
const arguments_ = process.argv.slice(2);
const folder =
  arguments_.find((argument) => !argument.startsWith('--')) ??
  join(root, '../shared/data/spot/availability-preemption');

const series = readSeries(folder);
if (series === undefined) {
  console.error(
    `no series at ${folder}: get skypilot-org/spot-traces and name the folder; docs/validation.md stays as it is`,
  );
} else {
  const present = existsSync(page) ? readFileSync(page, 'utf8') : TITLE;
  const wanted = withSection(present, `${BEGIN}\n\n${spotPage(series)}\n\n${END}`);
  if (arguments_.includes('--check')) {
    if (wanted !== present) process.exitCode = 1;
    console.error(
      wanted === present ? 'docs/validation.md is current' : 'docs/validation.md is stale: npm run validate:spot',
    );
  } else {
    writeFileSync(page, wanted);
    console.error(wanted === present ? 'docs/validation.md is current' : 'wrote docs/validation.md');
  }
}

/** Other sections, by other scripts, stay as they are. */
function withSection(text: string, section: string): string {
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < 0) return `${text.trimEnd()}\n\n${section}\n`;
  return `${text.slice(0, from)}${section}${text.slice(to + END.length)}`;
}
