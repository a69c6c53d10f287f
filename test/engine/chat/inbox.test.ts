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

const message = (id: number, at = clock.now()): InboundMessage => {
  return {
    id: `telegram:${id}`,
    orderingKey: 'telegram:7',
    at,
    body: JSON.stringify({ text: `/balance ${id}` }),
  };
};

describe('the inbox', () => {
  it('returns each message once, however often it is received', async () => {
    expect(await inbox.receive([message(1), message(2)])).toHaveLength(2);
    expect(await inbox.receive([message(2), message(3)])).toEqual([message(3)]);
    await inbox.finish('telegram:3');
    expect(await inbox.receive([message(3)])).toEqual([]);
  });

  it('returns a message that is received twice at once to one of the two callers', async () => {
    const both = await Promise.all([inbox.receive([message(1)]), inbox.receive([message(1)])]);
    expect(both.flat()).toHaveLength(1);
  });

  it('stores unanswered messages in order, and which of them may have been answered', async () => {
    await inbox.receive([message(9), message(10), message(11)]);
    await inbox.markAnswering('telegram:9');
    await inbox.finish('telegram:10');
    const left = await createInbox(store, clock).unfinished('telegram');
    expect(left.map(({ id, maybeAnswered }) => [id, maybeAnswered])).toEqual([
      ['telegram:9', true],
      ['telegram:11', false],
    ]);
    expect(left[0]?.body).toBe(message(9).body);
    expect(await inbox.unfinished('slack')).toEqual([]);
  });

  it('deletes the text of an answered message at once, and its id after two days', async () => {
    await inbox.receive([message(1)]);
    await inbox.finish('telegram:1');
    const stored = await store.read(async (view) => [
      ...(await view.list(deliveries)),
      ...(await view.list(answeredDeliveries)),
    ]);
    expect(JSON.stringify(stored)).not.toContain('/balance');
    expect(stored).toHaveLength(1);
    await clock.advance(2 * day);
    await inbox.receive([message(2)]);
    expect(await inbox.receive([message(1)])).toEqual([]);
    await clock.advance(day);
    await inbox.receive([message(3)]);
    expect(await store.read((view) => view.list(answeredDeliveries))).toEqual([]);
    const left = await store.read((view) => view.list(deliveries));
    expect(left.map(({ id }) => id)).toEqual(['telegram:2', 'telegram:3']);
  });

  it('recognizes each of many answered messages, which are stored in few records', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => message(1_000_000 + index));
    await inbox.receive(many);
    await Promise.all(many.map(({ id }) => inbox.finish(id)));
    const again = createInbox(store, clock);
    expect(await again.unfinished('telegram')).toEqual([]);
    expect(await again.receive([...many, message(7)])).toEqual([message(7)]);
    expect((await store.read((view) => view.list(answeredDeliveries))).length).toBeLessThanOrEqual(4096);
  });
});
