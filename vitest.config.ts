/** How the tests run; tests of the built command find it fresh (test/support/built.ts). */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/built.ts'],
    setupFiles: ['test/support/check-every-run.ts'],
    // Ten times what the slowest takes on a free core: machines that build and test at once are that much slower.
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
