import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SetupError } from '../../src/core/errors/errors.ts';
import type { Disk } from '../../src/store/disk/disk.ts';
import { systemDisk } from '../../src/store/disk/disk.ts';
import { isLock } from '../../src/store/disk/lock.ts';
import { openFileStore } from '../../src/store/file.ts';
import { entryOf, noteOf, notes } from '../contracts/notes.ts';
import { createMemoryGuard, createTestFolder, readFolder, writeFolder } from './folder.ts';
import { createLossyDisk, mediumOf } from './lossy-disk.ts';

type Files = ReadonlyMap<string, Buffer>;

describe('a data folder that was changed from outside', () => {
  let place: Awaited<ReturnType<typeof createTestFolder>>;
  beforeEach(async () => {
    place = await createTestFolder();
  });
  afterEach(() => place.remove());

  const limits = { journalBytes: 1 << 20, auditBytes: 600 };
  const open = (known: number | undefined = place.guard.known(), disk: Disk = systemDisk) =>
    openFileStore({ ...place.options, limits, disk, rollbackGuard: createMemoryGuard(known) });

  /** Files of a store that was compacted twice and then ended without a clean stop. */
  async function live(): Promise<Files> {
    for (const round of [1, 2, 3]) {
      const store = await openFileStore({ ...place.options, limits });
      for (let index = 0; index < 4; index++) {
        await store.transact((change) => change.put(notes, `r${round}-${index}`, noteOf('asha', 'limits')));
        await store.audit.append(entryOf(`w${round}-${index}`));
      }
      if (round === 3) {
        const files = await readFolder(place.folder);
        await store.close();
        return new Map([...files].filter(([name]) => !isLock(name)));
      }
      await store.close();
    }
    throw new Error('unreachable');
  }

  const withFile = (files: Files, name: string, bytes: Buffer): Files => new Map([...files, [name, bytes]]);
  const without = (files: Files, ...names: string[]): Files =>
    new Map([...files].filter(([name]) => !names.includes(name)));
  const refused = async (files: Files, known = 3): Promise<SetupError> => {
    await writeFolder(place.folder, files);
    const error = await open(known).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SetupError);
    expect((error as SetupError).exitCode).toBe(78);
    expect((error as SetupError).faults).toHaveLength(1);
    const left = await readFolder(place.folder);
    expect([...left.keys()]).toEqual([...files.keys()].sort());
    for (const [name, bytes] of files) expect(left.get(name)?.equals(bytes)).toBe(true);
    return error as SetupError;
  };

  test('any flipped byte is rejected, drops the last batch with an alarm, or is found by verifyAudit', async () => {
    const files = await live();
    const state = [...files.keys()].filter(
      (name) => name !== 'state.jsonl.bak' && name !== 'journal-00000002.jsonl',
    );
    expect(state.length).toBeGreaterThanOrEqual(5);
    let refusals = 0;
    let named = 0;
    for (const name of state) {
      const original = files.get(name) as Buffer;
      for (let index = 0; index < original.length; index++) {
        const flipped = Buffer.from(original);
        flipped[index] = (flipped[index] as number) ^ (1 << (index % 8));
        const left = [...withFile(files, name, flipped)].map(
          ([file, bytes]) => [join(place.folder, file), bytes] as const,
        );
        place.alarms.length = 0;
        const disk = createLossyDisk(mediumOf(new Map(left)));
        const store = await open(3, disk).catch((thrown: unknown) => thrown);
        if (store instanceof SetupError) {
          expect(store.message).toContain(name.startsWith('audit') ? place.folder : name);
          refusals += 1;
          continue;
        }
        const opened = store as Awaited<ReturnType<typeof open>>;
        const verdict = await opened.verifyAudit();
        const noticed = place.alarms.length + (verdict.kind === 'bad' ? 1 : 0);
        if (noticed === 0) throw new Error(`undetected change of byte ${index} of ${name}`);
        await opened.close();
        named += 1;
      }
    }
    expect(refusals).toBeGreaterThan(2000);
    expect(named).toBeGreaterThan(500);
  });

  test('an invalid line before a valid one is rejected with the names of file and line', async () => {
    const files = await live();
    const name = 'journal-00000003.jsonl';
    const lines = (files.get(name) as Buffer).toString().split('\n');
    lines[2] = (lines[2] as string).replace('asha', 'Asha');
    const { message } = await refused(withFile(files, name, Buffer.from(lines.join('\n'))));
    expect(message).toBe(
      `${join(place.folder, name)}, line 3: this is not what Walletwatch wrote, and later changes depend on it. Nothing was changed. Move the folder away and put a backup back: npm run -s walletwatch -- restore <file>.`,
    );
  });

  test('a line removed from the middle, or two exchanged lines, are rejected', async () => {
    const files = await live();
    const name = 'journal-00000003.jsonl';
    const lines = (files.get(name) as Buffer).toString().split('\n');
    const [head, one, two, ...rest] = lines as [string, string, string];
    await refused(withFile(files, name, Buffer.from([head, two, ...rest].join('\n'))));
    await refused(withFile(files, name, Buffer.from([head, two, one, ...rest].join('\n'))));
  });

  test('an altered snapshot is rejected with the names of the lines', async () => {
    const files = await live();
    const text = (files.get('state.jsonl') as Buffer).toString().replace('asha', 'Asha');
    const { message } = await refused(withFile(files, 'state.jsonl', Buffer.from(text)));
    expect(message).toContain(`${join(place.folder, 'state.jsonl')}, lines 2 to 10`);
    await refused(
      withFile(files, 'state.jsonl', Buffer.concat([files.get('state.jsonl') as Buffer, Buffer.from('x')])),
    );
    await refused(withFile(files, 'state.jsonl', Buffer.alloc(0)));
  });

  test('every missing file is rejected', async () => {
    const files = await live();
    for (const name of ['journal-00000003.jsonl', 'audit-000000000009.jsonl']) {
      if (!files.has(name)) continue;
      const { message } = await refused(without(files, name));
      expect(message).toContain(place.folder);
    }
    await refused(without(files, 'state.jsonl', 'state.jsonl.bak'));
    await refused(without(files, 'state.jsonl', 'state.jsonl.bak'), 0);
    await refused(new Map([...files].filter(([name]) => name.startsWith('audit'))), 0);
    await refused(new Map([...files].filter(([name]) => !name.startsWith('audit'))));
    await refused(new Map());
  });

  test('nothing is lost if the previous snapshot and its journals are left', async () => {
    const files = await live();
    await writeFolder(place.folder, without(files, 'state.jsonl'));
    const store = await open(3);
    expect((await store.read((view) => view.list(notes))).length).toBe(12);
    await store.close();
  });

  test('an old state that was put back is rejected with a hint to restore', async () => {
    const store = await openFileStore(place.options);
    await store.transact((change) => change.put(notes, 'a', noteOf('asha')));
    await store.close();
    const old = await readFolder(place.folder);
    const later = await openFileStore(place.options);
    await later.transact((change) => change.delete(notes, 'a'));
    await later.close();
    const { message } = await refused(old, place.guard.known());
    expect(message).toContain('generation 2; the key ring has recorded 3');
    expect(message).toContain('restore <file>');
  });

  test('a journal of another state with the same generation is rejected', async () => {
    const files = await live();
    await rm(place.folder, { recursive: true });
    place.guard.recordGeneration(0);
    const other = await live();
    const name = 'journal-00000003.jsonl';
    const foreign = Buffer.from((other.get(name) as Buffer).toString());
    expect(foreign.equals(files.get(name) as Buffer)).toBe(true);
    await rm(place.folder, { recursive: true });
    place.guard.recordGeneration(0);
    const store = await openFileStore(place.options);
    await store.transact((change) => change.put(notes, 'another', noteOf('binod')));
    await store.close();
    const third = await openFileStore(place.options);
    await third.transact((change) => change.put(notes, 'one more', noteOf('binod')));
    await third.close();
    await refused(withFile(await readFolder(place.folder), name, foreign));
  });

  test('another key cannot open the state', async () => {
    const files = await live();
    await writeFolder(place.folder, files);
    const keys = { stateMac: Buffer.alloc(32, 9), auditMac: Buffer.alloc(32, 2) };
    await expect(openFileStore({ ...place.options, keys })).rejects.toThrow(SetupError);
  });
});
