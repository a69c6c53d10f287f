import type { Clock } from '../core/clock.ts';
import type { Delivery, Inbox } from '../core/inbox.ts';
import { type DeliveryRecord, deliveries } from '../core/records.ts';
import type { Store, Transaction } from '../core/store.ts';

const dayMillis = 86_400_000;
/** Platforms redeliver for a day at most. */
const daysKept = 2;
/** How far back a new process looks for what an earlier one did not clear. */
const daysBack = 30;

/** The inbox over a store. What arrives together is one durable write. */
export function createInbox(store: Store, clock: Clock): Inbox {
  let cleared = dayOf(clock.now()) - daysBack;

  return {
    receive: (received) =>
      store.transact(async (change) => {
        const fresh: Delivery[] = [];
        for (const delivery of received) {
          if (await change.get(deliveries, delivery.id)) continue;
          await change.put(deliveries, delivery.id, recordOf(delivery));
          fresh.push(delivery);
        }
        const today = dayOf(clock.now());
        if (today > cleared) await clear(change, cleared - daysKept, today - daysKept);
        cleared = today;
        return fresh;
      }),

    answering: (id) => move(store, id, 'answering'),
    finish: (id) => move(store, id, 'finished'),

    unfinished: (adapter) =>
      store.read(async (view) => {
        const open = await view.find(deliveries, 'open', adapter);
        return open
          .map(({ id, document: { lane, at, state, body = '' } }) => {
            return { id, lane, at, body, maybeAnswered: state === 'answering' };
          })
          .sort((a, b) => a.at - b.at || compareIds(a.id, b.id));
      }),
  };
}

function move(store: Store, id: string, state: 'answering' | 'finished'): Promise<void> {
  return store.transact(async (change) => {
    const found = await change.get(deliveries, id);
    if (found === undefined || found.state === 'finished') return;
    const { body, ...rest } = found;
    const kept = state === 'finished' || body === undefined ? {} : { body };
    await change.put(deliveries, id, { ...rest, ...kept, state });
  });
}

async function clear(change: Transaction, from: number, before: number): Promise<void> {
  for (let day = from; day < before; day++) {
    for (const { id, document } of await change.find(deliveries, 'day', String(day))) {
      if (document.state === 'finished') await change.delete(deliveries, id);
    }
  }
}

function recordOf({ id, lane, at, body }: Delivery): DeliveryRecord {
  return { adapter: id.slice(0, id.indexOf(':')), lane, at, body, state: 'received' };
}

function dayOf(at: number): number {
  return Math.floor(at / dayMillis);
}

/** Ids with a number in them follow the number: `:9` before `:10`. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}
