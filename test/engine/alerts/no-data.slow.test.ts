import { afterAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/observe/clock.ts';
import { faults } from '../../../src/sandbox/faults/faults.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { endure } from './faulted.ts';

const open: Sandbox[] = [];
afterAll(() => Promise.all(open.map((sandbox) => sandbox.close())));

async function endureFault(name: string, polls: number) {
  const fault = faults.find((each) => each.name === name);
  if (fault === undefined) throw new Error(name);
  const sandbox = await startSandbox({ size: 'sample', clock: systemClock });
  open.push(sandbox);
  return endure(sandbox, 'payatom', fault, polls);
}

describe.concurrent('a provider that fails behind the real client while alerts are open', () => {
  it.each([
    ['503', 30],
    ['closed at once', 8],
    ['body stalls', 8],
    ['HTML page', 8],
    ['null for texts', 8],
  ])(
    'with %s for %d minutes clears none of them, and is reported once at the beginning and once at the end',
    async (name, polls) => {
      const { before, after, fired, reportedAfter, ...counts } = await endureFault(name, polls);
      expect(before).toEqual(['A1', 'A2', 'A3']);
      expect(after).toEqual(before);
      expect(fired).toEqual(['blind']);
      expect(reportedAfter).toBeLessThanOrEqual(6);
      expect(reportedAfter).toBeGreaterThanOrEqual(5);
      expect(counts).toEqual({ noDataNotices: 1, clearNotices: 1, falseClears: 0 });
    },
  );

  it('with an odd but correct response is not reported', async () => {
    const { before, after, fired, ...counts } = await endureFault('byte order mark', 8);
    expect(after).toEqual(before);
    expect(fired).toEqual([]);
    expect(counts).toEqual({ reportedAfter: undefined, noDataNotices: 0, clearNotices: 0, falseClears: 0 });
  });
});
