import { expect, test } from 'vitest';
import { runFault, runFaults } from './faults.ts';

test('a disk error at any call leaves the state readable and unchanged', async () => {
  const { calls, stories, rejected, failures } = await runFaults(1);
  expect(failures).toEqual([]);
  expect(calls).toBeGreaterThan(150);
  expect(stories).toBe(4 * calls);
  expect(rejected).toBeGreaterThan(100);
});

test('a failure and its end raise one alarm each', async () => {
  const { calls } = await runFault(undefined);
  for (let at = 1; at <= calls; at++) {
    const { rejected, alarms } = await runFault({ at, code: 'EIO', lasting: true });
    if (rejected < 2) continue;
    expect(alarms.filter((kind) => kind === 'write-failed').length).toBeLessThanOrEqual(2);
    expect(alarms.filter((kind) => kind === 'read-only').length).toBeLessThanOrEqual(2);
    expect(alarms).toContain('writable-again');
  }
});
