import { systemClock } from '../../../src/observe/clock.ts';
import { type Disk, type DiskFile, systemDisk } from '../../../src/store/disk/disk.ts';
import { type FileStore, openFileStore } from '../../../src/store/file.ts';

/** Returns the machine's disk with counters of written bytes, syncs and folded journals. */
export function countingDisk() {
  const count = { bytes: 0, syncs: 0, renames: 0 };
  const counted = (file: DiskFile): DiskFile => ({
    ...file,
    write(bytes, position) {
      count.bytes += bytes.length;
      return file.write(bytes, position);
    },
    append(bytes, position) {
      count.bytes += bytes.length;
      count.syncs += 1;
      return file.append(bytes, position);
    },
  });
  const disk: Disk = {
    ...systemDisk,
    create: async (path) => counted(await systemDisk.create(path)),
    open: async (path) => counted(await systemDisk.open(path)),
    rename(from, to) {
      count.renames += to.endsWith('state.jsonl') ? 1 : 0;
      return systemDisk.rename(from, to);
    },
  };
  return { disk, count };
}

/** Opens a file store that folds its journal above a size. By default it is never folded during a measurement. */
export function openBenchStore(folder: string, disk: Disk, journalBytes = 1 << 30): Promise<FileStore> {
  return openFileStore({
    folder,
    keys: { stateMac: Buffer.alloc(32, 1), auditMac: Buffer.alloc(32, 2) },
    clock: systemClock,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    onAlarm({ kind }) {
      throw new Error(`the store raised ${kind}`);
    },
    disk,
    limits: { journalBytes, auditBytes: 1 << 20 },
  });
}
