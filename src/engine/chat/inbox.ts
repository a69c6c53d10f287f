import type { InboundMessage, Inbox } from '../../core/chat/inbox.ts';
import { answeredDeliveries, type DeliveryRecord, deliveries } from '../../core/chat/records.ts';
import type { Store, StoreTransaction } from '../../core/store.ts';
import type { Clock } from '../../core/time/clock.ts';

const dayMillis = 86_400_000;
/** Platforms redeliver for a day at most. */
const daysKept = 2;
/** How far back a new process looks for what an earlier one did not clear. */
const daysBack = 30;
/** Ids that were answered on one day lie on so many shelves: few records when there are few, small ones when there are many. */
const buckets = 4096;

/** The inbox over a store. What arrives together is one durable write. */
export function createInbox(store: Store, clock: Clock): Inbox {
  let cleared = dayOf(clock.now()) - daysBack;

  return {
    receive: (received) =>
      store.transact(async (change) => {
        const today = dayOf(clock.now());
        const fresh: InboundMessage[] = [];
        for (const delivery of received) {
          if (await isKnown(change, delivery.id, today)) continue;
          await change.put(deliveries, delivery.id, recordOf(delivery));
          fresh.push(delivery);
        }
        if (today > cleared) await clear(change, cleared - daysKept, today - daysKept);
        cleared = today;
        return fresh;
      }),

    markAnswering: (id) =>
      store.transact(async (change) => {
        const found = await change.get(deliveries, id);
        if (found === undefined) return;
        const answering: DeliveryRecord = { ...found, state: 'answering' };
        await change.put(deliveries, id, answering);
      }),

    finish: (id) =>
      store.transact(async (change) => {
        if (!(await change.delete(deliveries, id))) return;
        const day = dayOf(clock.now());
        const { adapter, own } = partsOf(id);
        const bucket = bucketOf(adapter, day, placeOf(id));
        const { ids } = (await change.get(answeredDeliveries, bucket)) ?? { ids: [] };
        await change.put(answeredDeliveries, bucket, { day, ids: [...ids, own] });
      }),

    unfinished: (adapter) =>
      store.read(async (view) => {
        const open = await view.find(deliveries, 'open', adapter);
        return open
          .map(({ id, document: { lane, at, state, body = '' } }) => {
            return { id, orderingKey: lane, at, body, maybeAnswered: state === 'answering' };
          })
          .sort((a, b) => a.at - b.at || compareIds(a.id, b.id));
      }),
  };
}

/** Whether it waits to be answered, or was answered within the days that are kept. */
async function isKnown(change: StoreTransaction, id: string, today: number): Promise<boolean> {
  if ((await change.get(deliveries, id)) !== undefined) return true;
  const { adapter, own } = partsOf(id);
  const place = placeOf(id);
  for (let day = today; day >= today - daysKept; day--) {
    const answered = await change.get(answeredDeliveries, bucketOf(adapter, day, place));
    if (answered?.ids.includes(own)) return true;
  }
  return false;
}

async function clear(change: StoreTransaction, from: number, before: number): Promise<void> {
  for (let day = from; day < before; day++) {
    for (const { id, document } of await change.find(deliveries, 'day', String(day))) {
      if (document.state === 'finished') await change.delete(deliveries, id);
    }
    for (const { id } of await change.find(answeredDeliveries, 'day', String(day))) {
      await change.delete(answeredDeliveries, id);
    }
  }
}

/** Where what was answered on a day is kept. It must stay what it is: records are found by it. */
function bucketOf(adapter: string, day: number, place: number): string {
  return `${adapter}/${day}/${place}`;
}

/** The number of the shelf that an id lies on, on every day. */
function placeOf(id: string): number {
  let hash = 0;
  for (let place = 0; place < id.length; place++) hash = (Math.imul(hash, 31) + id.charCodeAt(place)) >>> 0;
  return hash % buckets;
}

/** The adapter of a delivery, and what the platform calls it. */
function partsOf(id: string): { readonly adapter: string; readonly own: string } {
  const colon = id.indexOf(':');
  return { adapter: id.slice(0, colon), own: id.slice(colon + 1) };
}

function recordOf({ id, orderingKey, at, body }: InboundMessage): DeliveryRecord {
  return { adapter: partsOf(id).adapter, lane: orderingKey, at, body, state: 'received' };
}

function dayOf(at: number): number {
  return Math.floor(at / dayMillis);
}

/** Ids with a number in them follow the number: `:9` before `:10`. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}
