import { constants, write as writeAt } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** A file open for writing. Every call rejects with the system's error (`code`) when the disk fails. */
export interface DiskFile {
  /** Writes all of `bytes` at `position`. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Writes all of `bytes` at `position`; resolves when they are on the disk, and the file's length with them. */
  append(bytes: Uint8Array, position: number): Promise<void>;
  /** Resolves when everything that was written and is known of the file is on the disk. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** What the file store asks of the file system: everything that can fail or be lost passes here. */
export interface Disk {
  /** Makes the folder (0700) when there is none; gives its permission bits. */
  folder(path: string): Promise<{ readonly mode: number }>;
  list(folder: string): Promise<readonly string[]>;
  read(path: string): Promise<Buffer>;
  /** A new file (0600); rejects with `EEXIST` when there is one. */
  create(path: string): Promise<DiskFile>;
  /** A file that is there. */
  open(path: string): Promise<DiskFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Resolves when names made, changed and removed in the folder are on the disk. */
  syncFolder(path: string): Promise<void>;
}

export const systemDisk: Disk = {
  async folder(path) {
    await makeFolder(resolve(path));
    const { mode } = await stat(path);
    return { mode: mode & 0o777 };
  },
  list: (folder) => readdir(folder),
  read: (path) => readFile(path),
  create: (path) => openFile(path, 'wx'),
  open: (path) => openFile(path, 'r+'),
  rename,
  remove: unlink,
  async syncFolder(path) {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

/**
 * Makes the folder and those above it that are missing. Node's own `recursive` tries for ever where a folder that is
 * there takes none, as below `/proc`.
 */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || (await isThere(dirname(path)))) throw thrown;
    await makeFolder(dirname(path));
    await makeFolder(path);
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * On Linux each write through this is on the disk when it ends (open(2), `O_DSYNC`): one call instead of two. Elsewhere
 * that flag is missing or stops at the drive's own memory.
 */
const through = process.platform === 'linux' ? constants.O_DSYNC : undefined;

async function openFile(path: string, flags: 'wx' | 'r+'): Promise<DiskFile> {
  const handle = await open(path, flags, 0o600);
  let lasting: FileHandle | undefined;
  return {
    write: (bytes, position) => writeAll(handle, bytes, position),
    async append(bytes, position) {
      if (through === undefined) {
        await writeAll(handle, bytes, position);
        return handle.datasync();
      }
      lasting ??= await open(path, constants.O_WRONLY | through);
      await writeAll(lasting, bytes, position);
    },
    sync: () => handle.sync(),
    truncate: (length) => handle.truncate(length),
    async close() {
      await Promise.all([lasting?.close(), handle.close()]);
    },
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += await writeSome(handle, done === 0 ? bytes : bytes.subarray(done), position + done);
  }
}

/** By its descriptor: the handle's own method takes twice the processor time. */
function writeSome({ fd }: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    writeAt(fd, bytes, 0, bytes.length, position, (error, written) => {
      if (error === null) resolve(written);
      else reject(error);
    });
  });
}

/** The system's name of a failure, such as `ENOSPC`. */
export function codeOf(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : 'unknown';
}
