import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/built.ts';

const FOLDER = join(ROOT, 'dist/node');

/** All code that a chunk brings along: what is required outside functions. Names of functions survive bundling. */
function codeLoadedBy(entry: string, seen = new Set<string>()): string {
  const path = join(FOLDER, entry);
  if (seen.has(path)) return '';
  seen.add(path);
  const code = readFileSync(path, 'utf8');
  const imports = [...code.matchAll(/^(?:const \S+ = )?require\("(\.[^"]+)"\)/gm)];
  return [code, ...imports.map(([, to]) => codeLoadedBy(join(entry, '..', to), seen))].join('\n');
}

function chunkWith(definition: string): string {
  const found = readdirSync(join(FOLDER, 'chunks')).find(
    (name) => name.endsWith('.cjs') && readFileSync(join(FOLDER, 'chunks', name), 'utf8').includes(definition),
  );
  if (found === undefined) throw new Error(`no chunk holds ${definition}`);
  return join('chunks', found);
}

const SDK = 'aws-sdk';
const SOLVER = 'Highs_';
const SEARCH = 'function optimizeScenario(';
const SCHEDULES = 'function parseScheduleExpression(';

describe('what a verb loads', () => {
  it('is what its chunk imports, so that what must not be there can be found where it is', () => {
    expect(chunkWith(SDK)).toMatch(/cjs$/);
    expect(codeLoadedBy(chunkWith('function optimizeVerb('))).toContain(SEARCH);
    expect(chunkWith(SOLVER)).toMatch(/highs/);
    expect(chunkWith(SCHEDULES)).toMatch(/scheduled-workload/);
  });

  it('is next to nothing for --help', () => {
    const loaded = codeLoadedBy('cli.cjs');
    expect(loaded).toContain('function createProgram(');
    for (const heavy of [SDK, SOLVER, SEARCH, 'function simulatePrepared(', 'function importTrace(', 'ZodError'])
      expect(loaded).not.toContain(heavy);
    expect(loaded.length).toBeLessThan(250_000);
  });

  it('is neither the AWS SDK nor the solver nor the search nor the importers nor what reads schedules for simulate', () => {
    const loaded = codeLoadedBy(chunkWith('function simulateVerb('));
    expect(loaded).toContain('function simulatePrepared(');
    for (const heavy of [SDK, SOLVER, SEARCH, SCHEDULES, 'function floorFor(', 'function importTrace('])
      expect(loaded).not.toContain(heavy);
  });

  it('is the engine without schemas and YAML for a worker thread', () => {
    const loaded = codeLoadedBy('study-worker.cjs');
    expect(loaded).toContain('function simulatePrepared(');
    for (const heavy of [SDK, SOLVER, SEARCH, 'ZodError', 'YAMLParseError', 'function importTrace('])
      expect(loaded).not.toContain(heavy);
  });
});
