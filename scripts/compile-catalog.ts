/**
 * Writes the embedded catalogue: `npx tsx scripts/compile-catalog.ts [--data DIR] [--out data/catalog]`. DIR holds the
 * collected public tables (`catalog/*.csv`, `spot/*.csv.gz`), which are never committed; see data/catalog/README.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { compileCatalog } from './catalog/compile.ts';

const { values } = parseArgs({
  options: { data: { type: 'string', default: '../shared/data' }, out: { type: 'string', default: 'data/catalog' } },
});

let gzippedBytes = 0;
const files = compileCatalog(values.data);
for (const [path, text] of files) {
  const target = join(values.out, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
  gzippedBytes += gzipSync(text).length;
}
console.error(`${files.size} files written to ${values.out}, ${Math.round(gzippedBytes / 1000)} kB gzipped`);
