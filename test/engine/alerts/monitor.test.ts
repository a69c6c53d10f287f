import { describe, expect, it } from 'vitest';
import type { ChatId } from '../../../src/core/access/policy.ts';
import { subscriptions } from '../../../src/core/access/records.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { breach, hour } from './brink.ts';
import { createWorld, said } from './world.ts';

describe('the monitor', () => {
  it('polls no operator without a subscription, and stops when the last subscription is deleted', async () => {
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

  it('polls a new subscription at once, even if it is added during a refresh', async () => {
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

  it('polls each connection once per interval', async () => {
    const world = await createWorld();
    world.left('user@upi', 900);
    await world.alerts.start();
    await world.clock.advance(hour);
    expect(world.asked).toBeGreaterThan(55);
    expect(world.asked).toBeLessThan(65);
    await world.stop();
  });

  it('posts a notice after a downtime, with the number of connections polled since', async () => {
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

  it('posts the notice in the next process if it is killed before it could', async () => {
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

  it('continues to poll without false notices if the clock is set back or forward', async () => {
    const world = await createWorld();
    await breach(world);
    for (const jump of [-30 * 24 * hour, 400 * 24 * hour, -400 * 24 * hour]) {
      const before = world.asked;
      world.clock.jumpTo(world.clock.now() + jump);
      await world.polls(5);
      expect(world.asked).toBeGreaterThanOrEqual(before + 4);
    }
    const news = said(world.red.calls).filter((line) => !line.startsWith('edit'));
    expect(news.filter((line) => /all clear|No data/i.test(line))).toEqual([]);
    world.left('user@upi', 900);
    await world.polls(4);
    expect(world.red.calls.at(-1)?.text).toContain('all clear');
    await world.stop();
  });

  it('continues after a restart as if there had been none', async () => {
    const world = await createWorld();
    await breach(world);
    await world.restart();
    world.left('user@upi', 900);
    await world.polls(4);
    const firstLines = world.red.calls
      .filter(({ what }) => what !== 'edit')
      .map(({ text }) => text.split('\n')[0]);
    expect(firstLines.filter((text) => !text?.includes('away'))).toEqual([
      expect.stringContaining('A1 Low limit'),
      expect.stringContaining('A1 user@upi: all clear'),
    ]);
    await world.stop();
  });
});
