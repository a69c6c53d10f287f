import { describe, expect, it } from 'vitest';
import type { ChatId } from '../../src/core/access.ts';
import { reasons } from '../../src/core/errors.ts';
import { subscriptions } from '../../src/core/records.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createWorld, said, type World } from './world.ts';

const hour = 3_600_000;

/** Brings one account below its threshold, until its card stands. */
async function breach(world: World, name = 'user@upi', left = 90): Promise<void> {
  world.left(name, 900);
  await world.alerts.start();
  await world.polls(2);
  world.left(name, left);
  await world.polls(3);
}

describe('an account that runs low', () => {
  it('is one message in every chat, edited as it changes, with the all clear beside it', async () => {
    const world = await createWorld({ chats: ['red:1', 'blue:1'] });
    await breach(world);
    world.left('user@upi', 60);
    await world.polls(2);
    world.left('user@upi', 700);
    await world.polls(4);
    for (const { calls, standing } of [world.red, world.blue]) {
      const chat = calls[0]?.chat;
      expect(said(calls)).toEqual([
        `send ${chat} (A1 Low limit: user@upi, ₹90.00 left of ₹1,000.00 (9.0 %))`,
        `edit ${chat} (A1 Low limit: user@upi, ₹60.00 left of ₹1,000.00 (6.0 %))`,
        `edit ${chat} (A1 Recovering: Low limit: user@upi, ₹700.00 left of ₹1,000.00 (70.0 %))`,
        expect.stringMatching(/^edit .*70\.0 %/),
        `edit ${chat} (A1 All clear, after 6 min: user@upi, ₹700.00 left of ₹1,000.00 (70.0 %))`,
        `follow ${chat} (A1 user@upi: all clear, ₹700.00 left of ₹1,000.00 (70.0 %), after 6 min.)`,
      ]);
      expect(standing.get(chat ?? 'red:1')?.size).toBe(2);
    }
    expect(await world.posts()).toEqual([]);
    await world.stop();
  });

  it('stays one message in each chat through 50 changes', async () => {
    const world = await createWorld({ chats: ['red:1', 'blue:1'] });
    await breach(world);
    for (let change = 0; change < 50; change++) {
      world.left('user@upi', 79 - change);
      await world.polls(1);
    }
    for (const { standing, calls } of [world.red, world.blue]) {
      const messages = [...standing.values()].flatMap((chat) => [...chat.values()]);
      expect(messages.filter((text) => text.includes('Left:'))).toHaveLength(1);
      expect(calls.filter(({ what }) => what !== 'edit')).toHaveLength(1);
      expect(calls.filter(({ what }) => what === 'edit').length).toBeGreaterThan(40);
      expect(messages.find((text) => text.includes('Left:'))).toContain('Left: ₹30.00');
    }
    await world.stop();
  });

  it('shows how fast it goes', async () => {
    const world = await createWorld();
    await breach(world);
    world.left('user@upi', 80);
    await world.polls(3);
    expect(world.red.calls.at(-1)?.text).toMatch(/Going: about ₹\d+\.\d\d an hour, gone in about \d+ min/);
    await world.stop();
  });

  it('masks account numbers in every chat', async () => {
    const world = await createWorld();
    const number = '123456789012';
    world.left(number, 10, { upi: 'a@upi', name: `Asha ${number}`, number });
    await world.alerts.start();
    await world.polls(2);
    expect(world.red.calls[0]?.text).toContain('…9012');
    expect(world.red.calls[0]?.text).not.toContain(number);
    await world.stop();
  });
});

