import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SetupError } from '../../src/core/errors/errors.ts';
import { StoreError } from '../../src/core/store.ts';
import { openFileStore } from '../../src/store/file.ts';
import { counters, entryOf } from '../contracts/notes.ts';
import { createTestFolder, readFolder, testKeys, writeFolder } from './folder.ts';

describe('the audit files', () => {
  let place: Awaited<ReturnType<typeof createTestFolder>>;
  beforeEach(async () => {
    place = await createTestFolder();
  });
  afterEach(() => place.remove());

  const open = () => openFileStore({ ...place.options, limits: { journalBytes: 1 << 20, auditBytes: 2000 } });
  const fill = async (count: number) => {
    const store = await open();
    for (let start = 0; start < count; start += 5) {
      const some = Array.from({ length: Math.min(5, count - start) }, (_, index) => `w${start + index}`);
      await Promise.all(some.map((what) => store.audit.append(entryOf(what))));
    }
    return store;
  };
  const segments = async () =>
    [...(await readFolder(place.folder)).keys()].filter((name) => name.startsWith('audit'));

  test('a long audit continues in new files, and pages span them', async () => {
    const store = await fill(60);
    expect((await segments()).length).toBeGreaterThan(4);
    const seen: number[] = [];
    for (let before = 1000; ; ) {
      const page = await store.audit.read({ before, limit: 7 });
      if (page.length === 0) break;
      seen.push(...page.map(({ seq }) => seq));
      before = page.at(-1)?.seq ?? 0;
    }
    expect(seen).toEqual(Array.from({ length: 60 }, (_, index) => 60 - index));
    expect(await store.verifyAudit()).toEqual({ kind: 'ok', records: 60 });
    await store.close();
    const again = await open();
    expect((await again.audit.append(entryOf('next'))).seq).toBe(61);
    expect(await again.verifyAudit()).toEqual({ kind: 'ok', records: 61 });
    await again.close();
  });

  test('an empty audit is valid', async () => {
    const store = await open();
    expect(await store.verifyAudit()).toEqual({ kind: 'ok', records: 0 });
    expect(await store.audit.read({ limit: 5 })).toEqual([]);
    await store.close();
  });

  test('verifyAudit returns the first altered record, by seq, file and line', async () => {
    const store = await fill(60);
    const [, second] = await segments();
    const file = join(place.folder, second as string);
    const lines = (await readFile(file, 'utf8')).split('\n');
    const seq = (JSON.parse(lines[3] as string) as { seq: number }).seq;
    lines[3] = (lines[3] as string).replace('allowed', 'refused');
    await writeFile(file, lines.join('\n'));
    expect(await store.verifyAudit()).toEqual({ kind: 'bad', seq, file: second, line: 4, why: 'altered' });
    lines[3] = 'garbage';
    await writeFile(file, lines.join('\n'));
    await expect(store.audit.read({ before: seq + 2, limit: 5 })).rejects.toThrow(StoreError);
    await store.close();
  });

  test('verifyAudit returns a missing file, and a removed record', async () => {
    const store = await fill(60);
    const [first, second, third] = (await segments()) as [string, string, string];
    const bytes = await readFile(join(place.folder, second));
    const lines = bytes.toString().split('\n');
    await writeFile(join(place.folder, second), [...lines.slice(0, -2), ''].join('\n'));
    const start = Number(third.slice(6, 18));
    expect(await store.verifyAudit()).toMatchObject({ kind: 'bad', seq: start - 1, why: 'missing' });
    await writeFile(join(place.folder, second), bytes);
    await store.close();
    await rm(join(place.folder, first));
    const again = await open();
    expect(await again.verifyAudit()).toMatchObject({ kind: 'bad', seq: 1, file: first });
    await again.close();
  });

  test('a truncated audit is rejected at the next start', async () => {
    const store = await fill(10);
    await store.transact(async () => undefined);
    const name = (await segments()).at(-1) as string;
    await store.close();
    const file = join(place.folder, name);
    // Compaction records the end of the audit in the snapshot, here after a change and a clean stop.
    const compacted = await open();
    await compacted.transact((change) => change.put(counters, 'n', { value: 1 }));
    await compacted.close();
    const lines = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, [...lines.slice(0, -2), ''].join('\n'));
    await expect(open()).rejects.toThrow(SetupError);
    await rm(file);
    await expect(open()).rejects.toThrow(/audit/);
  });

  test('a last record whose write was interrupted is dropped with an alarm', async () => {
    const store = await fill(2);
    await store.audit.append(entryOf('last'));
    await store.close();
    const name = (await segments()).at(-1) as string;
    const bytes = await readFile(join(place.folder, name));
    await writeFile(join(place.folder, name), bytes.subarray(0, -5));
    const again = await open();
    expect(place.alarms).toEqual([{ kind: 'tail-dropped', file: name, line: 4, bytes: expect.any(Number) }]);
    expect((await again.audit.append(entryOf('again'))).seq).toBe(3);
    expect(await again.verifyAudit()).toEqual({ kind: 'ok', records: 3 });
    await again.close();
  });

  test('the audit uses its own key', async () => {
    await (await fill(3)).close();
    const keys = { ...testKeys, auditMac: Buffer.alloc(32, 9) };
    await expect(openFileStore({ ...place.options, keys })).rejects.toThrow(SetupError);
  });

  test('the audit of another history is rejected, although every line of it is valid', async () => {
    await (await fill(2)).close();
    const past = await readFolder(place.folder);
    const known = place.guard.known() as number;
    const branch = async (what: string) => {
      const store = await open();
      for (const index of [3, 4, 5]) await store.audit.append(entryOf(`${what}${index}`));
      await store.transact((change) => change.put(counters, 'n', { value: 1 }));
      await store.close();
      return readFolder(place.folder);
    };
    const first = await branch('first');
    await writeFolder(place.folder, past);
    await place.guard.recordGeneration(known);
    const second = await branch('second');
    const audit = [...first].filter(([name]) => name.startsWith('audit'));
    await writeFolder(place.folder, new Map([...second, ...audit]));
    const store = await open();
    expect(await store.verifyAudit()).toMatchObject({ kind: 'bad', seq: 5, why: 'altered' });
    await store.close();
  });
});
