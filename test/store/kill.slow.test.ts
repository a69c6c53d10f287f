import { expect, test } from 'vitest';
import { systemClock } from '../../src/observe/clock.ts';
import { openFileStore } from '../../src/store/file.ts';
import { createMemoryGuard, quietLog, testKeys } from './folder.ts';
import type { Before } from './lossy-disk.ts';
import { createLossyDisk, createMedium, forgetLocks, systemError } from './lossy-disk.ts';
import { change, countChanges, countRecords, record } from './workload.ts';

/** Runs a scenario until the process dies at call `at`, in the middle of a write; then opens the files that are left. */
async function dieAt(at: number, midway: boolean): Promise<number> {
  const medium = createMedium();
  const rollbackGuard = createMemoryGuard();
  const alarms = new Set<string>();
  let calls = 0;
  let dead = false;
  const before: Before = ({ name }) => {
    calls += 1;
    if (dead) throw systemError('EKILLED');
    dead = calls === at;
    if (dead && midway && name === 'write') return { part: 0.4 };
    if (dead) throw systemError('EKILLED');
    return undefined;
  };
  const open = (mortal: boolean) =>
    openFileStore({
      folder: '/data',
      keys: testKeys,
      clock: systemClock,
      log: quietLog,
      onAlarm: ({ kind }) => {
        if (!mortal) alarms.add(kind);
      },
      rollbackGuard,
      disk: mortal ? createLossyDisk(medium, undefined, before) : createLossyDisk(medium),
      limits: { journalBytes: 1500, auditBytes: 500 },
    });
  const promised = { changes: 0, records: 0 };
  try {
    for (let life = 0; life < 2; life++) {
      const store = await open(true);
      for (let round = 0; round < 5; round++) {
        await change(store, promised.changes + 1);
        promised.changes += 1;
        await record(store, promised.records + 1);
        promised.records += 1;
      }
      await store.close();
    }
  } catch (thrown) {
    if (!dead) throw thrown;
  }
  dead = true;
  await new Promise<void>((resolve) => setImmediate(resolve));
  forgetLocks(medium);
  const store = await open(false);
  const changes = await countChanges(store);
  const records = await countRecords(store);
  expect(changes).toBeGreaterThanOrEqual(promised.changes);
  expect(changes).toBeLessThanOrEqual(promised.changes + 1);
  expect(records).toBeGreaterThanOrEqual(promised.records);
  await change(store, changes + 1);
  await store.close();
  const again = await open(false);
  expect(await countChanges(again)).toBe(changes + 1);
  expect(await again.verifyAudit()).toEqual({ kind: 'ok', records });
  await again.close();
  alarms.delete('tail-dropped');
  expect([...alarms]).toEqual([]);
  return calls;
}

test('a process killed before, during or after any disk call leaves all acknowledged changes', async () => {
  const calls = await dieAt(0, false);
  expect(calls).toBeGreaterThan(130);
  for (let at = 1; at <= calls; at++) {
    await dieAt(at, false);
    await dieAt(at, true);
  }
});