describe('a source that fails', () => {
  it('for 30 minutes resolves nothing, and is told of once when it goes and once when it is back', async () => {
    const world = await createWorld();
    await breach(world);
    const before = world.red.calls.length;
    world.failing.set('bank', 'timeout');
    await world.polls(30);
    world.failing.clear();
    await world.polls(3);
    const news = world.red.calls
      .slice(before)
      .filter(({ what, text }) => what !== 'edit' || /clear/.test(text));
    expect(said(news)).toEqual([
      expect.stringContaining('send red:1 (A2 No sight: bank, account list silent since 12:0'),
      expect.stringContaining('edit red:1 (A2 All clear'),
      expect.stringContaining('follow red:1 (A2 bank: all clear'),
    ]);
    expect((await world.incidents()).find(({ id }) => id === 'A1')?.incident.state).toBe('firing');
    await world.stop();
  });

  it.each([...reasons])('is told of within 5 minutes and a poll when it fails with %s', async (reason) => {
    const world = await createWorld();
    world.left('user@upi', 900);
    await world.alerts.start();
    await world.polls(2);
    world.failing.set('bank', reason);
    const since = world.clock.now();
    await world.polls(8);
    expect(world.red.calls).toHaveLength(1);
    expect(world.red.calls[0]?.text).toContain('No sight: bank');
    expect((world.red.calls[0]?.at ?? 0) - since).toBeLessThanOrEqual(300_000 + 63_000 + 2_000);
    await world.stop();
  });

  it('is written of only when something changed, although the clocks drift apart as all clocks do', async () => {
    const clock = createFakeClock();
    const drifting = { ...clock, now: () => Math.floor(clock.now() + clock.mono() / 100_000) };
    const world = await createWorld({ clock: drifting });
    world.left('user@upi', 900);
    await world.alerts.start();
    await world.polls(2);
    world.failing.set('bank', 'timeout');
    await world.polls(100);
    expect(world.red.calls.map(({ what }) => what)).toEqual(['send']);
    expect((await world.incidents()).map(({ revision }) => revision)).toEqual([1]);
    await world.stop();
  });

  it('is told of when figures that were there are unreadable', async () => {
    const world = await createWorld();
    world.left('user@upi', 900);
    await world.alerts.start();
    await world.polls(2);
    const unreadable = { kind: 'missing', why: 'unreadable' } as const;
    world.left('user@upi', 900, { figures: { limit: unreadable, available: unreadable } });
    await world.polls(8);
    expect(said(world.red.calls)).toEqual([
      expect.stringContaining('No sight: bank, an account silent since'),
    ]);
    await world.stop();
  });
});

describe('a storm', () => {
  it('of 200 accounts within a minute is at most two messages that list all of them', async () => {
    const world = await createWorld({
      chats: ['red:1', 'blue:1'],
      connections: ['one', 'two', 'three', 'four'],
    });
    const names = Array.from({ length: 200 }, (_, index) => `merchant${index}@bank`);
    const at = (index: number) => ['one', 'two', 'three', 'four'][index % 4] ?? 'one';
    for (const [index, name] of names.entries()) world.left(name, 900, {}, at(index));
    await world.alerts.start();
    await world.polls(2);
    for (const [index, name] of names.entries()) world.left(name, 50, {}, at(index));
    await world.polls(4);
    for (const { calls, standing } of [world.red, world.blue]) {
      expect(calls.filter(({ what }) => what === 'send').length).toBeLessThanOrEqual(2);
      const texts = [...standing.values()].flatMap((chat) => [...chat.values()]);
      const text = texts.join('\n');
      const ids = (await world.incidents()).map(({ id }) => id);
      expect(ids).toHaveLength(200);
      for (const id of ids) expect(text).toMatch(new RegExp(`\\b${id}\\b`));
      for (const each of texts) expect(each.length).toBeLessThan(4_000);
      for (const name of names) expect(text).toContain(` ${name} `);
    }
    for (const [index, name] of names.entries()) world.left(name, 900, {}, at(index));
    await world.polls(5);
    expect(world.red.calls.filter(({ what }) => what === 'send').length).toBeLessThanOrEqual(2);
    expect(world.red.calls.at(-1)?.text).toContain('All clear');
    expect(await world.posts()).toEqual([]);
    await world.stop();
  });

  it('is over although the clock was set back, and what fires later is a message of its own', async () => {
    const world = await createWorld();
    for (let index = 0; index < 7; index++) world.left(`user${index}@upi`, 10);
    await world.alerts.start();
    await world.polls(2);
    expect(world.red.calls.map(({ what }) => what)).toEqual(['send']);
    world.clock.jumpTo(world.clock.now() - 30 * 24 * hour);
    await world.polls(2);
    world.left('late@upi', 10);
    await world.polls(2);
    const [, last] = world.red.calls.filter(({ what }) => what === 'send');
    expect(last?.text).toContain('A8 Critical: Low limit: late@upi');
    await world.stop();
  });

  it('of five stays five cards', async () => {
    const world = await createWorld();
    for (let index = 0; index < 5; index++) world.left(`user${index}@upi`, 10);
    await world.alerts.start();
    await world.polls(2);
    expect(world.red.calls.map(({ what }) => what)).toEqual(['send', 'send', 'send', 'send', 'send']);
    await world.stop();
  });
});

