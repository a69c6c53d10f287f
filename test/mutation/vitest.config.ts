import { defineConfig } from 'vitest/config';
import { unitTests } from '../vitest.config.ts';

/** The unit tier alone, for Stryker. */
export default defineConfig({
  test: {
    include: [...unitTests],
    exclude: ['test/**/*.slow.test.ts', 'test/architecture/**', 'test/docs/**', 'test/mutants/**'],
    setupFiles: ['test/setup/properties.ts'],
    pool: 'threads',
    isolate: false,
    testTimeout: 30_000,
    deps: { interopDefault: false },
  },
});
