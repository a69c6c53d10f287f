import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../src/core/log.ts';
import { systemClock } from '../../src/observe/clock.ts';
import type { StoreAlarm } from '../../src/store/events.ts';
import type { FileStoreOptions } from '../../src/store/file.ts';
import type { RollbackGuard } from '../../src/store/state/load.ts';

export const testKeys = { stateMac: Buffer.alloc(32, 1), auditMac: Buffer.alloc(32, 2) };

export const quietLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** A rollback guard in memory. */
export function createMemoryGuard(known?: number): RollbackGuard & { known(): number | undefined } {
  let generation = known;
  return {
    readGeneration: async () => generation,
    recordGeneration: async (next) => {
      generation = next;
    },
    known: () => generation,
  };
}

/** Creates a folder for one test, with the options of its file store and the alarms that were raised. */
export async function createTestFolder() {
  const parent = await mkdtemp(join(tmpdir(), 'walletwatch-store-'));
  const folder = join(parent, 'data');
  const alarms: StoreAlarm[] = [];
  const rollbackGuard = createMemoryGuard();
  const options: FileStoreOptions = {
    folder,
    keys: testKeys,
    clock: systemClock,
    log: quietLog,
    onAlarm: (alarm) => alarms.push(alarm),
    rollbackGuard,
  };
  return {
    parent,
    folder,
    options,
    alarms,
    guard: rollbackGuard,
    remove: () => rm(parent, { recursive: true, force: true }),
  };
}

/** Reads every file of a folder; starts again if a store renamed one meanwhile. */
export async function readFolder(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  for (let tries = 0; ; tries++) {
    try {
      const files = new Map<string, Buffer>();
      for (const name of (await readdir(folder)).sort()) files.set(name, await readFile(join(folder, name)));
      return files;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT' || tries === 20) throw thrown;
    }
  }
}

/** Replaces the content of a folder by these files. */
export async function writeFolder(folder: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  for (const name of await readdir(folder)) if (!files.has(name)) await rm(join(folder, name));
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes, { mode: 0o600 });
}
