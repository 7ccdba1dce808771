import { defineConfig } from 'vite';
import { highsRuntime } from './vite.node.config.ts';

// The benchmark as one Node bundle, built like the command line's (vite.node.config.ts), so that what is measured is what ships: CommonJS
// too, for at the top level of a module V8 takes a function for something that may change, and compares it at every call that it inlines.
export default defineConfig({
  publicDir: false,
  plugins: [highsRuntime],
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: true,
    outDir: 'dist-bench',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    sourcemap: false,
    rollupOptions: {
      input: { bench: 'test/bench/bench.ts' },
      output: {
        format: 'cjs',
        dynamicImportInCjs: false,
        topLevelVar: false,
        entryFileNames: '[name].cjs',
        chunkFileNames: 'chunks/[name]-[hash].cjs',
      },
    },
  },
});
