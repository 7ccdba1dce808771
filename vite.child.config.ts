import { defineConfig } from 'vite';

// The process that the crash test kills (test/support/account/apply-child.ts), bundled so that it starts quickly.
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true, target: 'node' },
  build: { ssr: true, emptyOutDir: true, target: 'node20', minify: false, sourcemap: false },
});
