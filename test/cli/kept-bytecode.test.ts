/** The bytecode that the build keeps makes commands start sooner, and can do nothing else: whatever becomes of it, they say the same. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { ROOT } from '../support/built.ts';
import { COMMAND } from '../support/cli.ts';
import { once } from '../support/once.ts';

const SIMULATE = ['simulate', join(ROOT, 'scenarios/quickstart.yaml'), '--replications', '1'];
/** As bin/program.cjs writes them: checksum of the source, checksum of the bytecode, bytecode. */
const AT = { checksum: 4, bytecode: 8 };

/** Says on standard error for which files V8 took the bytecode. */
const TELL = `data:text/javascript,${encodeURIComponent(`
  import { createRequire } from 'node:module';
  const { Program } = createRequire(process.argv[1])('./program.cjs');
  const { load } = Program.prototype;
  let program;
  Program.prototype.load = function (path) { program = this; return load.call(this, path); };
  process.on('exit', () => process.stderr.write(JSON.stringify(program.loaded())));
`)}`;

let install: string;

beforeEach(() => {
  expect(inject('buildFailure')).toBe('');
  install = mkdtempSync(join(tmpdir(), 'batchwright-install-'));
  for (const part of ['bin', 'dist/node', 'package.json'])
    cpSync(join(ROOT, part), join(install, part), { recursive: true });
  symlinkSync(join(ROOT, 'data'), join(install, 'data'));
});

afterEach(() => rmSync(install, { recursive: true, force: true }));

function run(command: string, arguments_: readonly string[], nodeFlags: readonly string[] = []) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...nodeFlags, '--import', TELL, command, ...arguments_],
    {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  );
  expect(status, stderr).toBe(0);
  const loaded = JSON.parse(stderr) as [string, boolean][];
  return {
    stdout,
    taken: loaded.filter(([, isTaken]) => isTaken).map(([name]) => name),
    loaded: loaded.map(([name]) => name),
  };
}

const runInstalled = (arguments_: readonly string[], nodeFlags?: readonly string[]) =>
  run(join(install, 'bin/batchwright.cjs'), arguments_, nodeFlags);

/** The command where it was built, with its bytecode. */
const usual = once(() => run(COMMAND, SIMULATE));

function bytecodeFiles(): string[] {
  const folder = join(install, 'dist/node');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /bytecode.*\.cjs$/.test(name)).map((name) => join(folder, name));
}

describe('kept bytecode', () => {
  it('is there for all that --help and simulate load, and V8 takes it', () => {
    for (const command of [['--help'], SIMULATE]) {
      const { taken, loaded } = runInstalled(command);
      expect(loaded).toContain('cli.cjs');
      expect(taken).toEqual(loaded);
    }
  });

  it.each<[string, (path: string) => void]>([
    ['missing', (path) => rmSync(path)],
    ['empty', (path) => truncateSync(path, 0)],
    ['cut short', (path) => truncateSync(path, 1000)],
    [
      'damaged in one bit',
      (path) => {
        const bytes = readFileSync(path);
        const middle = bytes.length >> 1;
        bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
        writeFileSync(path, bytes);
      },
    ],
    [
      'whole but of another V8',
      (path) => {
        const bytes = readFileSync(path);
        // The second word of V8's header is a hash of its version.
        bytes.writeUInt32LE((bytes.readUInt32LE(AT.bytecode + 4) ^ 1) >>> 0, AT.bytecode + 4);
        bytes.writeUInt32LE(crc32(bytes.subarray(AT.bytecode)), AT.checksum);
        writeFileSync(path, bytes);
      },
    ],
  ])('when %s is passed over: the same output', (_, spoil) => {
    expect(bytecodeFiles().length).toBeGreaterThan(5);
    for (const path of bytecodeFiles()) spoil(path);
    const spoiled = runInstalled(SIMULATE);
    expect(spoiled.taken).toEqual([]);
    expect(spoiled.stdout).toBe(usual().stdout);
  });

  it('under other flags of V8 is passed over: the same output', () => {
    const flagged = runInstalled(SIMULATE, ['--no-sparkplug']);
    expect(flagged.taken).toEqual([]);
    expect(flagged.stdout).toBe(usual().stdout);
  });

  it('of a source that was edited since, to the same length, is passed over: the edit counts', () => {
    const { stdout } = runInstalled(['--help']);
    const entry = join(install, 'dist/node/cli.cjs');
    writeFileSync(entry, readFileSync(entry, 'utf8').replace('Capacity planner for', 'Capacity plotter for'));
    const edited = runInstalled(['--help']);
    expect(edited.stdout).toBe(stdout.replace('Capacity planner for', 'Capacity plotter for'));
    expect(edited.stdout).not.toBe(stdout);
    expect(edited.taken).not.toContain('cli.cjs');
  });
});

it('the library has the names of the source', async () => {
  const built = (await import(join(ROOT, 'dist/node/index.js'))) as object;
  const source = (await import('../../src/index.ts')) as object;
  expect(Object.keys(built).sort()).toEqual(Object.keys(source).sort());
});
