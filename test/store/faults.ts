import { SetupError } from '../../src/core/errors/errors.ts';
import { StoreError } from '../../src/core/store.ts';
import { systemClock } from '../../src/observe/clock.ts';
import type { StoreAlarm } from '../../src/store/events.ts';
import type { FileStore } from '../../src/store/file.ts';
import { openFileStore } from '../../src/store/file.ts';
import { quietLog, testKeys } from './folder.ts';
import type { Before, Medium } from './lossy-disk.ts';
import { createLossyDisk, createMedium, forgetLocks, systemError } from './lossy-disk.ts';
import { change, countChanges, countRecords, record } from './workload.ts';

/** A disk that fails at call `at`: once, or at every writing call until it is repaired. */
export interface DiskFault {
  readonly at: number;
  readonly code: 'ENOSPC' | 'EIO';
  readonly lasting: boolean;
}

/** The result of a scenario with one disk error. */
export interface FaultOutcome {
  readonly calls: number;
  /** False if the scenario ended before the error. */
  readonly struck: boolean;
  readonly rejected: number;
  readonly alarms: readonly StoreAlarm['kind'][];
}

const folder = '/data';
const reading = new Set(['list', 'read', 'close', 'open', 'folder']);

/**
 * Runs changes, records, compactions and restarts on a disk with one error. Throws if a failed change alters the state,
 * if an acknowledged change is missing, or if the store does not recover with the disk.
 */
export async function runFault(fault: DiskFault | undefined): Promise<FaultOutcome> {
  let calls = 0;
  let struck = false;
  let mended = false;
  const before: Before = ({ name }) => {
    calls += 1;
    if (fault === undefined || mended || calls < fault.at) return undefined;
    if (fault.lasting ? reading.has(name) : struck) return undefined;
    struck = true;
    if (name === 'write' && fault.code === 'ENOSPC') return { part: 0.5 };
    throw systemError(fault.code);
  };
  const medium = createMedium();
  const alarms: StoreAlarm['kind'][] = [];
  const disk = createLossyDisk(medium, undefined, before);
  let known: number | undefined;
  const open = () =>
    openFileStore({
      folder,
      keys: testKeys,
      clock: systemClock,
      log: quietLog,
      onAlarm: ({ kind }) => alarms.push(kind),
      disk,
      rollbackGuard: {
        readGeneration: async () => known,
        recordGeneration: async (generation) => {
          known = generation;
        },
      },
      limits: { journalBytes: 1500, auditBytes: 500 },
    });
  let done = 0;
  let records = 0;
  let rejected = 0;

  const check = async (store: FileStore, atMost = done): Promise<void> => {
    const found = await countChanges(store);
    if (found < done || found > atMost) throw new Error(`${found} changes where ${done} were acknowledged`);
    done = found;
  };
  /** Retries until it succeeds; repairs the disk after some failures. */
  const insist = async (store: FileStore, ask: () => Promise<void>): Promise<void> => {
    for (let tries = 1; ; tries++) {
      try {
        return await ask();
      } catch (thrown) {
        if (!(thrown instanceof StoreError) || tries > 3) throw thrown;
        rejected += 1;
        await check(store);
        if (tries === 2) mended = true;
      }
    }
  };
  const life = async (): Promise<void> => {
    const store = await reopen(medium, open, () => {
      mended = true;
    });
    await check(store, done);
    for (let round = 0; round < 6; round++) {
      await insist(store, async () => {
        await change(store, done + 1);
        done += 1;
      });
      await check(store);
      await insist(store, async () => {
        await record(store, records + 1);
        records += 1;
      });
    }
    await store.close().catch(() => undefined);
  };

  for (let lives = 0; lives < 2; lives++) await life();
  mended = true;
  const store = await reopen(medium, open, () => undefined);
  await check(store);
  const found = await countRecords(store);
  if (found !== records) throw new Error(`${found} records where ${records} were acknowledged`);
  const verdict = await store.verifyAudit();
  if (verdict.kind !== 'ok') throw new Error(`the audit is ${verdict.why} at ${verdict.seq}`);
  await store.close();
  return { calls, struck, rejected, alarms };
}

/** Opens the store; retries after a disk error, at last with a repaired disk. */
async function reopen(medium: Medium, open: () => Promise<FileStore>, mend: () => void): Promise<FileStore> {
  for (let tries = 1; ; tries++) {
    forgetLocks(medium);
    try {
      return await open();
    } catch (thrown) {
      if (thrown instanceof SetupError && !/EIO|ENOSPC/.test(thrown.message)) throw thrown;
      if (tries > 2) throw thrown;
      if (tries === 2) mend();
    }
  }
}

/** Runs the scenario once for each call, with an error at that call. */
export async function runFaults(every: number): Promise<{
  readonly calls: number;
  readonly stories: number;
  readonly rejected: number;
  readonly failures: readonly string[];
}> {
  const { calls } = await runFault(undefined);
  const failures: string[] = [];
  let stories = 0;
  let rejected = 0;
  for (const code of ['ENOSPC', 'EIO'] as const) {
    for (const lasting of [false, true]) {
      for (let at = 1; at <= calls; at += every) {
        stories += 1;
        try {
          const outcome = await runFault({ at, code, lasting });
          rejected += outcome.rejected;
          if (outcome.rejected > 0 && !outcome.alarms.includes('write-failed')) throw new Error('no alarm');
        } catch (thrown) {
          failures.push(
            `${code} at call ${at}${lasting ? ' and after' : ''}: ${thrown instanceof Error ? thrown.message : thrown}`,
          );
        }
      }
    }
  }
  return { calls, stories, rejected, failures };
}
