import { z } from 'zod';
import type { Store } from '../../src/core/store.ts';
import { defineCollection } from '../../src/core/store.ts';
import { entryOf } from '../contracts/notes.ts';

const slots = defineCollection({
  name: 'slots',
  schema: z.strictObject({ by: z.number(), text: z.string() }),
  indexes: { by: (slot: { by: number }) => String(slot.by) },
});
const progress = defineCollection({
  name: 'progress',
  schema: z.strictObject({ done: z.number() }),
  indexes: {},
});

const slotCount = 7;
const textOf = (number: number): string => `${number} `.repeat(1 + ((number * 37) % 200));

/** Applies the numbered change: it increments a counter, fills a slot and frees another, so that a partial change is detected. */
export function change(store: Store, number: number): Promise<void> {
  return store.transact(async (transaction) => {
    const done = (await transaction.get(progress, 'all'))?.done ?? 0;
    if (done !== number - 1) throw new Error(`change ${number} was applied after ${done}`);
    await transaction.put(progress, 'all', { done: number });
    await transaction.put(slots, `s${number % slotCount}`, { by: number, text: textOf(number) });
    await transaction.delete(slots, `s${(number + 3) % slotCount}`);
  });
}

function expectedAfter(count: number): ReadonlyMap<string, number> {
  const expected = new Map<string, number>();
  for (let number = Math.max(1, count - 2 * slotCount); number <= count; number++) {
    expected.set(`s${number % slotCount}`, number);
    expected.delete(`s${(number + 3) % slotCount}`);
  }
  return expected;
}

/** Returns the number of numbered changes in the state; throws if the state is not the result of exactly those. */
export async function countChanges(store: Store): Promise<number> {
  const { done, entries } = await store.read(async (view) => ({
    done: (await view.get(progress, 'all'))?.done ?? 0,
    entries: await view.list(slots),
  }));
  const expected = expectedAfter(done);
  const found = new Map(entries.map(({ id, document }) => [id, document.by]));
  const same = found.size === expected.size && [...expected].every(([id, by]) => found.get(id) === by);
  if (!same) throw new Error(`corrupt: after ${done} changes the slots are ${JSON.stringify([...found])}`);
  for (const { document } of entries) {
    if (document.text !== textOf(document.by)) throw new Error(`corrupt: a slot of change ${document.by}`);
  }
  return done;
}

export const record = async (store: Store, number: number): Promise<void> => {
  const { seq } = await store.audit.append(entryOf(`record-${number}`));
  if (seq !== number) throw new Error(`record ${number} became ${seq}`);
};

/** Returns the number of numbered records in the audit; throws if they are not the appended ones. */
export async function countRecords(store: Store): Promise<number> {
  const records = await store.audit.read({ limit: 100_000 });
  for (const { seq, what } of records) {
    if (what !== `record-${seq}`) throw new Error(`corrupt: record ${seq} is ${what}`);
  }
  const [newest] = records;
  if ((newest?.seq ?? 0) !== records.length) throw new Error('corrupt: the audit has a gap');
  return records.length;
}
