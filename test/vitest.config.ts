import { defineConfig } from 'vitest/config';

/** Long tests: fault matrices, random runs against an oracle, kills, power losses, whole programs. */
const slow = ['test/**/*.slow.test.ts'];

/** Folders whose tests open no socket and start no process: they share one module registry and need no isolation. */
export const unitTests = [
  'test/architecture/**/*.test.ts',
  'test/commands/**/*.test.ts',
  'test/core/**/*.test.ts',
  'test/docs/**/*.test.ts',
  'test/engine/{access,answer,chat}/**/*.test.ts',
  'test/engine/alerts/{deliver,evaluate,poll}/**/*.test.ts',
  'test/engine/alerts/{monitor,service}.test.ts',
  'test/engine/readings/readings*.test.ts',
  'test/http/{json,xml}.test.ts',
  'test/mutants/**/*.test.ts',
  'test/rules/**/*.test.ts',
  'test/vault/vault.test.ts',
  'test/adapters/*/{inbound,keyboard,manifest,pace,render,settings}.test.ts',
  'test/providers/*/{paths,rows,settings}.test.ts',
  'test/store/memory.test.ts',
];

// As in Node: the default import of a CommonJS module is its whole `module.exports`.
const deps = { interopDefault: false };
const common = { setupFiles: ['test/setup/properties.ts'], testTimeout: 30_000, hookTimeout: 30_000, deps };

export default defineConfig({
  test: {
    // Vitest leaves one core free by default, which halves the speed of a machine with two.
    maxWorkers: '100%',
    reporters: ['default', './test/reporters/tally.ts'],
    projects: [
      {
        test: { name: 'unit', include: unitTests, exclude: slow, pool: 'threads', isolate: false, ...common },
      },
      {
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: [...unitTests, ...slow],
          pool: 'forks',
          ...common,
        },
      },
      { test: { name: 'slow', include: slow, pool: 'forks', ...common, testTimeout: 300_000 } },
    ],
  },
});
