import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { defineConfig, type Plugin } from 'vite';

/** HiGHS looks for its WebAssembly beside the chunk it was bundled into; put it there. */
export const highsRuntime: Plugin = {
  name: 'highs-runtime',
  generateBundle() {
    const source = readFileSync(createRequire(import.meta.url).resolve('highs/runtime'));
    this.emitFile({ type: 'asset', fileName: 'chunks/highs.wasm', source });
  },
};

/** Each file costs a millisecond to find and link, so what every run of a scenario needs lies in a few. */
const GROUPS = [
  {
    name: 'start',
    test: /src\/(models\/(problem|nearest-name)|cli\/(failure|exit-codes|catalog-files))\.ts$|commander/,
  },
  { name: 'simulation', test: /\/src\/(models|engine|study)\// },
  { name: 'scenario', test: /\/src\/(scenario|report)\/|node_modules\/(zod|yaml)\// },
];

// The command line, its worker thread and the library, bundled for Node with everything but Node itself inside; verbs
// become chunks of their own, so that `--help` loads almost nothing.
export default defineConfig({
  publicDir: false,
  plugins: [highsRuntime],
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: true,
    outDir: 'dist/node',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    sourcemap: false,
    rolldownOptions: {
      input: { cli: 'src/cli/cli.ts', 'study-worker': 'src/cli/study-worker.ts', index: 'src/index.ts' },
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        codeSplitting: { groups: GROUPS },
      },
    },
  },
});
