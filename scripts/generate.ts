/**
 * Writes every generated file from one list; `--check` writes nothing and exits 1 naming the files that are stale.
 * Usage: npx tsx scripts/generate.ts [--check]
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scenarioJsonSchema } from '../src/scenario/schema.ts';
import { assumptionsPage } from './generate/assumptions-page.ts';

interface GeneratedFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly render: () => string | Promise<string>;
}

/** Append here. */
const GENERATED_FILES: readonly GeneratedFile[] = [
  { path: 'data/schema/scenario.schema.json', render: () => `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n` },
  { path: 'docs/assumptions.md', render: assumptionsPage },
];

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const isCheck = process.argv.includes('--check');
const stale: string[] = [];

for (const { path, render } of GENERATED_FILES) {
  const wanted = await render();
  const present = await readFile(join(root, path), 'utf8').catch(() => undefined);
  if (present === wanted) continue;
  stale.push(path);
  if (isCheck) continue;
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), wanted);
}

if (isCheck && stale.length > 0) {
  console.error(`stale generated files (run npm run generate):\n${stale.map((path) => `  ${path}`).join('\n')}`);
  process.exitCode = 1;
} else {
  console.error(stale.length === 0 ? 'generated files are current' : `wrote ${stale.join(', ')}`);
}
