import { defineConfig } from 'vite';

// The command line, its worker thread and the library, bundled for Node with everything but Node itself inside; verbs
// become chunks of their own, so that `--help` loads almost nothing.
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: true,
    outDir: 'dist/node',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    sourcemap: false,
    rollupOptions: {
      input: { cli: 'src/cli/cli.ts', 'study-worker': 'src/cli/study-worker.ts', index: 'src/index.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
