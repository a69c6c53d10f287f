// Benchmark row `store`: a durable write takes one system call instead of a write and `fdatasync`.
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/**
 * Opens a handle whose writes are on the disk when they resolve (open(2), `O_DSYNC`). Undefined on systems other than
 * Linux, where the flag is missing or reaches only the cache of the drive.
 */
export async function openDurable(path: string): Promise<FileHandle | undefined> {
  if (process.platform !== 'linux') return undefined;
  return open(path, constants.O_WRONLY | constants.O_DSYNC);
}
