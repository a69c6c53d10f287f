import { beforeEach, describe, expect, it } from 'vitest';
import type { InboundMessage, Inbox } from '../../../src/core/chat/inbox.ts';
import { answeredDeliveries, deliveries } from '../../../src/core/chat/records.ts';
import type { Store } from '../../../src/core/store.ts';
import { createInbox } from '../../../src/engine/chat/inbox.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';

const day = 86_400_000;
let clock: FakeClock;
let store: Store;
let inbox: Inbox;

beforeEach(() => {
  clock = createFakeClock();
  store = createMemoryStore();
  inbox = createInbox(store, clock);
});

const delivery = (id: number, at = clock.now()): InboundMessage => {
  return {
    id: `telegram:${id}`,
    orderingKey: 'telegram:7',
    at,
    body: JSON.stringify({ text: `/balance ${id}` }),
  };
};

describe('the inbox', () => {
  it('gives each delivery once, however often it comes', async () => {
    expect(await inbox.receive([delivery(1), delivery(2)])).toHaveLength(2);
    expect(await inbox.receive([delivery(2), delivery(3)])).toEqual([delivery(3)]);
    await inbox.finish('telegram:3');
    expect(await inbox.receive([delivery(3)])).toEqual([]);
  });

  it('gives a delivery that comes twice at once to one of the two', async () => {
    const both = await Promise.all([inbox.receive([delivery(1)]), inbox.receive([delivery(1)])]);
    expect(both.flat()).toHaveLength(1);
  });

  it('keeps what was received and not answered, in order, and knows what may have been answered', async () => {
    await inbox.receive([delivery(9), delivery(10), delivery(11)]);
    await inbox.markAnswering('telegram:9');
    await inbox.finish('telegram:10');
    const left = await createInbox(store, clock).unfinished('telegram');
    expect(left.map(({ id, maybeAnswered }) => [id, maybeAnswered])).toEqual([
      ['telegram:9', true],
      ['telegram:11', false],
    ]);
    expect(left[0]?.body).toBe(delivery(9).body);
    expect(await inbox.unfinished('slack')).toEqual([]);
  });

  it('forgets the text of what is answered, and its id after two days', async () => {
    await inbox.receive([delivery(1)]);
    await inbox.finish('telegram:1');
    const kept = await store.read(async (view) => [
      ...(await view.list(deliveries)),
      ...(await view.list(answeredDeliveries)),
    ]);
    expect(JSON.stringify(kept)).not.toContain('/balance');
    expect(kept).toHaveLength(1);
    await clock.advance(2 * day);
    await inbox.receive([delivery(2)]);
    expect(await inbox.receive([delivery(1)])).toEqual([]);
    await clock.advance(day);
    await inbox.receive([delivery(3)]);
    expect(await store.read((view) => view.list(answeredDeliveries))).toEqual([]);
    const left = await store.read((view) => view.list(deliveries));
    expect(left.map(({ id }) => id)).toEqual(['telegram:2', 'telegram:3']);
  });

  it('knows each of many that were answered, from few records', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => delivery(1_000_000 + index));
    await inbox.receive(many);
    await Promise.all(many.map(({ id }) => inbox.finish(id)));
    const again = createInbox(store, clock);
    expect(await again.unfinished('telegram')).toEqual([]);
    expect(await again.receive([...many, delivery(7)])).toEqual([delivery(7)]);
    expect((await store.read((view) => view.list(answeredDeliveries))).length).toBeLessThanOrEqual(4096);
  });

  it('knows what an earlier version kept as answered, for as long', async () => {
    const { id, orderingKey, at } = delivery(1);
    await store.transact((change) =>
      change.put(deliveries, id, { adapter: 'telegram', lane: orderingKey, at, state: 'finished' }),
    );
    expect(await inbox.receive([delivery(1)])).toEqual([]);
    await clock.advance(3 * day);
    await inbox.receive([delivery(2)]);
    const left = await store.read((view) => view.list(deliveries));
    expect(left.map((entry) => entry.id)).toEqual(['telegram:2']);
  });
});
