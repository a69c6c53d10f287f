import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
    // As Node does: what an older module hands out is its default import, whole.
    deps: { interopDefault: false },
    reporters: ['default', './test/reporters/tally.ts'],
  },
});
