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

/** A witness that remembers in memory. */
export function createWitness(known?: number): RollbackGuard & { known(): number | undefined } {
  let generation = known;
  return {
    read: async () => generation,
    write: async (next) => {
      generation = next;
    },
    known: () => generation,
  };
}

/** A folder for one test, what a file store opens it with, and the alarms it raised. */
export async function createTestFolder() {
  const parent = await mkdtemp(join(tmpdir(), 'walletwatch-store-'));
  const folder = join(parent, 'data');
  const alarms: StoreAlarm[] = [];
  const rollbackGuard = createWitness();
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
    witness: rollbackGuard,
    remove: () => rm(parent, { recursive: true, force: true }),
  };
}

/** Every file of a folder with its bytes, at one moment: read again when a store renamed one meanwhile. */
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

/** Makes a folder hold these files and no others. */
export async function writeFolder(folder: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  for (const name of await readdir(folder)) if (!files.has(name)) await rm(join(folder, name));
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes, { mode: 0o600 });
}
