import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addKey, initKeyRing, type KeyPlace, readKeyRing, retireKey } from '../../src/vault/key-file.ts';

let folder = '';
let place: KeyPlace;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walletwatch-'));
  place = { file: join(folder, 'walletwatch.key'), dataDir: join(folder, 'data') };
});
afterEach(() => rm(folder, { recursive: true }));

describe('a key ring on disk', () => {
  it('is created once, readable by its owner only', async () => {
    await initKeyRing(place, 'a');
    expect((await stat(place.file)).mode & 0o777).toBe(0o600);
    const before = await readFile(place.file, 'utf8');
    await expect(initKeyRing(place, 'b')).rejects.toThrow('already exists');
    expect(await readFile(place.file, 'utf8')).toBe(before);
  });

  it('gains and loses keys without leaving a temporary file', async () => {
    await initKeyRing(place, 'a');
    await addKey(place, 'b');
    expect(await readKeyRing(place)).toMatchObject({ active: 'b', ids: ['a', 'b'] });
    await retireKey(place, 'a');
    expect((await readKeyRing(place)).ids).toEqual(['b']);
    expect(await readdir(folder)).toEqual(['walletwatch.key']);
    expect((await stat(place.file)).mode & 0o777).toBe(0o600);
  });

  it('that is missing is reported with how to create one', async () => {
    await expect(readKeyRing(place)).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringContaining('key init'),
    });
  });

  it('is created by one of two concurrent calls', async () => {
    const both = await Promise.allSettled([initKeyRing(place, 'a'), initKeyRing(place, 'b')]);
    const made = both.filter(({ status }) => status === 'fulfilled').length;
    expect(made).toBeLessThanOrEqual(1);
    if (made === 0) await initKeyRing(place, 'c');
    expect((await readKeyRing(place)).ids).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['walletwatch.key']);
  });

  it('that cannot be written is reported with the setting to change', async () => {
    const nowhere = { ...place, file: join(folder, 'none', 'walletwatch.key') };
    await expect(initKeyRing(nowhere, 'a')).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringContaining('cannot be written (ENOENT). Set MASTER_KEY_FILE'),
    });
  });

  it('that others can read is rejected', async () => {
    await initKeyRing(place, 'a');
    await chmod(place.file, 0o640);
    await expect(readKeyRing(place)).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringContaining('chmod 600'),
    });
  });

  it('inside the data folder is rejected, for creating and reading', async () => {
    const inside = { ...place, file: join(place.dataDir, 'walletwatch.key') };
    await mkdir(place.dataDir);
    await expect(initKeyRing(inside, 'a')).rejects.toThrow('inside DATA_DIR');
    await writeFile(inside.file, 'x', { mode: 0o600 });
    await expect(readKeyRing(inside)).rejects.toThrow('inside DATA_DIR');
  });

  it('with invalid content is rejected without quoting it', async () => {
    await writeFile(place.file, 'sk_live_not_a_ring', { mode: 0o600 });
    const refusal = await readKeyRing(place).catch((thrown: Error) => thrown.message);
    expect(refusal).toContain('not a key ring');
    expect(refusal).not.toContain('sk_live');
  });
});
