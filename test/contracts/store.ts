import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Store, StoreError } from '../../src/core/store.ts';
import { counters, entryOf, type Note, noteOf, notes } from './notes.ts';

/** The store of one test; `reopen` exists for durable stores. */
export interface OpenStore {
  readonly store: Store;
  readonly reopen?: () => Promise<Store>;
}

/** The contract of every store. `open` returns an empty one. */
export function describeStore(name: string, open: () => Promise<OpenStore>): void {
  describe(`${name} satisfies the contract of a store`, () => {
    let store: Store;
    let reopen: OpenStore['reopen'];

    beforeEach(async () => {
      const opened = await open();
      store = opened.store;
      reopen = opened.reopen;
    });
    afterEach(() => store.close());

    const put = (id: string, document: Note) => store.transact((change) => change.put(notes, id, document));
    const get = (id: string) => store.read((view) => view.get(notes, id));
    const idsBy = async (index: 'owner' | 'topic', value: string) =>
      (await store.read((view) => view.find(notes, index, value))).map(({ id }) => id);

    test('a document that was put is returned, and any other is undefined', async () => {
      await put('a', noteOf('asha', 'limits'));
      expect(await get('a')).toEqual(noteOf('asha', 'limits'));
      expect(await get('b')).toBeUndefined();
      expect(await store.read((view) => view.get(counters, 'a'))).toBeUndefined();
    });

    test('transact returns the value of the change', async () => {
      expect(await store.transact(async () => 'done')).toBe('done');
      expect(await store.read(async () => 7)).toBe(7);
    });

    test('delete returns whether the document existed', async () => {
      await put('a', noteOf('asha'));
      expect(await store.transact((change) => change.delete(notes, 'a'))).toBe(true);
      expect(await store.transact((change) => change.delete(notes, 'a'))).toBe(false);
      expect(await get('a')).toBeUndefined();
    });

    test('a change that throws writes nothing and rejects with its error', async () => {
      await put('a', noteOf('asha'));
      const thrown = new Error('no');
      const failed = store.transact(async (change) => {
        await change.put(notes, 'a', noteOf('binod'));
        await change.put(notes, 'b', noteOf('binod'));
        await change.delete(notes, 'a');
        throw thrown;
      });
      await expect(failed).rejects.toBe(thrown);
      expect(await get('a')).toEqual(noteOf('asha'));
      expect(await get('b')).toBeUndefined();
      expect(await idsBy('owner', 'binod')).toEqual([]);
      expect(await idsBy('owner', 'asha')).toEqual(['a']);
    });

    test('a change that throws does not affect concurrent ones', async () => {
      const results = await Promise.allSettled([
        put('a', noteOf('asha')),
        store.transact(async (change) => {
          await change.put(notes, 'a', noteOf('binod'));
          await change.put(notes, 'x', noteOf('binod'));
          throw new Error('no');
        }),
        store.transact(async (change) => {
          const document = await change.get(notes, 'a');
          await change.put(notes, 'c', noteOf(document?.owner ?? 'nobody'));
        }),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await idsBy('owner', 'asha')).toEqual(['a', 'c']);
      expect(await idsBy('owner', 'binod')).toEqual([]);
    });

    test('a change sees its own writes, in get, find and list', async () => {
      await put('a', noteOf('asha', 'limits'));
      await put('b', noteOf('asha'));
      await store.transact(async (change) => {
        await change.put(notes, 'c', noteOf('asha', 'limits'));
        await change.put(notes, 'a', noteOf('binod'));
        await change.delete(notes, 'b');
        expect(await change.get(notes, 'a')).toEqual(noteOf('binod'));
        expect(await change.get(notes, 'b')).toBeUndefined();
        expect(await change.find(notes, 'owner', 'asha')).toEqual([
          { id: 'c', document: noteOf('asha', 'limits') },
        ]);
        expect(await change.find(notes, 'owner', 'binod')).toEqual([{ id: 'a', document: noteOf('binod') }]);
        expect((await change.find(notes, 'topic', 'limits')).map(({ id }) => id)).toEqual(['c']);
        expect((await change.list(notes)).map(({ id }) => id)).toEqual(['a', 'c']);
        await change.put(notes, 'b', noteOf('asha'));
        expect((await change.find(notes, 'owner', 'asha')).map(({ id }) => id)).toEqual(['b', 'c']);
      });
      expect(await idsBy('owner', 'asha')).toEqual(['b', 'c']);
    });

    test('a reader does not see the writes of a change in progress', async () => {
      await put('a', noteOf('asha'));
      const seen: unknown[] = [];
      await store.transact(async (change) => {
        await change.put(notes, 'a', noteOf('binod'));
        await change.put(notes, 'b', noteOf('binod'));
        seen.push(await get('a'), await get('b'), await idsBy('owner', 'binod'));
        seen.push((await store.read((view) => view.list(notes))).length);
      });
      expect(seen).toEqual([noteOf('asha'), undefined, [], 1]);
      expect(await get('a')).toEqual(noteOf('binod'));
    });

    test('a read is consistent, although changes are made meanwhile', async () => {
      await put('a', noteOf('asha'));
      await put('b', noteOf('asha'));
      const [before, after] = await store.read(async (view) => {
        const look = async () => ({
          a: await view.get(notes, 'a'),
          b: await view.get(notes, 'b'),
          found: (await view.find(notes, 'owner', 'asha')).map(({ id }) => id),
          listed: (await view.list(notes)).map(({ id }) => id),
        });
        const first = await look();
        await put('c', noteOf('asha'));
        await put('a', noteOf('binod'));
        await store.transact((change) => change.delete(notes, 'b'));
        return [first, await look()] as const;
      });
      expect(after).toEqual(before);
      expect(await idsBy('owner', 'asha')).toEqual(['c']);
    });

    test('a thousand concurrent increments result in a thousand', async () => {
      const increment = () =>
        store.transact(async (change) => {
          const value = (await change.get(counters, 'n'))?.value ?? 0;
          await change.put(counters, 'n', { value: value + 1 });
          return value + 1;
        });
      const values = await Promise.all(Array.from({ length: 1000 }, increment));
      expect(await store.read((view) => view.get(counters, 'n'))).toEqual({ value: 1000 });
      expect(new Set(values).size).toBe(1000);
    });

    test('find returns the entries with one value in order of id', async () => {
      for (const id of ['d', 'b', 'a10', 'a9', 'c']) await put(id, noteOf(id === 'c' ? 'binod' : 'asha'));
      expect(await idsBy('owner', 'asha')).toEqual(['a10', 'a9', 'b', 'd']);
      expect(await idsBy('owner', 'binod')).toEqual(['c']);
      expect(await idsBy('owner', 'chitra')).toEqual([]);
    });

    test('an index follows changed and deleted documents', async () => {
      await put('a', noteOf('asha', 'limits'));
      await put('b', noteOf('asha', 'limits'));
      expect(await idsBy('topic', 'limits')).toEqual(['a', 'b']);
      await put('a', noteOf('binod', 'keys'));
      expect(await idsBy('topic', 'limits')).toEqual(['b']);
      expect(await idsBy('topic', 'keys')).toEqual(['a']);
      expect(await idsBy('owner', 'asha')).toEqual(['b']);
      await store.transact((change) => change.delete(notes, 'b'));
      expect(await idsBy('topic', 'limits')).toEqual([]);
    });

    test('a document without the value is not in the index', async () => {
      await put('a', noteOf('asha', 'limits'));
      await put('b', noteOf('asha'));
      expect(await idsBy('topic', 'undefined')).toEqual([]);
      expect(await idsBy('topic', 'limits')).toEqual(['a']);
      await put('a', noteOf('asha'));
      expect(await idsBy('topic', 'limits')).toEqual([]);
    });

    test('list returns all entries of its collection in order of id', async () => {
      for (const id of ['b', 'a', 'Z', 'ä', '10', '9']) await put(id, noteOf('asha'));
      await store.transact((change) => change.put(counters, 'n', { value: 1 }));
      const listed = await store.read((view) => view.list(notes));
      expect(listed.map(({ id }) => id)).toEqual(['10', '9', 'Z', 'a', 'b', 'ä']);
      expect(listed[0]?.document).toEqual(noteOf('asha'));
    });

    test('any text can be an id or an indexed value', async () => {
      const hostile = ['__proto__', 'constructor', 'a"b\\c', 'line\nbreak', ' \u2028', 'a'.repeat(5000)];
      for (const id of hostile) await put(id, { owner: 'asha', lines: [id], count: 0 });
      if (reopen !== undefined) store = await reopen();
      for (const id of hostile) expect((await get(id))?.lines).toEqual([id]);
    });

    test('an invalid document is rejected with collection and field, but not its value', async () => {
      const wrong = { owner: 'secret-value-that-is-too-long', lines: [], count: 'secret-count' };
      const refused = await put('secret-id', wrong as never).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(StoreError);
      const { fault, message } = refused as StoreError;
      expect(fault).toBe('refused');
      expect(message).toContain('notes');
      expect(message).toContain('owner');
      expect(message).toContain('count');
      expect(message).not.toContain('secret');
      expect(await get('secret-id')).toBeUndefined();
      const foreign = put('a', { ...noteOf('asha'), colour: 'secret' } as never);
      await expect(foreign).rejects.toThrow(/notes: .*colour/);
    });

    test('a document that was read is a copy', async () => {
      const given = noteOf('asha');
      await put('a', given);
      given.lines.push('changed after the put');
      for (const read of [
        await get('a'),
        (await store.read((view) => view.list(notes)))[0]?.document,
        (await store.read((view) => view.find(notes, 'owner', 'asha')))[0]?.document,
      ]) {
        expect(read?.lines).toEqual(['first']);
        read?.lines.push('changed after the reading');
      }
      expect(await get('a')).toEqual(noteOf('asha'));
    });

    test('audit records are numbered from 1 without a gap, also concurrent ones', async () => {
      const records = await Promise.all(
        Array.from({ length: 50 }, (_, index) => store.audit.append(entryOf(`w${index}`))),
      );
      expect(records.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
      expect(records[3]).toEqual({ ...entryOf('w3'), seq: 4 });
    });

    test('audit pages are ordered from the newest to the oldest', async () => {
      for (let index = 1; index <= 7; index++) await store.audit.append(entryOf(`w${index}`));
      const page = async (query: { before?: number; limit: number }) =>
        (await store.audit.read(query)).map(({ seq }) => seq);
      expect(await page({ limit: 3 })).toEqual([7, 6, 5]);
      expect(await page({ before: 5, limit: 3 })).toEqual([4, 3, 2]);
      expect(await page({ before: 2, limit: 3 })).toEqual([1]);
      expect(await page({ before: 1, limit: 3 })).toEqual([]);
      expect(await page({ limit: 100 })).toEqual([7, 6, 5, 4, 3, 2, 1]);
      expect((await store.audit.read({ limit: 1 }))[0]).toEqual({ ...entryOf('w7'), seq: 7 });
    });

    test('close waits for changes in progress and rejects later ones', async () => {
      const changes = [put('a', noteOf('asha')), put('b', noteOf('asha'))];
      const record = store.audit.append(entryOf('last'));
      await store.close();
      await Promise.all(changes);
      expect((await record).seq).toBe(1);
      await expect(put('c', noteOf('asha'))).rejects.toThrow(StoreError);
      await expect(get('a')).rejects.toThrow(StoreError);
      await expect(store.audit.append(entryOf('late'))).rejects.toThrow(StoreError);
      await store.close();
    });

    test('acknowledged changes survive a restart', async () => {
      for (let index = 0; index < 20; index++) await put(`k${index}`, noteOf('asha', `t${index % 3}`));
      await store.transact((change) => change.delete(notes, 'k3'));
      await store.audit.append(entryOf('one'));
      if (reopen !== undefined) store = await reopen();
      expect((await store.read((view) => view.list(notes))).length).toBe(19);
      expect(await idsBy('topic', 't1')).toEqual(['k1', 'k10', 'k13', 'k16', 'k19', 'k4', 'k7']);
      expect((await store.audit.append(entryOf('two'))).seq).toBe(2);
      expect((await store.audit.read({ limit: 5 })).map(({ what }) => what)).toEqual(['two', 'one']);
    });
  });
}
