import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SetupError } from '../../src/core/errors/errors.ts';
import { systemClock } from '../../src/observe/clock.ts';
import { openFileStore } from '../../src/store/file.ts';
import { importState } from '../../src/store/state/backup.ts';
import { entryOf, noteOf, notes } from '../contracts/notes.ts';
import { createMemoryGuard, createTestFolder, readFolder, testKeys } from './folder.ts';
import { createLossyDisk, createRandom, forgetLocks, mediumOf } from './lossy-disk.ts';

describe('a backup', () => {
  let place: Awaited<ReturnType<typeof createTestFolder>>;
  let file: string;
  beforeEach(async () => {
    place = await createTestFolder();
    file = join(place.parent, 'backup.jsonl');
  });
  afterEach(() => place.remove());

  const open = () => openFileStore({ ...place.options, limits: { journalBytes: 1 << 20, auditBytes: 1000 } });
  const restore = (folder = place.folder, from = file) =>
    importState({ folder, from, keys: testKeys, clock: systemClock, rollbackGuard: place.guard });
  const filled = async () => {
    const store = await open();
    await store.transact(async (change) => {
      for (let index = 0; index < 1500; index++)
        await change.put(notes, `k${index}`, noteOf(`o${index % 7}`));
    });
    for (const half of [0, 10]) {
      await Promise.all(
        Array.from({ length: 10 }, (_, index) => store.audit.append(entryOf(`w${half + index}`))),
      );
    }
    return store;
  };

  test('contains everything, and is restored into an empty folder as a newer generation', async () => {
    const store = await filled();
    const before = await store.read((view) => view.list(notes));
    expect(before.length).toBe(1500);
    const exporting = store.exportState(file);
    const meanwhile = store.transact((change) => change.put(notes, 'late', noteOf('late')));
    await Promise.all([exporting, meanwhile]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await store.close();
    const known = place.guard.known() as number;
    await rm(place.folder, { recursive: true });
    expect(await restore()).toEqual({ generation: known + 1, documents: 1500, records: 20 });
    expect(place.guard.known()).toBe(known + 1);
    const again = await open();
    expect(await again.read((view) => view.list(notes))).toEqual(before);
    expect(await again.verifyAudit()).toEqual({ kind: 'ok', records: 20 });
    expect((await again.audit.append(entryOf('after'))).seq).toBe(21);
    await again.close();
    expect(place.alarms).toEqual([]);
  });

  test('does not replace a file, and is not restored over a state', async () => {
    const store = await filled();
    await store.exportState(file);
    const bytes = await readFile(file);
    await expect(store.exportState(file)).rejects.toThrow(/already exists/);
    expect((await readFile(file)).equals(bytes)).toBe(true);
    await expect(restore()).rejects.toThrow(/in use/);
    await store.close();
    const state = await readFolder(place.folder);
    await expect(restore()).rejects.toThrow(/already contains a state/);
    expect(await readFolder(place.folder)).toEqual(state);
  });

  test('that was reported as restored survives a power loss', async () => {
    const store = await filled();
    await store.exportState(file);
    await store.close();
    for (let seed = 1; seed <= 20; seed++) {
      const medium = mediumOf(new Map([[file, await readFile(file)]]));
      const rollbackGuard = createMemoryGuard();
      const disk = createLossyDisk(medium);
      const { options } = place;
      await importState({
        folder: '/data',
        from: file,
        keys: testKeys,
        clock: systemClock,
        rollbackGuard,
        disk,
      });
      const remains = medium.losePower(createRandom(seed));
      forgetLocks(remains);
      const left = createLossyDisk(remains);
      const again = await openFileStore({ ...options, folder: '/data', disk: left, rollbackGuard });
      expect((await again.read((view) => view.list(notes))).length).toBe(1500);
      expect(await again.verifyAudit()).toEqual({ kind: 'ok', records: 20 });
    }
  });

  test('is rejected if a byte was changed, removed or added, and nothing is written', async () => {
    const store = await filled();
    await store.exportState(file);
    await store.close();
    const bytes = await readFile(file);
    const target = join(place.parent, 'other');
    const bad = join(place.parent, 'bad.jsonl');
    const attempts = [bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.from('\n')]), Buffer.alloc(0)];
    for (let index = 0; index < bytes.length; index += 9001) {
      const flipped = Buffer.from(bytes);
      flipped[index] = (flipped[index] as number) ^ 4;
      attempts.push(flipped);
    }
    for (const attempt of attempts) {
      await writeFile(bad, attempt);
      const refused = await restore(target, bad).catch((thrown: unknown) => thrown);
      expect(refused).toBeInstanceOf(SetupError);
      expect((refused as SetupError).message).toContain(bad);
    }
    await expect(stat(target)).rejects.toThrow();
  });
});
