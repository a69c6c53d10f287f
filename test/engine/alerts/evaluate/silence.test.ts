import { describe, expect, it } from 'vitest';
import { reasons } from '../../../../src/core/errors/errors.ts';
import { createMemoryStore } from '../../../../src/store/memory.ts';
import { createFakeClock } from '../../../fakes/clock.ts';
import { breach, hour } from '../brink.ts';
import { createWorld, said, type World } from '../world.ts';

describe('a connection that fails', () => {
  it('for 30 minutes resolves no alert, and is reported once at the beginning and once at the end', async () => {
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
      expect.stringContaining('send red:1 (A2 No data: bank, account list unavailable since 12:0'),
      expect.stringContaining('edit red:1 (A2 All clear'),
      expect.stringContaining('follow red:1 (A2 bank: all clear'),
    ]);
    expect((await world.incidents()).find(({ id }) => id === 'A1')?.incident.state).toBe('firing');
    await world.stop();
  });

  it.each([...reasons])('is reported within 5 minutes and a poll if it fails with %s', async (reason) => {
    const world = await createWorld();
    world.left('user@upi', 900);
    await world.alerts.start();
    await world.polls(2);
    world.failing.set('bank', reason);
    const since = world.clock.now();
    await world.polls(8);
    expect(world.red.calls).toHaveLength(1);
    expect(world.red.calls[0]?.text).toContain('No data: bank');
    expect((world.red.calls[0]?.at ?? 0) - since).toBeLessThanOrEqual(300_000 + 63_000 + 2_000);
    await world.stop();
  });

  it('is evaluated by its first answer afterwards, even if that has the time of the last one because the clock was set back', async () => {
    const world = await createWorld();
    world.left('user@upi', 900);
    await world.alerts.start();
    await world.polls(3);
    world.failing.set('bank', 'timeout');
    await world.polls(2);
    world.failing.clear();
    world.left('user@upi', 20);
    world.clock.jumpTo(world.clock.now() - 3 * 60_000);
    await world.polls(1);
    expect(said(world.red.calls)).toEqual([expect.stringContaining('Critical')]);
    await world.stop();
  });

  it('is written only when something changed, although the two clocks drift apart', async () => {
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

  it('is reported when figures that were known become unreadable', async () => {
    const world = await createWorld();
    world.left('user@upi', 900);
    await world.alerts.start();
    await world.polls(2);
    const unreadable = { kind: 'missing', why: 'unreadable' } as const;
    world.left('user@upi', 900, { figures: { limit: unreadable, available: unreadable } });
    await world.polls(8);
    expect(said(world.red.calls)).toEqual([
      expect.stringContaining('No data: bank, an account unavailable since'),
    ]);
    await world.stop();
  });
});

describe('accounts that change their state', () => {
  it('are reported when they become inactive or vanish, and when they are back', async () => {
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

describe('an account that is no longer listed', () => {
  const day = 24 * hour;
  const openNow = async (world: World) =>
    (await world.incidents())
      .filter(({ incident }) => incident.state === 'firing')
      .map(({ rule }) => rule)
      .sort();

  it('is reported, and forgotten with its open alerts after a week', async () => {
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
      expect.stringContaining('no longer monitored'),
      expect.stringContaining('no longer monitored'),
    ]);
    expect(await world.posts()).toEqual([]);
    await world.stop();
  });

  it('is not forgotten while its list is unavailable for months', async () => {
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

  it('is reported although the process was down for a month', async () => {
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
