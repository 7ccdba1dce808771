/** What lets test files share a process: modules that keep no state, and a rule that keeps the others apart. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LONG_FILES } from '../support/longest-first.ts';
import { needsOwnProcess } from '../support/own-process.ts';

const ROOT = resolve(import.meta.dirname, '../..');

describe('modules that test files share', () => {
  it('keep nothing that changes: no variable and no empty collection outside a function', () => {
    const names = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
    const shared = names
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => /^(?!cli\/|ui\/).*\.ts$/.test(name));
    expect(shared.length).toBeGreaterThan(200);
    const stateful = shared.filter((name) =>
      /^(export )?(let |var |const .*= (\[\]|\{\}|new (Map|Set)(<.*>)?\(\));)/m.test(
        readFileSync(join(ROOT, 'src', name), 'utf8'),
      ),
    );
    // A shelf that nobody reads, rows that are cleared before they serve again, and what every run is held to, which is the same
    // before every test file. What is known of an object in a WeakMap goes with the object.
    expect(stateful.sort()).toEqual(['engine/compiled-code.ts', 'engine/run-checks.ts', 'engine/spare-jobs.ts']);
  });
});

describe('a test file has a process of its own', () => {
  it.each([
    "vi.stubEnv('AWS_REGION', 'eu-west-1');",
    'globalThis.Function = traced;',
    'expect(process.env.HOME).toBe(home);',
    "import { spawnSync } from 'node:child_process';",
    "import { runHere } from '../support/cli.ts';",
    "import { main } from '../../src/cli/main.ts';",
  ])('when it says %s', (line) => {
    expect(needsOwnProcess(line)).toBe(true);
  });

  it('when it changes nothing but its own time limits, it has not', () => {
    expect(needsOwnProcess("import { simulate } from '../../src/engine/simulate.ts';")).toBe(false);
    expect(needsOwnProcess('vi.setConfig({ testTimeout: 240_000 });')).toBe(false);
  });
});

it('the files that start first because they take long are there', () => {
  expect(LONG_FILES.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

it('TypeScript is loaded without giving names anew to classes and functions', () => {
  const counted = `
    let times = 0;
    const real = Object.defineProperty;
    Object.defineProperty = (...given) => {
      if (given[1] === 'name' && given[2].value === 'MinimumChoice') times++;
      return real(...given);
    };
    const { MinimumChoice } = await import('./src/engine/minimum-choice.ts');
    console.log(times, MinimumChoice.name);`;
  const flags = ['--import', './test/support/without-names.mjs', '--input-type=module', '-e', counted];
  expect(execFileSync(process.execPath, flags, { cwd: ROOT, encoding: 'utf8' })).toBe('0 MinimumChoice\n');
});
