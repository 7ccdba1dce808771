/**
 * `npm run bench -- [--quick] [--only NAME]`: every row in a process of its own (none pays for what another taught the
 * compiler), then peak memory, then the floor and the command line, then which targets were kept. NAME: a case, `floor`, `traces` or `cli`.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { BenchRow } from './bench-case.ts';
import { CASES } from './cases/index.ts';
import { measureCommandLine } from './command-line.ts';
import { type FloorTime, measureFloor } from './floor-time.ts';
import { type MeasuredRow, measureCase, type SkippedMeasurement } from './measure.ts';
import { type MeasuredMemory, measureMemory } from './memory.ts';
import { serveRow } from './row-process.ts';
import { table } from './table.ts';
import { targetLines } from './targets.ts';
import { measureTraces, type TraceSpeed } from './trace-speed.ts';

/** Rows with fewer jobs say more about the runtime's own memory than about ours. */
const WORTH_WEIGHING = ['M/M/64 10^6', 'M/M/64 10^7', 'elastic Spot 10^6', 'arrays of 10,000: 100'];

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    /** Used by the bench itself: rounds of one row as the parent asks for them; the memory of one row as JSON. */
    row: { type: 'string' },
    memory: { type: 'string' },
    floor: { type: 'string' },
    traces: { type: 'boolean', default: false },
  },
});

// A rejection ends the process with its stack.
void main();

async function main(): Promise<void> {
  if (values.row !== undefined) await serveRow(rowOf(values.row));
  else if (values.traces) console.log(JSON.stringify(await measureTraces(values.quick)));
  else if (values.floor !== undefined) console.log(JSON.stringify(await measureFloor()));
  else if (values.memory !== undefined) console.log(JSON.stringify(await measureMemory(rowOf(values.memory))));
  else if (unknownNames().length > 0) refuse(unknownNames());
  else await runAll();
}

/** What `--only` takes. */
function knownNames(): string[] {
  return [...CASES.map(({ name }) => name), 'floor', 'traces', 'cli'];
}

function unknownNames(): string[] {
  return values.only.filter((name) => !knownNames().includes(name));
}

/** An empty table would look like a measurement. */
function refuse(names: readonly string[]): void {
  console.error(
    `nothing is called ${names.map((name) => `"${name}"`).join(', ')}; --only takes ${knownNames().join(', ')}`,
  );
  process.exitCode = 2;
}

function rowOf(label: string): BenchRow {
  const found = CASES.flatMap(({ rows }) => rows).find((row) => row.label === label);
  if (found === undefined) throw new Error(`no row is called "${label}"`);
  return found;
}

async function runAll(): Promise<void> {
  console.log(`node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}\n`);
  const isWanted = (name: string) => values.only.length === 0 || values.only.includes(name);
  const rows: (MeasuredRow | SkippedMeasurement)[] = [];
  for (const one of CASES.filter(({ name }) => isWanted(name))) {
    console.error(`measuring ${one.name} ...`);
    rows.push(...(await measureCase(one, values.quick, process.argv[1])));
  }
  const measured = rows.filter((row): row is MeasuredRow => !('skipped' in row));
  const memory = new Map<string, MeasuredMemory>();
  for (const { label } of measured) {
    if (WORTH_WEIGHING.includes(label)) memory.set(label, child('--memory', label) as MeasuredMemory);
  }
  console.log(table(rows, memory));
  const floor = isWanted('floor') ? (child('--floor', 'default') as FloorTime) : undefined;
  if (floor !== undefined) console.log(`\n${floorLine(floor)}`);
  if (isWanted('traces')) console.log(`\n${(child('--traces') as TraceSpeed[]).map(traceLine).join('\n')}`);
  const times = isWanted('cli') ? measureCommandLine(values.quick) : undefined;
  if (isWanted('cli') && times === undefined) console.log('\ncommand line: skipped, dist/node is not built');
  console.log(`\n${targetLines(measured, memory, times, floor).join('\n')}`);
}

function floorLine({ jobs, shapes, types, floorMs, allThreadsMs, verifyMs }: FloorTime): string {
  const what = `${jobs.toLocaleString('en-US')} jobs of ${shapes} shapes x ${types} types`;
  const compiled = `${allThreadsMs.toFixed(0)} with the threads that compile the solver`;
  return `floor: ${what}: ${floorMs.toFixed(0)} ms of CPU on the main thread, ${compiled}; verify ${verifyMs.toFixed(0)} ms`;
}

function traceLine({ label, megabytes, jobs, cpuMs, timesScan }: TraceSpeed): string {
  const speed = `${(megabytes / (cpuMs / 1000)).toFixed(0)} MB of text/s, ${Math.round(jobs / cpuMs)} jobs/ms`;
  return `read ${label}: ${cpuMs.toFixed(0)} ms of CPU, ${speed}, ${timesScan.toPrecision(2)} times a scan for line ends`;
}

function child(flag: string, ...name: string[]): unknown {
  const argv = ['--expose-gc', process.argv[1], flag, ...name, ...(values.quick ? ['--quick'] : [])];
  const { status, stdout } = spawnSync(process.execPath, argv, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${flag} ${name.join(' ')} ended with ${status}`);
  return JSON.parse(stdout);
}
