import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Principal } from '../../../src/core/access/policy.ts';
import { grants } from '../../../src/core/access/records.ts';
import type { FileStore } from '../../../src/store/file.ts';
import { compare, type Finding, median, type Pair } from '../harness/figures.ts';
import { countingDisk, openBenchStore } from '../harness/files.ts';
import { watchLoop } from '../harness/loop.ts';
import { inRounds, pairs, shuffled } from '../harness/rounds.ts';
import type { Scenario } from '../harness/scenario.ts';

const sizes = [100, 1000, 10_000, 100_000] as const;
const rounds = 15;
/** Number of consecutive changes in one measurement, which is their median. */
const changes = 12;
const together = 5000;
const folds = 3;
const maxGroups = 4000;
const maxBlockMs = 50;

type Opened = Awaited<ReturnType<typeof openFilled>>;

/** One durable change to stores of growing size, compared with append and fdatasync of the same bytes; and concurrent changes. */
export const store: Scenario = {
  name: 'store',
  async run() {
    const parent = await mkdtemp(join(tmpdir(), 'walletwatch-bench-'));
    const bare = await open(join(parent, 'bare'), 'a', 0o600);
    const opened: Opened[] = [];
    try {
      for (const size of sizes) opened.push(await openFilled(join(parent, `size-${size}`), size));
      const append = async (bytes: number) => {
        await bare.write(Buffer.alloc(bytes, 'x'));
        await bare.datasync();
      };
      const found = [...(await oneByOne(opened, append)), await allAtOnce(opened)];
      return [...found, await folding(join(parent, 'folding'))];
    } finally {
      for (const each of opened) await each.store.close();
      await bare.close();
      await rm(parent, { recursive: true, force: true });
    }
  },
};

async function oneByOne(
  opened: readonly Opened[],
  append: (bytes: number) => Promise<void>,
): Promise<Finding[]> {
  let number = 0;
  let bytesOfOne = 0;
  const change = async ({ store, size, count }: Opened) => {
    number += 1;
    const before = count.bytes;
    const took = await timed(() => put(store, (number * 7919) % size, number));
    bytesOfOne = count.bytes - before;
    return took;
  };
  const several = (act: () => Promise<number>) => async () => {
    const took: number[] = [];
    for (let time = 0; time < changes; time++) took.push(await act());
    return median(took);
  };
  const ours = opened.map((each) => [String(each.size), several(() => change(each))] as const);
  const measured = await inRounds(
    { bare: several(() => timed(() => append(bytesOfOne))), ...Object.fromEntries(ours) } as Record<
      string,
      () => Promise<number>
    >,
    { rounds, warmUp: 2 },
  );
  const of = (name: string) => measured[name] ?? [];
  return [
    ...sizes.map((size) => {
      const name = `append + fdatasync, ${size.toLocaleString('en')} grants`;
      return compare({ name, unit: 'ms', goal: 1.5 }, pairs(of(String(size)), of('bare')));
    }),
    compare({ name: '100,000 grants / 100', unit: 'ms', goal: 1.2 }, pairs(of('100000'), of('100'))),
  ];
}

/** Compares the number of syncs with one, the number that a single append of all changes takes. */
async function allAtOnce(opened: readonly Opened[]): Promise<Finding> {
  const results: Pair[] = [];
  for (const { store, count } of shuffled(opened)) {
    const before = count.syncs;
    await Promise.all(Array.from({ length: together }, (_, index) => put(store, 1_000_000 + index, index)));
    results.push({ ours: count.syncs - before, against: 1 });
  }
  return compare({ name: '5,000 changes at once, one sync', unit: 'syncs', goal: 5 }, results);
}

/** Measures the longest time that folding 100,000 grants blocks the event loop during changes. */
async function folding(folder: string): Promise<Finding> {
  const { disk, count } = countingDisk();
  const filled = await openBenchStore(folder, disk);
  await fill(filled, sizes[3]);
  await filled.close();
  const store = await openBenchStore(folder, disk, 1 << 16);
  const before = count.renames;
  const watch = watchLoop();
  for (let group = 0; count.renames < before + folds && group < maxGroups; group++) {
    const numbers = Array.from({ length: 250 }, (_, index) => (group * 250 + index) % sizes[3]);
    await Promise.all(numbers.map((number) => put(store, number, group)));
  }
  const ours = await watch.longest();
  await store.close();
  if (count.renames < before + folds) throw new Error('the journal was not folded');
  const name = 'longest hold while folding 100,000 grants, 50 ms';
  return compare({ name, unit: 'ms', goal: 1 }, [{ ours, against: maxBlockMs }]);
}

async function fill(store: FileStore, size: number): Promise<void> {
  await store.transact(async (change) => {
    for (let number = 0; number < size; number++) await change.put(grants, idOf(number), grantOf(number, 0));
  });
}

async function openFilled(folder: string, size: number) {
  const { disk, count } = countingDisk();
  const store = await openBenchStore(folder, disk);
  await fill(store, size);
  await store.read((view) => view.find(grants, 'principal', 'telegram:1'));
  await store.read((view) => view.find(grants, 'operator', 'operator-1'));
  return { store, count, size };
}

const principalOf = (number: number): Principal => `telegram:${100_000_000 + number}`;
const idOf = (number: number): string => `${principalOf(number)}/operator-${number % 50}`;
const grantOf = (number: number, change: number) => ({
  principal: principalOf(number),
  operator: `operator-${number % 50}`,
  role: 'viewer' as const,
  expiresAt: 1_795_156_200_000 + change,
});

function put(store: Opened['store'], number: number, change: number): Promise<void> {
  return store.transact((transaction) => transaction.put(grants, idOf(number), grantOf(number, change)));
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}
