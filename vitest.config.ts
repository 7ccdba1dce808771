/** How the tests run; tests of the built command find it fresh (test/support/built.ts). */
import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';
import { filesWithOwnProcess } from './test/support/own-process.ts';

const ROOT = import.meta.dirname.replaceAll('\\', '/');
const OWN_PROCESS = [...filesWithOwnProcess(ROOT)];

/** Modules that Node itself loads. Where Vitest loads them, each use of an import is a call, and the engine takes twice as long. */
const OF_NODE = new RegExp(`^${ROOT.replaceAll(/[^\w/]/g, '\\$&')}/(src|scripts|test/support)/(?!built)`);

const OF_EVERY_FILE = {
  globalSetup: ['test/support/built.ts'],
  setupFiles: ['test/support/check-every-run.ts'],
  // Ten times what the slowest takes on a free core: machines that build and test at once are that much slower.
  testTimeout: 120_000,
  hookTimeout: 180_000,
  execArgv: ['--import', new URL('test/support/without-names.mjs', import.meta.url).href],
  server: { deps: { external: [OF_NODE] } },
};

export default defineConfig({
  test: {
    // Vitest leaves a core to itself, which on two cores is half of them; and tests that wait for a browser or for AWS leave theirs.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { ...OF_EVERY_FILE, name: 'own-process', include: OWN_PROCESS, isolate: true } },
      {
        test: {
          ...OF_EVERY_FILE,
          name: 'shared-process',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...OWN_PROCESS],
          isolate: false,
        },
      },
    ],
  },
});
