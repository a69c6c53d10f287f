import { beforeEach, describe, expect, it } from 'vitest';
import { bindings, subscriptions } from '../../../src/core/access/records.ts';
import { deliveries, tickets as records } from '../../../src/core/chat/records.ts';
import type { Tickets } from '../../../src/core/chat/tickets.ts';
import type { Store } from '../../../src/core/store.ts';
import { createRegistry } from '../../../src/engine/access/registry.ts';
import { createInbox } from '../../../src/engine/chat/inbox.ts';
import { moveChat } from '../../../src/engine/chat/move-chat.ts';
import { createTickets } from '../../../src/engine/chat/tickets.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';

const day = 86_400_000;
let clock: FakeClock;
let store: Store;
let tickets: Tickets;

beforeEach(() => {
  clock = createFakeClock();
  store = createMemoryStore();
  tickets = createTickets(store, clock);
});

const stored = () => store.read((view) => view.list(records));

describe('a ticket', () => {
  it('returns its line in its own chat, any number of times', async () => {
    const [a = '', b = ''] = await tickets.issue('chat:1', ['/a', '/b']);
    expect([a, b]).toEqual([expect.stringMatching(/^[\w-]{22}$/), expect.stringMatching(/^[\w-]{22}$/)]);
    for (let times = 0; times < 2; times++) {
      expect(await tickets.redeem(b, 'chat:1')).toEqual({ kind: 'line', line: '/b' });
    }
    expect(await tickets.redeem(a, 'chat:2')).toEqual({ kind: 'foreign' });
    expect(await tickets.redeem('x'.repeat(22), 'chat:1')).toEqual({ kind: 'unknown' });
  });

  it('cannot be guessed from another', async () => {
    const issued = await tickets.issue(
      'chat:1',
      Array.from({ length: 500 }, () => '/a'),
    );
    expect(new Set(issued).size).toBe(500);
    expect(new Set(issued.map((ticket) => ticket.slice(0, 4))).size).toBeGreaterThan(450);
  });

  it('expires after two days, and is deleted when others are issued', async () => {
    const [old = ''] = await tickets.issue('chat:1', ['/a']);
    clock.jumpTo(clock.now() + 2 * day + 1);
    expect(await tickets.redeem(old, 'chat:1')).toEqual({ kind: 'unknown' });
    clock.jumpTo(clock.now() + 2 * day);
    await tickets.issue('chat:1', ['/b']);
    expect((await stored()).map(({ document }) => document.line)).toEqual(['/b']);
  });

  it('of an earlier process is deleted too', async () => {
    await tickets.issue('chat:1', ['/a']);
    clock.jumpTo(clock.now() + 9 * day);
    await createTickets(store, clock).issue('chat:1', ['/b']);
    expect((await stored()).length).toBe(1);
  });

  it('is not issued without a line', async () => {
    expect(await tickets.issue('chat:1', [])).toEqual([]);
    expect(await stored()).toEqual([]);
  });
});

describe('moving a chat', () => {
  const before = 'chat:-4001';
  const now = 'chat:-1004001';

  beforeEach(async () => {
    const registry = createRegistry(store, clock);
    for (const id of ['a', 'b']) await registry.addOperator({ id, name: id });
    await registry.bind({ chat: before, operator: 'a' });
    await registry.bind({ chat: before, operator: 'b' });
    await registry.bind({ chat: 'chat:-7', operator: 'a' });
    await registry.subscribe({ chat: before, operator: 'a' });
    const inbox = createInbox(store, clock);
    const message = (id: string, orderingKey: string) => ({
      id: `chat:${id}`,
      orderingKey,
      at: clock.now(),
      body: '{}',
    });
    await inbox.receive([message('1', before), message('2', before), message('3', 'chat:-7')]);
    await inbox.finish('chat:1');
  });

  const all = () =>
    store.read(async (view) => ({
      bound: (await view.list(bindings)).map(({ id }) => id),
      subscribed: (await view.list(subscriptions)).map(({ id }) => id),
      waiting: (await view.list(deliveries)).map(({ document }) => document.lane),
    }));
  const moved = {
    bound: [`${now}/a`, `${now}/b`, 'chat:-7/a'],
    subscribed: [`${now}/a`],
    waiting: [now, 'chat:-7'],
  };

  it('moves its bindings, subscriptions, unanswered messages and buttons', async () => {
    const [ticket = ''] = await tickets.issue(before, ['/a']);
    await moveChat(store, before, now);
    expect(await all()).toEqual(moved);
    expect(await tickets.redeem(ticket, now)).toEqual({ kind: 'line', line: '/a' });
  });

  it('is one change, and changes nothing the second time', async () => {
    let changes = 0;
    const counted: Store = {
      ...store,
      transact(change) {
        changes += 1;
        return store.transact(change);
      },
    };
    await moveChat(counted, before, now);
    expect(changes).toBe(1);
    await moveChat(counted, before, now);
    expect(await all()).toEqual(moved);
  });
});