describe('accounts that are not what they were', () => {
  it('are told of when they go inactive or vanish, and when they are back', async () => {
    const world = await createWorld();
    world.left('first@upi', 900);
    world.left('second@upi', 900);
    await world.alerts.start();
    await world.polls(2);
    world.left('first@upi', 900, { state: 'inactive' });
    world.left('second@upi', undefined);
    await world.polls(4);
    expect(said(world.red.calls)).toEqual([
      'send red:1 (A1 Went inactive: first@upi)',
      'send red:1 (A2 No longer listed: second@upi)',
    ]);
    world.left('first@upi', 900);
    world.left('second@upi', 900);
    await world.polls(4);
    expect(world.red.calls.filter(({ what }) => what === 'follow').map(({ text }) => text)).toEqual([
      expect.stringContaining('A1 first@upi: all clear'),
      expect.stringContaining('A2 second@upi: all clear'),
    ]);
    await world.stop();
  });
});

describe('what is listed no more', () => {
  const day = 24 * hour;
  const openNow = async (world: World) =>
    (await world.incidents())
      .filter(({ incident }) => incident.state === 'firing')
      .map(({ rule }) => rule)
      .sort();

  it('is told of, and forgotten with all that is open about it when it has been gone for a week', async () => {
    const world = await createWorld();
    await breach(world);
    world.left('user@upi', undefined);
    await world.polls(3);
    expect(await openNow(world)).toEqual(['low-limit', 'vanished']);
    for (const days of [7, 8]) {
      world.clock.jumpTo(world.clock.now() + (days === 7 ? 7 : 1) * day);
      await world.polls(2);
      expect(await openNow(world)).toEqual(days === 7 ? ['low-limit', 'vanished'] : []);
    }
    const last = world.red.calls.filter(({ what }) => what === 'follow').slice(-2);
    expect(last.map(({ text }) => text)).toEqual([
      expect.stringContaining('not watched any more'),
      expect.stringContaining('not watched any more'),
    ]);
    expect(await world.posts()).toEqual([]);
    await world.stop();
  });

  it('is not what a source that is silent for months does not list', async () => {
    const world = await createWorld();
    await breach(world);
    world.failing.set('bank', 'timeout');
    for (let month = 0; month < 2; month++) {
      world.clock.jumpTo(world.clock.now() + 30 * day);
      await world.polls(8);
    }
    expect(await openNow(world)).toEqual(['blind', 'low-limit']);
    world.failing.clear();
    world.left('user@upi', undefined);
    await world.polls(3);
    expect(await openNow(world)).toEqual(['low-limit', 'vanished']);
    await world.stop();
  });

  it('is told of although nobody watched for a month', async () => {
    const [clock, store] = [createFakeClock(), createMemoryStore()];
    const first = await createWorld({ clock, store });
    first.left('user@upi', 900);
    await first.alerts.start();
    await first.polls(2);
    await first.stop();
    clock.jumpTo(clock.now() + 30 * day);
    const second = await createWorld({ clock, store });
    await second.alerts.start();
    await second.polls(3);
    expect(await openNow(second)).toEqual(['vanished']);
    await second.stop();
  });
});

