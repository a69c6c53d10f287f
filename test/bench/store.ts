/**
 * What a change costs: one at a time over a growing store and many at once, beside an append and fdatasync of the same
 * bytes in the same rounds; and how long folding holds the event loop. Run: `node --single-threaded-gc --import tsx test/bench/store.ts
 * [rounds]`: the collector's own threads would wait for a busy processor, and that would count as ours.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { defineCollection } from '../../src/core/store.ts';
import { systemClock } from '../../src/observe/clock.ts';
import type { Disk, DiskFile } from '../../src/store/disk.ts';
import { systemDisk } from '../../src/store/disk.ts';
import type { FileStore } from '../../src/store/file.ts';
import { openFileStore } from '../../src/store/file.ts';
import { quietLog, testKeys } from '../store/folder.ts';
import { createRandom } from '../store/lossy-disk.ts';

const rounds = Number(process.argv[2] ?? 300);
const sizes = [100, 1000, 10_000, 100_000];
const parent = await mkdtemp(join(tmpdir(), 'walletwatch-bench-'));
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const random = createRandom(1);

const grant = z.strictObject({
  principal: z.string(),
  operator: z.string(),
  role: z.string(),
  expiresAt: z.number(),
});
const grants = defineCollection({
  name: 'grants',
  schema: grant,
  indexes: {
    principal: (document: z.infer<typeof grant>) => document.principal,
    operator: (document: z.infer<typeof grant>) => document.operator,
  },
});

const idOf = (number: number): string => `telegram:${100_000_000 + number}/operator-${number % 50}`;
const grantOf = (number: number) => ({
  principal: `telegram:${100_000_000 + number}`,
  operator: `operator-${number % 50}`,
  role: 'viewer',
  expiresAt: 1_795_156_200_000 + Math.floor(random() * 1e9),
});

/** The machine's disk, which counts what is written and synced. */
function countingDisk() {
  const count = { bytes: 0, syncs: 0, snapshots: 0 };
  const counted = (file: DiskFile): DiskFile => ({
    ...file,
    write(bytes, position) {
      count.bytes += bytes.length;
      return file.write(bytes, position);
    },
    syncContent() {
      count.syncs += 1;
      return file.syncContent();
    },
  });
  const disk: Disk = {
    ...systemDisk,
    create: async (path) => counted(await systemDisk.create(path)),
    open: async (path) => counted(await systemDisk.open(path)),
    rename(from, to) {
      if (to.endsWith('state.jsonl')) count.snapshots += 1;
      return systemDisk.rename(from, to);
    },
  };
  return { disk, count };
}

async function openWith(folder: string, disk: Disk, journalBytes: number): Promise<FileStore> {
  return openFileStore({
    folder,
    keys: testKeys,
    clock: systemClock,
    log: quietLog,
    onAlarm: ({ kind }) => print(`ALARM ${kind}`),
    disk,
    limits: { journalBytes, auditBytes: 1 << 20 },
  });
}

