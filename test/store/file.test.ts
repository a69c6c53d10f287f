import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SetupError } from '../../src/core/errors/errors.ts';
import type { FileStore } from '../../src/store/file.ts';
import { openFileStore } from '../../src/store/file.ts';
import { counters, entryOf, noteOf, notes } from '../contracts/notes.ts';
import { describeStore } from '../contracts/store.ts';
import { createMemoryGuard, createTestFolder, readFolder, writeFolder } from './folder.ts';
import { createLossyDisk, createMedium, createRandom, forgetLocks, systemError } from './lossy-disk.ts';

const removals: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(removals.map((remove) => remove())));

describeStore('the file store', async () => {
  const { options, remove } = await createTestFolder();
  removals.push(remove);
  let store = await openFileStore(options);
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openFileStore(options);
      return store;
    },
  };
});

describe('the file store', () => {
  let place: Awaited<ReturnType<typeof createTestFolder>>;
  let store: FileStore | undefined;

  beforeEach(async () => {
    place = await createTestFolder();
  });
  afterEach(async () => {
    await store?.close();
    store = undefined;
    await place.remove();
  });

  const open = async (limits?: { journalBytes: number; auditBytes: number }) => {
    store = await openFileStore({ ...place.options, ...(limits && { limits }) });
    return store;
  };
  const put = (id: string, owner = 'asha') =>
    (store as FileStore).transact((change) => change.put(notes, id, noteOf(owner)));
  const ids = async () => (await (store as FileStore).read((view) => view.list(notes))).map(({ id }) => id);
  const refusal = async () => {
    const refused = await open().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SetupError);
    return refused as SetupError;
  };

  test('files are readable by this user only, also after writes', async () => {
    await open({ journalBytes: 500, auditBytes: 500 });
    for (let index = 0; index < 12; index++) {
      await put(`k${index}`);
      await store?.audit.append(entryOf('x'));
    }
    await store?.close();
    await open();
    expect((await stat(place.folder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(place.folder)) {
      expect([name, (await stat(join(place.folder, name))).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  test('a folder that others can read is rejected with the command that fixes it', async () => {
    await open();
    await store?.close();
    await chmod(place.folder, 0o750);
    const { exitCode, message } = await refusal();
    expect(exitCode).toBe(78);
    expect(message).toContain(`chmod 700 ${place.folder}`);
  });

  test('a clean stop leaves one snapshot, one empty journal, the previous ones and the audit', async () => {
    await open();
    await put('a');
    await store?.close();
    await open();
    await put('b');
    await store?.close();
    expect([...(await readFolder(place.folder)).keys()]).toEqual([
      'audit-000000000001.jsonl',
      'journal-00000002.jsonl',
      'journal-00000003.jsonl',
      'state.jsonl',
      'state.jsonl.bak',
    ]);
    expect(place.guard.known()).toBe(3);
    await open();
    expect(await ids()).toEqual(['a', 'b']);
    expect(place.alarms).toEqual([]);
  });

  test('a journal that outgrows the snapshot is compacted while changes continue, and nothing is lost', async () => {
    await open({ journalBytes: 2000, auditBytes: 1 << 20 });
    for (let round = 0; round < 40; round++) {
      await Promise.all([put(`k${round}`), put('same', `o${round}`), put(`x${round}`)]);
      await store?.transact((change) => change.delete(notes, `x${round}`));
    }
    await store?.close();
    expect(place.guard.known()).toBeGreaterThan(4);
    await open();
    expect((await ids()).length).toBe(41);
    expect((await store?.read((view) => view.get(notes, 'same')))?.owner).toBe('o39');
    expect(place.alarms).toEqual([]);
  });

  test('after a crash in the middle of a line the last batch is dropped with an alarm', async () => {
    await open();
    await put('a');
    const before = await readFolder(place.folder);
    await put('b');
    await put('c');
    const after = await readFolder(place.folder);
    await store?.close();
    const journal = 'journal-00000001.jsonl';
    const whole = after.get(journal) as Buffer;
    const start = before.get(journal)?.length as number;
    for (const cut of [whole.length - 1, whole.length - 30, start + 1]) {
      place.alarms.length = 0;
      place.guard.recordGeneration(1);
      await writeFolder(
        place.folder,
        new Map(
          [...after, [journal, whole.subarray(0, cut)]].filter(
            ([name]) => !String(name).startsWith('lock'),
          ) as [string, Buffer][],
        ),
      );
      await open();
      expect(await ids()).toEqual(cut === start + 1 ? ['a'] : ['a', 'b']);
      const left = (await readFolder(place.folder)).get(journal) as Buffer;
      expect(whole.subarray(0, left.length).equals(left) && left.length < cut).toBe(true);
      expect(place.alarms).toEqual([
        { kind: 'tail-dropped', file: journal, line: cut === start + 1 ? 3 : 4, bytes: expect.any(Number) },
      ]);
      await store?.close();
    }
  });

  test('counts survive a restart after many concurrent changes', async () => {
    await open();
    const current = store as FileStore;
    await Promise.all(
      Array.from({ length: 5000 }, (_, index) =>
        current.transact((change) => change.put(counters, `n${index}`, { value: index })),
      ),
    );
    await current.close();
    await open();
    expect((await (store as FileStore).read((view) => view.list(counters))).length).toBe(5000);
  });

  test('nothing is written after a failed sync until the file was truncated, synced and read again', async () => {
    const failing = new Set<string>();
    const calls: string[] = [];
    const disk = createLossyDisk(createMedium(), undefined, ({ name }) => {
      calls.push(name);
      if (failing.has(name)) throw systemError('EIO');
      return undefined;
    });
    store = await openFileStore({ ...place.options, folder: '/data', disk });
    await put('a');
    failing.add('syncContent').add('truncate');
    await expect(put('b')).rejects.toMatchObject({ fault: 'not-written' });
    calls.length = 0;
    await expect(put('b')).rejects.toMatchObject({ fault: 'read-only' });
    expect(calls).toEqual(['truncate']);
    expect(await ids()).toEqual(['a']);
    failing.clear();
    calls.length = 0;
    await put('c');
    expect(calls).toEqual(['truncate', 'sync', 'read', 'write', 'syncContent']);
    expect(await ids()).toEqual(['a', 'c']);
    expect(place.alarms.map(({ kind }) => kind)).toEqual(['write-failed', 'read-only', 'writable-again']);
  });

  test('a new journal that could not be created does not reappear after a power loss', async () => {
    let failing = false;
    const medium = createMedium();
    const disk = createLossyDisk(medium, undefined, ({ name }) => {
      if (!failing || name !== 'syncFolder') return undefined;
      failing = false;
      throw systemError('EIO');
    });
    const options = { ...place.options, folder: '/data', limits: { journalBytes: 1, auditBytes: 1 << 20 } };
    store = await openFileStore({ ...options, disk });
    failing = true;
    await put('a');
    while (!place.alarms.some(({ kind }) => kind === 'compact-failed')) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    await put('b');
    for (let seed = 1; seed <= 30; seed++) {
      const left = medium.losePower(createRandom(seed));
      forgetLocks(left);
      const rollbackGuard = createMemoryGuard(place.guard.known());
      const again = await openFileStore({ ...options, disk: createLossyDisk(left), rollbackGuard });
      expect((await again.read((view) => view.list(notes))).map(({ id }) => id)).toEqual(['a', 'b']);
    }
  });

  test('five thousand concurrent changes take at most five syncs', async () => {
    let syncs = 0;
    const disk = createLossyDisk(createMedium(), undefined, ({ name }) => {
      if (name === 'syncContent') syncs += 1;
      return undefined;
    });
    store = await openFileStore({ ...place.options, folder: '/data', disk });
    await Promise.all(Array.from({ length: 5000 }, (_, index) => put(`k${index}`)));
    expect(syncs).toBeGreaterThan(0);
    expect(syncs).toBeLessThanOrEqual(5);
  });

  test('a rollback guard that cannot be written raises an alarm, and the store continues', async () => {
    const rollbackGuard = {
      readGeneration: async () => undefined,
      recordGeneration: () => Promise.reject(systemError('EROFS')),
    };
    store = await openFileStore({ ...place.options, rollbackGuard });
    await put('a');
    expect(place.alarms).toEqual([
      { kind: 'generation-not-recorded', file: 'journal-00000001.jsonl', code: 'EROFS' },
    ]);
    expect(await ids()).toEqual(['a']);
  });

  test('an alarm listener that throws does not affect the store', async () => {
    const onAlarm = () => {
      throw new Error('listener');
    };
    const rollbackGuard = {
      readGeneration: async () => undefined,
      recordGeneration: () => Promise.reject(systemError('EROFS')),
    };
    store = await openFileStore({ ...place.options, rollbackGuard, onAlarm });
    await put('a');
    expect(await ids()).toEqual(['a']);
  });

  test('temporary files left by a crash are removed at the next start', async () => {
    await open();
    await store?.close();
    await writeFile(join(place.folder, 'state.jsonl.4711.1.tmp'), 'half');
    await open();
    expect(await readdir(place.folder)).not.toContain('state.jsonl.4711.1.tmp');
  });
});
