/** Builds the what-if page into dist/page: static files that work below any path, with a policy that forbids calls elsewhere. */
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { CONTENT_SECURITY_POLICY } from './src/cli/content-security-policy.ts';

/** Only in the build: the development server injects inline styles. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/**
 * Hints for bundlers are left out, since nothing bundles the result again. Constants stay `const`: V8 puts their values into the machine code of the simulation, and a `var` is read each time. What
 * simple-statistics and yaml do when they are loaded serves only their own functions, which they do not say of themselves.
 */
const BUNDLING = {
  output: { topLevelVar: false, comments: { annotation: false } },
  treeshake: { moduleSideEffects: [{ test: /\/node_modules\/(simple-statistics|yaml)\//, sideEffects: false }] },
};

export default defineConfig({
  base: './',
  publicDir: false,
  plugins: [contentSecurityPolicy()],
  json: { namedExports: false },
  resolve: {
    alias: [
      // File by file: bundled in one, it fills a table when it is loaded, for functions that nobody here asks for.
      {
        find: 'simple-statistics',
        replacement: resolve(import.meta.dirname, 'node_modules/simple-statistics/index.js'),
      },
      // The page opens no recording, so what replays them would be loaded in vain by every helper.
      { find: './recorded.ts', replacement: resolve(import.meta.dirname, 'src/models/spot/unrecorded.ts') },
    ],
  },
  build: {
    outDir: 'dist/page',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: BUNDLING,
  },
  worker: { format: 'es', rolldownOptions: BUNDLING },
});
