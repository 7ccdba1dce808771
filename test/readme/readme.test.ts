/** The commands of README.md do what they say: each is run, in order, in a fresh copy of the project. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ROOT } from '../support/built.ts';
import { isRunnable, shellCommands } from './commands.ts';

/** The sources too: npx links the package it stands in, and npm builds what it links. */
const COPIED =
  'bin data dist index.html package.json package-lock.json README.md scenarios scripts/keep-bytecode.mjs src tsconfig.json vite.config.ts vite.node.config.ts';
const COMMANDS = shellCommands(readFileSync(join(ROOT, 'README.md'), 'utf8'));

describe('README.md', () => {
  let folder = '';

  beforeAll(() => {
    if (inject('buildFailure') !== '') throw new Error(inject('buildFailure'));
    folder = mkdtempSync(join(tmpdir(), 'batchwright-readme-'));
    for (const path of COPIED.split(' ')) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has commands to run, npm ci first', () => {
    expect(COMMANDS[0]?.command).toMatch(/^npm ci\b/);
    expect(COMMANDS.filter(isRunnable).length).toBeGreaterThan(3);
  });

  it.each(COMMANDS.filter(isRunnable))('line $line: $command', { timeout: 180_000 }, ({ command }) => {
    // Offline and with a cache of its own, so that npx runs what is here and never a package of the same name.
    const env = { ...process.env, npm_config_offline: 'true', npm_config_cache: join(folder, '.npm') };
    const { status, stderr } = spawnSync('bash', ['-c', command], { cwd: folder, env, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  });
});

describe('the commands of a page', () => {
  const page = [
    '# Title',
    '```sh',
    '# a comment',
    'npm ci',
    'one --flag \\',
    '  --other',
    '',
    'two   # not run',
    '```',
    '```yaml',
    'no: command',
    '```',
  ].join('\n');

  it('are the lines of its sh blocks, with their line numbers, and nothing else', () => {
    expect(shellCommands(page)).toEqual([
      { line: 4, command: 'npm ci' },
      { line: 5, command: 'one --flag --other' },
      { line: 8, command: 'two   # not run' },
    ]);
  });

  it('are run unless they install, test or say that they are not', () => {
    expect(shellCommands(page).filter(isRunnable)).toEqual([{ line: 5, command: 'one --flag --other' }]);
  });
});