async function openFilled(size: number) {
  const { disk, count } = countingDisk();
  const store = await openWith(join(parent, `size-${size}`), disk, 1 << 30);
  await store.transact(async (transaction) => {
    for (let number = 0; number < size; number++)
      await transaction.put(grants, idOf(number), grantOf(number));
  });
  await store.read((view) => view.find(grants, 'principal', 'telegram:1'));
  await store.read((view) => view.find(grants, 'operator', 'operator-1'));
  return { store, count, size };
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const timed = async (act: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await act();
  return performance.now() - started;
};

const stores = [];
for (const size of sizes) stores.push(await openFilled(size));
const bare = await open(join(parent, 'bare'), 'a', 0o600);
const appendBare = async (bytes: number): Promise<void> => {
  await bare.write(Buffer.alloc(bytes, 'x'));
  await bare.datasync();
};

const one = new Map<number, number[]>([...sizes, 0].map((size) => [size, []]));
let bytesOfOne = 300;
for (let round = 0; round < rounds + 20; round++) {
  for (const opened of shuffled([...stores, undefined])) {
    const number = Math.floor(random() * (opened?.size ?? 1));
    const before = opened?.count.bytes ?? 0;
    const ms = await timed(() =>
      opened === undefined
        ? appendBare(bytesOfOne)
        : opened.store.transact((transaction) => transaction.put(grants, idOf(number), grantOf(number))),
    );
    if (opened !== undefined) bytesOfOne = opened.count.bytes - before;
    if (round >= 20) one.get(opened?.size ?? 0)?.push(ms);
  }
}
const floor = median(one.get(0) ?? []);
print(
  `one change, ${rounds} shuffled rounds, median; append + fdatasync of the same ${bytesOfOne} bytes: ${floor.toFixed(3)} ms`,
);
for (const size of sizes) {
  const ms = median(one.get(size) ?? []);
  print(
    `  ${String(size).padStart(7)} grants: ${ms.toFixed(3)} ms, ${(ms / floor).toFixed(2)} times the append`,
  );
}
const flat = median(one.get(100_000) ?? []) / median(one.get(100) ?? []);
print(`  100,000 grants / 100 grants: ${flat.toFixed(2)}`);

const many: { readonly ms: number; readonly bare: number; readonly bytes: number; readonly syncs: number }[] =
  [];
for (const opened of shuffled([...stores, ...stores])) {
  const before = { ...opened.count };
  const ms = await timed(() =>
    Promise.all(
      Array.from({ length: 5000 }, (_, number) =>
        opened.store.transact((transaction) => transaction.put(grants, `new-${number}`, grantOf(number))),
      ),
    ),
  );
  const bytes = opened.count.bytes - before.bytes;
  many.push({
    ms,
    bytes,
    syncs: opened.count.syncs - before.syncs,
    bare: await timed(() => appendBare(bytes)),
  });
}
const mostSyncs = Math.max(...many.map(({ syncs }) => syncs));
print(
  `5,000 changes at once: ${median(many.map(({ ms }) => ms)).toFixed(1)} ms, at most ${mostSyncs} syncs; append + fdatasync of the same ${median(many.map(({ bytes }) => bytes))} bytes: ${median(many.map(({ bare }) => bare)).toFixed(1)} ms`,
);

for (const { store } of stores) await store.close();
const counting = countingDisk();
const folding = await openWith(join(parent, 'size-100000'), counting.disk, 1 << 16);
/** How long this thread was ready but another process had the processor, in ms; 0 where the system does not tell. */
function waitedForProcessor(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'latin1').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

const longest = { own: 0, wall: 0 };
let watching = true;
async function watch(): Promise<void> {
  let last = { at: performance.now(), waited: waitedForProcessor() };
  while (watching) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    const now = { at: performance.now(), waited: waitedForProcessor() };
    const wall = now.at - last.at;
    longest.wall = Math.max(longest.wall, wall);
    longest.own = Math.max(longest.own, wall - (now.waited - last.waited));
    last = now;
  }
}

// A journal that outgrows the snapshot is folded, so changes go on until it was: 250 at a time.
const watched = watch();
for (let group = 0; counting.count.snapshots < 3 && group < 4000; group++) {
  await Promise.all(
    Array.from({ length: 250 }, (_, index) => {
      const number = (group * 250 + index) % 100_000;
      return folding.transact((transaction) => transaction.put(grants, idOf(number), grantOf(number)));
    }),
  );
}
watching = false;
await watched;
const folds = counting.count.snapshots;
const closing = await timed(() => folding.close());
print(
  `folding 100,000 grants, ${folds} times, with changes going on: longest hold of the event loop ${longest.own.toFixed(1)} ms (${longest.wall.toFixed(1)} ms with the time other processes had the processor); a clean stop ${closing.toFixed(0)} ms`,
);
const started = performance.now();
const again = await openWith(join(parent, 'size-100000'), systemDisk, 1 << 20);
print(`opening 100,000 grants: ${(performance.now() - started).toFixed(0)} ms`);
await again.close();
await bare.close();
await rm(parent, { recursive: true, force: true });
process.exitCode = flat > 1.2 || mostSyncs > 5 || longest.own > 50 || folds < 3 ? 1 : 0;
