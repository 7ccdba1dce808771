/**
 * After a build: runs the commands that should start quickly and keeps the bytecode that came of it (bin/program.cjs says for
 * whom). Takes the folder of the build. Run by Node itself, because the flags of another runner would be part of the bytecode.
 */
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import v8 from 'node:v8';

const SCENARIO = 'scenarios/quickstart.yaml';
const COMMANDS = [['--help'], ['simulate', SCENARIO], ['simulate', SCENARIO, '--json', '--replications', '1']];

// Bytecode carries the flags of the moment, and Node 22 does not count flags that were set and set back as the ones it began with.
v8.setFlagsFromString = () => {};

const { Program } = createRequire(import.meta.url)('../bin/program.cjs');
const program = new Program();
const { main, processContext } = program.load(join(resolve(process.argv[2]), 'cli.cjs'));
const quiet = { ...processContext(), writeOut: () => {}, writeError: () => {} };
for (const command of COMMANDS) {
  const code = await main(command, quiet);
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`);
}
program.keepBytecode();
