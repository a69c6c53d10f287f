import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SetupError } from '../../src/core/errors/errors.ts';
import { systemClock } from '../../src/observe/clock.ts';
import { systemDisk } from '../../src/store/disk/disk.ts';
import { takeLock } from '../../src/store/disk/lock.ts';
import { openFileStore } from '../../src/store/file.ts';
import { createTestFolder, readFolder } from './folder.ts';

let place: Awaited<ReturnType<typeof createTestFolder>>;
beforeEach(async () => {
  place = await createTestFolder();
  await mkdir(place.folder, { mode: 0o700 });
});
afterEach(() => place.remove());

const take = () => takeLock(systemDisk, place.folder, systemClock);

test('a second store on the same folder is rejected with exit code 75 and changes nothing', async () => {
  const store = await openFileStore(place.options);
  const before = await readFolder(place.folder);
  const refused = await openFileStore(place.options).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(SetupError);
  expect((refused as SetupError).exitCode).toBe(75);
  expect((refused as SetupError).message).toContain(`in use by process ${process.pid}`);
  expect(await readFolder(place.folder)).toEqual(before);
  await store.close();
  await (await openFileStore(place.options)).close();
});

test('the lock of a dead process, of another boot or of a reused pid is removed', async () => {
  const mine = await take();
  const [name] = (await readdir(place.folder)).filter((file) => file.startsWith('lock-'));
  await mine();
  const [, pid, start, boot] = (name as string).split('-') as [string, string, string, string];
  for (const stale of [
    `lock-${2 ** 22 + 1}-5-${boot}`,
    `lock-${pid}-${start}-0123456789ab`,
    `lock-${pid}-1-${boot}`,
  ]) {
    await writeFile(join(place.folder, stale), '');
    const release = await take();
    expect(await readdir(place.folder)).toEqual([name]);
    await release();
  }
  expect(await readdir(place.folder)).toEqual([]);
});

test('the lock of a living process is respected', async () => {
  const stat = await systemDisk.read(`/proc/${process.ppid}/stat`).catch(() => undefined);
  if (stat === undefined) return;
  const text = stat.toString();
  const start = text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  const release = await take();
  const boot = (await readdir(place.folder))[0]?.split('-')[3];
  await release();
  await writeFile(join(place.folder, `lock-${process.ppid}-${start}-${boot}`), '');
  await expect(take()).rejects.toThrow(`in use by process ${process.ppid}`);
  expect(await readdir(place.folder)).toHaveLength(1);
});
