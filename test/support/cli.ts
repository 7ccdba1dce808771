/** Runs the command line for tests: in this process where speed matters, as the built command where the process matters. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { inject, onTestFinished } from 'vitest';
import type { CliContext } from '../../src/cli/context.ts';
import { main } from '../../src/cli/main.ts';
import { ROOT } from './built.ts';

export interface Ran {
  readonly exitCode: number | null;
  readonly out: string;
  readonly error: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  /** Standard input is somebody at a terminal. */
  readonly atTerminal?: boolean;
  /** For what Ctrl-C does. */
  readonly isInterrupted?: CliContext['isInterrupted'];
  /** For verbs that wait on AWS. */
  readonly clock?: CliContext['clock'];
}

/** The command in this process, with memory for its streams. */
export async function runHere(arguments_: readonly string[], options: RunOptions = {}): Promise<Ran> {
  let out = '';
  let error = '';
  const context: CliContext = {
    cwd: options.cwd ?? ROOT,
    env: { BATCHWRIGHT_DEBUG: '1' },
    stdin: Object.assign(
      Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]),
      options.atTerminal === true && { isTTY: true },
    ),
    writeOut: (text) => {
      out += text;
    },
    writeError: (text) => {
      error += text;
    },
    isErrorTerminal: false,
    coreCount: 1,
    isInterrupted: options.isInterrupted ?? (() => false),
    interruption: new AbortController().signal,
    ...(options.clock !== undefined && { clock: options.clock }),
  };
  const exitCode = await main(arguments_, context);
  return { exitCode, out, error };
}

export const COMMAND = join(ROOT, 'bin/batchwright.cjs');

export interface SpawnOptions extends RunOptions {
  readonly nodeFlags?: readonly string[];
  /** On top of this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process as soon as it runs, for instance to send it a signal. */
  readonly whileRunning?: (child: ReturnType<typeof spawnBuilt>) => void;
}

const LISTENING = 'listening for SIGINT';
/** Loaded into the command before it starts. */
const TELL_LISTENING = `data:text/javascript,${encodeURIComponent(
  `process.on('newListener', (name) => { if (name === 'SIGINT') process.stderr.write('${LISTENING}\\n'); });`,
)}`;

/** Sends SIGINT that long after the command began to listen for it, which may take seconds where the machine is busy. */
export function interruptedAfter(milliseconds: number): SpawnOptions {
  return {
    nodeFlags: ['--import', TELL_LISTENING],
    whileRunning: (child) => {
      let told = '';
      child.stderr.on('data', (chunk: Buffer) => {
        if (told.includes(LISTENING)) return;
        told += chunk.toString();
        if (told.includes(LISTENING)) setTimeout(() => child.kill('SIGINT'), milliseconds);
      });
    },
  };
}

/** The built command in a process of its own. */
export async function runBuilt(arguments_: readonly string[], options: SpawnOptions = {}): Promise<Ran> {
  const child = spawnBuilt(arguments_, options);
  options.whileRunning?.(child);
  if (options.stdin !== undefined) child.stdin.end(options.stdin);
  else if (options.whileRunning === undefined) child.stdin.end();
  const [out, error] = [textOf(child.stdout), textOf(child.stderr)];
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { exitCode, out: await out, error: await error };
}

function spawnBuilt(arguments_: readonly string[], { cwd, nodeFlags, env }: SpawnOptions) {
  const failure = inject('buildFailure');
  if (failure !== '') throw new Error(`the command line cannot be built: ${failure}`);
  const child = spawn(process.execPath, [...(nodeFlags ?? []), COMMAND, ...arguments_], {
    cwd: cwd ?? ROOT,
    env: { ...process.env, ...env },
  });
  // The command may end before it has read everything; that is its right.
  child.stdin.on('error', () => {});
  return child;
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** An empty folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'batchwright-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Every file below a folder with its content: what "nothing was written" compares. */
export function contentsOf(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    names.map((name) => {
      const path = join(folder, name);
      return [name, statSync(path).isFile() ? readFileSync(path, 'latin1') : 'no plain file'];
    }),
  );
}
