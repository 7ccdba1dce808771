/** How the tests run; tests of the built command find it fresh (test/support/built.ts). */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/built.ts'],
    setupFiles: ['test/support/check-every-run.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
