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
  it('is made once, readable by its owner alone', async () => {
    await initKeyRing(place, 'a');
    expect((await stat(place.file)).mode & 0o777).toBe(0o600);
    const before = await readFile(place.file, 'utf8');
    await expect(initKeyRing(place, 'b')).rejects.toThrow('exists and is kept');
    expect(await readFile(place.file, 'utf8')).toBe(before);
  });

  it('gains and loses keys, leaving no temporary file', async () => {
    await initKeyRing(place, 'a');
    await addKey(place, 'b');
    expect(await readKeyRing(place)).toMatchObject({ active: 'b', ids: ['a', 'b'] });
    await retireKey(place, 'a');
    expect((await readKeyRing(place)).ids).toEqual(['b']);
    expect(await readdir(folder)).toEqual(['walletwatch.key']);
    expect((await stat(place.file)).mode & 0o777).toBe(0o600);
  });

  it('that is missing says how to make one', async () => {
    await expect(readKeyRing(place)).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringContaining('key init'),
    });
  });

  it('is made by one of two that make it at once', async () => {
    const both = await Promise.allSettled([initKeyRing(place, 'a'), initKeyRing(place, 'b')]);
    const made = both.filter(({ status }) => status === 'fulfilled').length;
    expect(made).toBeLessThanOrEqual(1);
    if (made === 0) await initKeyRing(place, 'c');
    expect((await readKeyRing(place)).ids).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['walletwatch.key']);
  });

  it('that cannot be written says where it should be', async () => {
    const nowhere = { ...place, file: join(folder, 'none', 'walletwatch.key') };
    await expect(initKeyRing(nowhere, 'a')).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringContaining('cannot be written (ENOENT): set MASTER_KEY_FILE'),
    });
  });

  it('that others can read is refused', async () => {
    await initKeyRing(place, 'a');
    await chmod(place.file, 0o640);
    await expect(readKeyRing(place)).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringContaining('chmod 600'),
    });
  });

  it('inside the data folder is refused, to make and to read', async () => {
    const inside = { ...place, file: join(place.dataDir, 'walletwatch.key') };
    await mkdir(place.dataDir);
    await expect(initKeyRing(inside, 'a')).rejects.toThrow('inside DATA_DIR');
    await writeFile(inside.file, 'x', { mode: 0o600 });
    await expect(readKeyRing(inside)).rejects.toThrow('inside DATA_DIR');
  });

  it('with junk in it is refused without showing it', async () => {
    await writeFile(place.file, 'sk_live_not_a_ring', { mode: 0o600 });
    const refusal = await readKeyRing(place).catch((thrown: Error) => thrown.message);
    expect(refusal).toContain('not a key ring');
    expect(refusal).not.toContain('sk_live');
  });
});
