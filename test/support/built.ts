/** Before the tests: builds the command line when it is missing or older than its sources, beside the old one, then swaps. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Why the command line could not be built; empty when it could. Only tests that run it fail then. */
    readonly buildFailure: string;
  }
}

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = ['src', 'package.json', 'vite.node.config.ts', 'bin/program.cjs', 'scripts/keep-bytecode.mjs'];

export default function setup(project: TestProject): void {
  project.provide('buildFailure', buildWhenOld());
}

function buildWhenOld(): string {
  const built = join(ROOT, 'dist/node/cli.cjs');
  if (existsSync(built) && statSync(built).mtimeMs >= newestChange(SOURCES)) return '';
  const fresh = `dist/node-${process.pid}`;
  try {
    build(fresh);
    swapIn(join(ROOT, fresh), join(ROOT, 'dist/node'));
    return '';
  } catch (error) {
    rmSync(join(ROOT, fresh), { recursive: true, force: true });
    return error instanceof Error ? error.message : String(error);
  }
}

/** In its own process: Vite inside Vitest would take over its environment. */
function build(outDir: string): void {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const flags = ['build', '--config', 'vite.node.config.ts', '--logLevel', 'warn', '--outDir', outDir];
  execFileSync(process.execPath, [vite, ...flags], { cwd: ROOT, stdio: 'pipe', env: { ...process.env, NODE_ENV: '' } });
}

function swapIn(fresh: string, target: string): void {
  const old = `${fresh}-old`;
  if (existsSync(target)) renameSync(target, old);
  renameSync(fresh, target);
  rmSync(old, { recursive: true, force: true });
}

function newestChange(paths: readonly string[]): number {
  const times = paths.flatMap((path) => {
    const full = join(ROOT, path);
    if (!statSync(full).isDirectory()) return [statSync(full).mtimeMs];
    return readdirSync(full, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(full, name)).mtimeMs);
  });
  return times.reduce((newest, time) => (time > newest ? time : newest), 0);
}
