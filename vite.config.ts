/** Builds the what-if page into dist/page: static files that work below any path, with a policy that forbids calls elsewhere. */
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
 * simple-statistics makes when it is loaded serves only its own functions, which it does not say of itself.
 */
const BUNDLING = {
  output: { topLevelVar: false, comments: { annotation: false } },
  treeshake: { moduleSideEffects: [{ test: /\/simple-statistics\//, sideEffects: false }] },
};

export default defineConfig({
  base: './',
  publicDir: false,
  plugins: [contentSecurityPolicy()],
  json: { namedExports: false },
  build: {
    outDir: 'dist/page',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: BUNDLING,
  },
  worker: { format: 'es', rolldownOptions: BUNDLING },
});
