import { defineConfig } from 'vite';
import { highsRuntime } from './vite.node.config.ts';

// The benchmark as one Node bundle, built like the command line's (vite.node.config.ts), so that what is measured is what ships.
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
      output: { topLevelVar: false, entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
