#!/usr/bin/env node
// Starts the built command line; says how to build it when it is not there.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const entry = new URL('../dist/node/cli.js', import.meta.url);
if (!existsSync(fileURLToPath(entry))) {
  process.stderr.write('batchwright is not built yet - run: npm run build:node\n');
  process.exit(70);
}
await import(entry.href);
