import { describe, expect, it } from 'vitest';
import { breach, hour } from '../../engine/alerts/brink.ts';
import { createWorld, said } from '../../engine/alerts/world.ts';

describe('the card of a low account', () => {
  it('is one message in every chat, edited as it changes, with the all clear as a reply', async () => {
    const world = await createWorld({ chats: ['red:1', 'blue:1'] });
    await breach(world);
    world.left('user@upi', 60);
    await world.polls(2);
    world.left('user@upi', 700);
    await world.polls(4);
    for (const { calls, shown } of [world.red, world.blue]) {
      const chat = calls[0]?.chat;
      expect(said(calls)).toEqual([
        `send ${chat} (A1 Low limit: user@upi, ₹90.00 left of ₹1,000.00 (9.0 %))`,
        `edit ${chat} (A1 Low limit: user@upi, ₹60.00 left of ₹1,000.00 (6.0 %))`,
        `edit ${chat} (A1 Recovering: Low limit: user@upi, ₹700.00 left of ₹1,000.00 (70.0 %))`,
        expect.stringMatching(/^edit .*70\.0 %/),
        `edit ${chat} (A1 All clear, after 6 min: user@upi, ₹700.00 left of ₹1,000.00 (70.0 %))`,
        `follow ${chat} (A1 user@upi: all clear, ₹700.00 left of ₹1,000.00 (70.0 %), after 6 min.)`,
      ]);
      expect(shown.get(chat ?? 'red:1')?.size).toBe(2);
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
    for (const { shown, calls } of [world.red, world.blue]) {
      const messages = [...shown.values()].flatMap((chat) => [...chat.values()]);
      expect(messages.filter((text) => text.includes('Left:'))).toHaveLength(1);
      expect(calls.filter(({ what }) => what !== 'edit')).toHaveLength(1);
      expect(calls.filter(({ what }) => what === 'edit').length).toBeGreaterThan(40);
      expect(messages.find((text) => text.includes('Left:'))).toContain('Left: ₹30.00');
    }
    await world.stop();
  });

  it('shows the rate of its fall', async () => {
    const world = await createWorld();
    await breach(world);
    world.left('user@upi', 80);
    await world.polls(3);
    expect(world.red.calls.at(-1)?.text).toMatch(/Rate: about ₹\d+\.\d\d an hour, empty in about \d+ min/);
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

describe('a storm', () => {
  it('of 200 accounts within a minute results in at most two messages that list all of them', async () => {
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
    for (const { calls, shown } of [world.red, world.blue]) {
      expect(calls.filter(({ what }) => what === 'send').length).toBeLessThanOrEqual(2);
      const texts = [...shown.values()].flatMap((chat) => [...chat.values()]);
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

  it('ends although the clock was set back, and a later alert is a message of its own', async () => {
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

  it('of five alerts is too small for a digest', async () => {
    const world = await createWorld();
    for (let index = 0; index < 5; index++) world.left(`user${index}@upi`, 10);
    await world.alerts.start();
    await world.polls(2);
    expect(world.red.calls.map(({ what }) => what)).toEqual(['send', 'send', 'send', 'send', 'send']);
    await world.stop();
  });
});