describe('the monitor', () => {
  it('asks nobody whose alerts nobody wants, and stops when the last chat leaves', async () => {
    const idle = await createWorld({ chats: [] });
    await idle.alerts.start();
    await idle.polls(3);
    expect(idle.asked).toBe(0);
    await idle.stop();
    const world = await createWorld();
    await world.alerts.start();
    await world.polls(3);
    expect(world.asked).toBeGreaterThan(2);
    await world.store.transact((change) => change.delete(subscriptions, 'red:1/acme'));
    world.alerts.refresh();
    await world.polls(1);
    const before = world.asked;
    await world.polls(3);
    expect(world.asked).toBe(before);
    await world.stop();
  });

  it('knows at once of whom somebody wants alerts now, also while it looks', async () => {
    for (let turns = 0; turns < 12; turns++) {
      const world = await createWorld({ chats: [] });
      await world.alerts.start();
      await world.polls(1);
      world.alerts.refresh();
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      const chat: ChatId = 'red:1';
      await world.store.transact((change) =>
        change.put(subscriptions, `${chat}/acme`, { chat, operator: 'acme' }),
      );
      world.alerts.refresh();
      await world.clock.advance(1_000);
      expect([...world.alerts.state().connections.keys()]).toEqual(['acme/bank']);
      await world.stop();
    }
  });

  it('asks each connection once a period', async () => {
    const world = await createWorld();
    world.left('user@upi', 900);
    await world.alerts.start();
    await world.clock.advance(hour);
    expect(world.asked).toBeGreaterThan(55);
    expect(world.asked).toBeLessThan(65);
    await world.stop();
  });

  it('says after a gap that it was away and what it asked again', async () => {
    const [clock, store] = [createFakeClock(), createMemoryStore()];
    const first = await createWorld({ clock, store });
    await breach(first);
    await first.stop();
    await clock.advance(37 * 60_000);
    const second = await createWorld({ clock, store });
    second.left('user@upi', 90);
    await second.alerts.start();
    await second.polls(2);
    expect(said(second.red.calls)[0]).toMatch(
      /^send red:1 \(I was away for \d+ min.*, until .*1 connection checked again; 1 alert open\.\)$/,
    );
    expect(second.red.calls).toHaveLength(1);
    await second.stop();
  });

  it('is killed before it could say that it was away, and the next one says it', async () => {
    const world = await createWorld();
    world.left('user@upi', 900);
    await world.alerts.start();
    await world.polls(2);
    world.kill();
    await world.clock.advance(hour);
    await world.revive();
    await world.clock.advance(1_500);
    expect(world.red.calls).toEqual([]);
    world.kill();
    await world.revive();
    await world.polls(2);
    expect(said(world.red.calls)).toEqual([expect.stringContaining('I was away for 1 h')]);
    await world.stop();
  });

  it('keeps asking and says nothing wrong when the clock is set back or forward', async () => {
    const world = await createWorld();
    await breach(world);
    for (const jump of [-30 * 24 * hour, 400 * 24 * hour, -400 * 24 * hour]) {
      const before = world.asked;
      world.clock.jumpTo(world.clock.now() + jump);
      await world.polls(5);
      expect(world.asked).toBeGreaterThanOrEqual(before + 4);
    }
    const news = said(world.red.calls).filter((line) => !line.startsWith('edit'));
    expect(news.filter((line) => /all clear|No sight/i.test(line))).toEqual([]);
    world.left('user@upi', 900);
    await world.polls(4);
    expect(world.red.calls.at(-1)?.text).toContain('all clear');
    await world.stop();
  });

  it('goes on after a restart as if there had been none', async () => {
    const world = await createWorld();
    await breach(world);
    await world.restart();
    world.left('user@upi', 900);
    await world.polls(4);
    const said = world.red.calls.filter(({ what }) => what !== 'edit').map(({ text }) => text.split('\n')[0]);
    expect(said.filter((text) => !text?.includes('away'))).toEqual([
      expect.stringContaining('A1 Low limit'),
      expect.stringContaining('A1 user@upi: all clear'),
    ]);
    await world.stop();
  });
});
