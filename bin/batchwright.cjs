#!/usr/bin/env node
// Starts the built command line; says how to build it when it is not there. CommonJS, because Node needs 10 ms more to start a module.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { Program } = require('./program.cjs');

const entry = join(__dirname, '../dist/node/cli.cjs');
if (!existsSync(entry)) {
  process.stderr.write('batchwright is not built yet - run: npm run build:node\n');
  process.exit(70);
}
const { main, processContext } = new Program().load(entry);
main(process.argv.slice(2), processContext()).then((exitCode) => {
  process.exitCode = exitCode;
});
