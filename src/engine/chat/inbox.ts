import type { InboundMessage, Inbox } from '../../core/chat/inbox.ts';
import { answeredDeliveries, type DeliveryRecord, deliveries } from '../../core/chat/records.ts';
import type { Store, StoreTransaction } from '../../core/store.ts';
import type { Clock } from '../../core/time/clock.ts';

const dayMillis = 86_400_000;
/** Platforms redeliver for a day at most. */
const retentionDays = 2;
/** How far back a new process searches for records that an earlier one did not delete. */
const lookbackDays = 30;
/** Number of hash buckets for the ids of a day: few records for few ids, and small ones for many. */
const buckets = 4096;

/** Creates the inbox over a store. Messages that are received together are one durable write. */
export function createInbox(store: Store, clock: Clock): Inbox {
  let clearedOn = dayOf(clock.now()) - lookbackDays;

  return {
    receive: (messages) =>
      store.transact(async (change) => {
        const today = dayOf(clock.now());
        const fresh: InboundMessage[] = [];
        for (const message of messages) {
          if (await isKnown(change, message.id, today)) continue;
          await change.put(deliveries, message.id, recordOf(message));
          fresh.push(message);
        }
        if (today > clearedOn) await clear(change, clearedOn - retentionDays, today - retentionDays);
        clearedOn = today;
        return fresh;
      }),

    markAnswering: (id) =>
      store.transact(async (change) => {
        const record = await change.get(deliveries, id);
        if (record === undefined) return;
        const answering: DeliveryRecord = { ...record, state: 'answering' };
        await change.put(deliveries, id, answering);
      }),

    finish: (id) =>
      store.transact(async (change) => {
        if (!(await change.delete(deliveries, id))) return;
        const day = dayOf(clock.now());
        const { adapter, platformId } = partsOf(id);
        const key = bucketKey(adapter, day, bucketOf(id));
        const { ids } = (await change.get(answeredDeliveries, key)) ?? { ids: [] };
        await change.put(answeredDeliveries, key, { day, ids: [...ids, platformId] });
      }),

    unfinished: (adapter) =>
      store.read(async (view) => {
        const open = await view.find(deliveries, 'open', adapter);
        return open
          .map(({ id, document: { lane, at, state, body } }) => {
            return { id, orderingKey: lane, at, body, maybeAnswered: state === 'answering' };
          })
          .sort((a, b) => a.at - b.at || compareIds(a.id, b.id));
      }),
  };
}

/** Whether a message is unanswered, or was answered within the retention. */
async function isKnown(change: StoreTransaction, id: string, today: number): Promise<boolean> {
  if ((await change.get(deliveries, id)) !== undefined) return true;
  const { adapter, platformId } = partsOf(id);
  const bucket = bucketOf(id);
  for (let day = today; day >= today - retentionDays; day--) {
    const answered = await change.get(answeredDeliveries, bucketKey(adapter, day, bucket));
    if (answered?.ids.includes(platformId)) return true;
  }
  return false;
}

async function clear(change: StoreTransaction, from: number, before: number): Promise<void> {
  for (let day = from; day < before; day++) {
    for (const { id } of await change.find(answeredDeliveries, 'day', String(day))) {
      await change.delete(answeredDeliveries, id);
    }
  }
}

/** Returns the key of a bucket. It must not change: stored records are found by it. */
function bucketKey(adapter: string, day: number, bucket: number): string {
  return `${adapter}/${day}/${bucket}`;
}

/** Returns the bucket of an id, which is the same on every day. */
function bucketOf(id: string): number {
  let hash = 0;
  for (let index = 0; index < id.length; index++) hash = (Math.imul(hash, 31) + id.charCodeAt(index)) >>> 0;
  return hash % buckets;
}

/** Splits an id into the adapter and the platform's id. */
function partsOf(id: string): { readonly adapter: string; readonly platformId: string } {
  const colon = id.indexOf(':');
  return { adapter: id.slice(0, colon), platformId: id.slice(colon + 1) };
}

function recordOf({ id, orderingKey, at, body }: InboundMessage): DeliveryRecord {
  return { adapter: partsOf(id).adapter, lane: orderingKey, at, body, state: 'received' };
}

function dayOf(at: number): number {
  return Math.floor(at / dayMillis);
}

/** Orders ids by the number in them: `:9` before `:10`. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}
