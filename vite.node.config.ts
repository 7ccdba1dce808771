import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** HiGHS looks for its WebAssembly beside the chunk it was bundled into; put it there. */
export const highsRuntime: Plugin = {
  name: 'highs-runtime',
  generateBundle() {
    const source = readFileSync(createRequire(import.meta.url).resolve('highs/runtime'));
    this.emitFile({ type: 'asset', fileName: 'chunks/highs.wasm', source });
  },
};

/** The library for those who import it: the names of the bundle, which is CommonJS (see below). */
const libraryNames: Plugin = {
  name: 'library-names',
  generateBundle(_, bundle) {
    const library = bundle['index.cjs'];
    if (library?.type !== 'chunk') throw new Error('the library was not built');
    const names = library.exports.filter((name) => name !== 'default').sort();
    const source = `import library from './index.cjs';\n\nexport const { ${names.join(', ')} } = library;\n`;
    this.emitFile({ type: 'asset', fileName: 'index.js', source });
  },
};

/**
 * Runs the built commands that should start quickly, and keeps their bytecode beside them (bin/program.cjs). Where that does not
 * go, as in a copy of the project without the scenario, the build is whole all the same, and only slower to start.
 */
const keptBytecode: Plugin = {
  name: 'kept-bytecode',
  writeBundle({ dir }) {
    if (dir === undefined) throw new Error('the build has no folder');
    // Flags of V8 that this process was given would be part of the bytecode.
    const env = { ...process.env, NODE_OPTIONS: '' };
    const script = ['scripts/keep-bytecode.mjs', dir];
    const { status, stderr } = spawnSync(process.execPath, script, { cwd: import.meta.dirname, env, encoding: 'utf8' });
    if (status !== 0) this.warn(`commands will start more slowly, for no bytecode could be kept: ${stderr}`);
  },
};

/** Commander can start other programs, which Batchwright never asks of it: what that needs of Node is loaded when it does. */
const lazyChildProcess: Plugin = {
  name: 'lazy-child-process',
  transform(code, id) {
    if (!id.endsWith('/commander/lib/command.js')) return undefined;
    const eager = "const childProcess = require('node:child_process');";
    if (!code.includes(eager)) throw new Error('commander no longer loads child processes as it did');
    return code.replace(
      eager,
      "const childProcess = { spawn: (...given) => require('node:child_process').spawn(...given) };",
    );
  },
};

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Only ASCII in the files: V8 then keeps a source at one byte a character, and takes it without decoding. Texts, regular
 * expressions and comments mean the same with an escape, unless a backslash stands before the character.
 */
const asciiSources: Plugin = {
  name: 'ascii-sources',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue;
      if (/\\[\u0080-\uffff]/.test(chunk.code))
        throw new Error(`${chunk.fileName}: a backslash before a character to escape`);
      chunk.code = chunk.code.replace(/[\u0080-\uffff]/g, escaped);
    }
  },
};

/** Each file costs a millisecond to find and link, so what every run of a scenario needs lies in a few. */
const GROUPS = [
  {
    name: 'start',
    test: /src\/(models\/(problem|nearest-name)|cli\/(failure|exit-codes|catalog-files))\.ts$|commander/,
  },
  { name: 'simulation', test: /\/src\/(models|engine|study)\// },
  {
    name: 'scenario',
    // What reads schedules is loaded with the first of them; the library's door, which has it at hand, would bring it along.
    test: /\/src\/(scenario\/(?!scheduled-workload|check-firing|assemble-scenario)|report\/)|node_modules\/(zod|yaml)\//,
  },
];

/** What the benchmark (vite.bench.config.ts) is built with too, so that what is measured is what ships: all but Node itself inside. */
export const forNode = {
  publicDir: false,
  ssr: { noExternal: true, target: 'node' },
} as const;
export const nodeBuild = { ssr: true, emptyOutDir: true, target: 'node20', minify: false, sourcemap: false } as const;
/**
 * CommonJS, because Node can be handed the bytecode of a script, not that of a module; and at the top level of a module V8 takes a
 * function for something that may change, and compares it at every call that it inlines. Constants stay `const`: V8 puts their values
 * into the machine code, and a `var` is read each time.
 */
export const nodeOutput = {
  format: 'cjs',
  dynamicImportInCjs: false,
  topLevelVar: false,
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name]-[hash].cjs',
} as const;

// The command line, its worker thread and the library; verbs become chunks of their own, so that `--help` loads almost nothing.
export default defineConfig({
  ...forNode,
  plugins: [highsRuntime, libraryNames, lazyChildProcess, asciiSources, keptBytecode],
  // File by file: bundled in one, it fills a table when it is loaded, for functions that nobody here asks for.
  resolve: { alias: { 'simple-statistics': resolve(import.meta.dirname, 'node_modules/simple-statistics/index.js') } },
  build: {
    ...nodeBuild,
    outDir: 'dist/node',
    rolldownOptions: {
      input: { cli: 'src/cli/cli.ts', 'study-worker': 'src/cli/study-worker.ts', index: 'src/index.ts' },
      treeshake: { moduleSideEffects: [{ test: /\/simple-statistics\//, sideEffects: false }] },
      output: { ...nodeOutput, codeSplitting: { groups: GROUPS } },
    },
  },
});
