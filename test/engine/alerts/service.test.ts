import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { acme, asha, brink, hour, ravi } from './brink.ts';
import { createWorld, said } from './world.ts';

describe('an alert', () => {
  it('is acknowledged by the first of two users within 10 ms, and both chats show it within 5 s', async () => {
    const world = await brink({ chats: ['red:1', 'blue:1'] });
    await world.polls(2);
    const { service } = world.alerts;
    const [first, second] = await Promise.all([
      service.acknowledge('A1', asha, acme),
      service.acknowledge('A1', ravi, acme),
    ]);
    expect(first.kind).toBe('done');
    expect(second).toMatchObject({ kind: 'held', by: asha });
    const pressed = world.clock.now();
    await world.clock.advance(5_000);
    for (const { calls } of [world.red, world.blue]) {
      const shown = calls.filter(({ at, text }) => at >= pressed && text.includes('acknowledged by Asha'));
      expect(shown.map(({ what }) => what)).toEqual(['edit', 'follow']);
    }
    await world.stop();
  });

  it('is unknown to users of other operators, and cannot be acknowledged when it is over', async () => {
    const world = await brink();
    await world.polls(2);
    const { service } = world.alerts;
    expect(await service.acknowledge('A1', asha, new Set(['other']))).toEqual({ kind: 'unknown' });
    expect(await service.acknowledge('Z9', asha, acme)).toEqual({ kind: 'unknown' });
    world.left('user@upi', 900);
    await world.polls(4);
    expect((await service.acknowledge('A1', asha, acme)).kind).toBe('over');
    expect((await service.snooze('A1', asha, hour, acme)).kind).toBe('over');
    await world.stop();
  });

  it('is snoozed in all chats until it is over', async () => {
    const world = await brink({ chats: ['red:1', 'blue:1'] });
    await world.polls(2);
    await world.alerts.service.snooze('A1', asha, 2 * hour, acme);
    await world.polls(60);
    expect(world.blue.calls.filter(({ what }) => what === 'follow')).toHaveLength(1);
    world.left('user@upi', 900);
    await world.polls(4);
    expect(world.blue.calls.at(-1)?.text).toContain('all clear');
    await world.stop();
  });
});

describe('a drill', () => {
  it('is sent like an alert, and reports where it arrived', async () => {
    const world = await createWorld({ chats: ['red:1', 'blue:1'] });
    world.red.answer = () => ({ kind: 'dead', why: 'removed' });
    await world.alerts.start();
    const drill = world.alerts.service.drill(acme);
    await world.clock.advance(11_000);
    expect(await drill).toEqual([
      { chat: 'blue:1', operator: 'acme', outcome: 'arrived' },
      { chat: 'red:1', operator: 'acme', outcome: 'removed' },
    ]);
    expect(said(world.blue.calls)[0]).toContain('This is a drill');
    await world.stop();
  });
});

describe('short ids', () => {
  it('are unique among open incidents', async () => {
    const [clock, store] = [createFakeClock(), createMemoryStore()];
    const world = await createWorld({ clock, store });
    for (let index = 0; index < 300; index++) world.left(`user${index}@upi`, 10);
    await world.alerts.start();
    await world.polls(3);
    const ids = (await world.incidents()).map(({ id }) => id ?? '');
    expect(new Set(ids).size).toBe(300);
    expect(Math.max(...ids.map(({ length }) => length))).toBeLessThanOrEqual(3);
    await world.stop();
  });
});
