/**
 * Puts moto, which stands in for AWS in the account tests, into .venv; does nothing when the pinned version is there. Plain
 * JavaScript, so that Node runs it before, or while, anything else is installed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const requirements = join(root, 'test/moto/requirements.txt');
const [, wanted = ''] = /==(\S+)/.exec(readFileSync(requirements, 'utf8')) ?? [];
const python = join(root, '.venv/bin/python');

if (installed() !== wanted) {
  if (!existsSync(python)) run('python3', ['-m', 'venv', join(root, '.venv')]);
  // Most of what comes along is never loaded, and what is gets compiled when it first is (test/moto/moto.ts).
  const flags = ['--quiet', '--disable-pip-version-check', '--no-compile'];
  run(python, ['-m', 'pip', 'install', ...flags, '-r', requirements]);
  console.log(`moto ${wanted} is in .venv`);
}

/** The version of moto that is there; empty when none is. */
function installed() {
  if (!existsSync(python)) return '';
  const ask = 'import importlib.metadata as m; print(m.version("moto"))';
  try {
    return execFileSync(python, ['-c', ask], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

function run(command, flags) {
  execFileSync(command, flags, { stdio: 'inherit' });
}
