/** A process with a store, which campaigns kill: `child <folder> story|live|hold [call before|after]`. */
import { readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { SetupError } from '../../../src/core/errors/errors.ts';
import { systemClock } from '../../../src/observe/clock.ts';
import type { Disk, DiskFile } from '../../../src/store/disk/disk.ts';
import { systemDisk } from '../../../src/store/disk/disk.ts';
import type { FileStore } from '../../../src/store/file.ts';
import { openFileStore } from '../../../src/store/file.ts';
import type { RollbackGuard } from '../../../src/store/state/load.ts';
import { quietLog, testKeys } from '../../store/folder.ts';
import { change, countChanges, countRecords, record } from '../../store/workload.ts';

const report = (line: string): void => void writeSync(1, `${line}\n`);
const die = (): void => void process.kill(process.pid, 'SIGKILL');

/** A rollback guard in a file beside the folder. */
export function createFileGuard(folder: string): RollbackGuard {
  const path = `${folder}.guard`;
  return {
    async readGeneration() {
      try {
        return Number(readFileSync(path, 'utf8'));
      } catch {
        return undefined;
      }
    },
    async recordGeneration(generation) {
      writeFileSync(`${path}.next`, String(generation));
      renameSync(`${path}.next`, path);
    },
  };
}

/** Opens a store with small limits, so that a short life compacts it and starts new files. */
export const openChildStore = (folder: string, disk: Disk = systemDisk): Promise<FileStore> =>
  openFileStore({
    folder,
    keys: testKeys,
    clock: systemClock,
    log: quietLog,
    onAlarm: () => undefined,
    rollbackGuard: createFileGuard(folder),
    disk,
    limits: { journalBytes: 2500, auditBytes: 1200 },
  });

/** The system disk and other boundaries; the process dies at one of them. */
export interface Mortal {
  readonly disk: Disk;
  /** Counts a boundary, and dies there if it is the chosen one. */
  step<T>(act: () => Promise<T>): Promise<T>;
  calls(): number;
}

export function mortalDisk(at: number, when: string): Mortal {
  let calls = 0;
  const step = async <T>(act: () => Promise<T>): Promise<T> => {
    calls += 1;
    const last = calls === at;
    if (last && when === 'before') die();
    const value = await act();
    if (last && when === 'after') die();
    return value;
  };
  const mortal = (file: DiskFile): DiskFile => ({
    async write(bytes, position) {
      const half = Math.floor(bytes.length / 2);
      await step(() => file.write(bytes.subarray(0, half), position));
      await step(() => file.write(bytes.subarray(half), position + half));
    },
    async append(bytes, position) {
      const half = Math.floor(bytes.length / 2);
      await step(() => file.write(bytes.subarray(0, half), position));
      await step(() => file.append(bytes.subarray(half), position + half));
    },
    sync: () => step(() => file.sync()),
    truncate: (length) => step(() => file.truncate(length)),
    close: () => step(() => file.close()),
  });
  const disk: Disk = {
    folder: (path) => step(() => systemDisk.folder(path)),
    list: (folder) => step(() => systemDisk.list(folder)),
    read: (path) => step(() => systemDisk.read(path)),
    create: (path) => step(async () => mortal(await systemDisk.create(path))),
    open: (path) => step(async () => mortal(await systemDisk.open(path))),
    rename: (from, to) => step(() => systemDisk.rename(from, to)),
    remove: (path) => step(() => systemDisk.remove(path)),
    syncFolder: (path) => step(() => systemDisk.syncFolder(path)),
  };
  return { disk, step, calls: () => calls };
}

async function work(store: FileStore, rounds: number): Promise<void> {
  let changes = await countChanges(store);
  let records = await countRecords(store);
  report(`open ${changes} ${records}`);
  for (let round = 0; round < rounds; round++) {
    const numbers = Array.from({ length: 1 + (round % 3) }, (_, index) => changes + 1 + index);
    changes += numbers.length;
    await Promise.all([
      ...numbers.map(async (number) => {
        await change(store, number);
        report(`change ${number}`);
      }),
      record(store, records + 1).then(() => {
        records += 1;
        report(`record ${records}`);
      }),
    ]);
  }
}

async function main([folder = '', mode = '', at = '0', when = 'before']: readonly string[]): Promise<void> {
  if (mode === 'story') {
    const { disk, calls } = mortalDisk(Number(at), when);
    const first = await openChildStore(folder, disk);
    await work(first, 6);
    await first.close();
    const second = await openChildStore(folder, disk);
    await work(second, 3);
    await second.close();
    report(`calls ${calls()}`);
    return;
  }
  const store = await openChildStore(folder);
  if (mode === 'hold') {
    report('held');
    for await (const _ of process.stdin);
  } else {
    await work(store, Number.POSITIVE_INFINITY);
  }
  await store.close();
}

if (process.argv[1]?.endsWith('store/child.js')) {
  try {
    await main(process.argv.slice(2));
  } catch (thrown) {
    writeSync(2, `${thrown instanceof Error ? thrown.message : thrown}\n`);
    process.exitCode = thrown instanceof SetupError ? thrown.exitCode : 1;
  }
}
