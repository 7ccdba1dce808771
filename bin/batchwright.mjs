#!/usr/bin/env node
// Starts the built command line; says how to build it when it is not there.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../dist/node/cli.cjs', import.meta.url));
if (!existsSync(entry)) {
  process.stderr.write('batchwright is not built yet - run: npm run build:node\n');
  process.exit(70);
}
const { Program } = createRequire(import.meta.url)('./program.cjs');
const { main, processContext } = new Program().load(entry);
process.exitCode = await main(process.argv.slice(2), processContext());
