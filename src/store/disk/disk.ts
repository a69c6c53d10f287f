import { type FileHandle, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { openDurable } from './append-fast.ts';

/** A file open for writing. Every call rejects with the system's error (`code`) when the disk fails. */
export interface DiskFile {
  /** Writes all of `bytes` at `position`. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Writes all of `bytes` at `position`; resolves when they are on the disk, and the file's length with them. */
  append(bytes: Uint8Array, position: number): Promise<void>;
  /** Resolves when all writes and the file's metadata are on the disk. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** The file system as the file store uses it: every operation that can fail or lose data. */
export interface Disk {
  /** Creates the folder (0700) if it is missing; returns its permission bits. */
  folder(path: string): Promise<{ readonly mode: number }>;
  list(folder: string): Promise<readonly string[]>;
  read(path: string): Promise<Buffer>;
  /** Creates a file (0600); rejects with `EEXIST` if it exists. */
  create(path: string): Promise<DiskFile>;
  /** Opens an existing file. */
  open(path: string): Promise<DiskFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Resolves when names that were created, changed or removed in the folder are on the disk. */
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
 * Creates the folder and its missing parents. Node's own `recursive` retries forever where an existing folder cannot
 * contain others, as below `/proc`.
 */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || (await exists(dirname(path)))) throw thrown;
    await makeFolder(dirname(path));
    await makeFolder(path);
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function openFile(path: string, flags: 'wx' | 'r+'): Promise<DiskFile> {
  const handle = await open(path, flags, 0o600);
  let durable: FileHandle | undefined;
  return {
    write: (bytes, position) => writeAll(handle, bytes, position),
    async append(bytes, position) {
      durable ??= await openDurable(path);
      await writeAll(durable ?? handle, bytes, position);
      if (durable === undefined) await handle.datasync();
    },
    sync: () => handle.sync(),
    truncate: (length) => handle.truncate(length),
    async close() {
      await Promise.all([durable?.close(), handle.close()]);
    },
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Returns the system's error code, such as `ENOSPC`. */
export function codeOf(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : 'unknown';
}
