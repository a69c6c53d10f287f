import { describe, expect, it } from 'vitest';
import { grants } from '../../../../src/core/access/records.ts';
import { brink, minute } from '../brink.ts';
import { createWorld } from '../world.ts';

describe('a chat that cannot be reached', () => {
  it.each(['removed', 'blocked', 'gone', 'forbidden'] as const)(
    'is replaced by the other chat within a minute if it is %s',
    async (why) => {
      const world = await brink({ chats: ['red:1', 'blue:1'] });
      world.red.answer = () => ({ kind: 'dead', why });
      await world.polls(1);
      const tried = world.red.calls[0]?.at ?? 0;
      const redirected = world.blue.calls.find(({ text }) => text.includes('delivery to red:1 failed'));
      expect(redirected?.text).toContain('A1 Critical: Low limit: user@upi');
      expect((redirected?.at ?? Number.POSITIVE_INFINITY) - tried).toBeLessThan(minute);
      // The other chat has a card of its own, so the redirected message is sent once and not edited.
      world.left('user@upi', 900);
      await world.polls(5);
      expect(world.blue.calls.filter(({ text }) => text.includes('delivery to red:1 failed'))).toHaveLength(
        1,
      );
      await world.stop();
    },
  );

  it('is replaced by the admins if there is no other chat; an admin without a grant sees no figures', async () => {
    const world = await brink({ admins: ['red:77', 'blue:88'] });
    await world.store.transact((change) =>
      change.put(grants, 'blue:88/acme', { principal: 'blue:88', operator: 'acme', role: 'viewer' }),
    );
    world.red.answer = ({ chat }) => (chat === 'red:1' ? { kind: 'dead', why: 'removed' } : undefined);
    await world.polls(1);
    const toRed = world.red.calls.find(({ chat }) => chat === 'red:77');
    expect(toRed?.text).toContain('1 alert for acme (A1) could not be delivered');
    expect(world.blue.calls[0]).toMatchObject({ chat: 'blue:88' });
    expect(world.blue.calls[0]?.text).toContain('user@upi');
    world.left('user@upi', 900);
    await world.polls(5);
    expect(world.blue.calls.at(-1)?.text).toContain('all clear');
    const redacted = world.red.calls.filter(({ chat }) => chat === 'red:77').map(({ text }) => text);
    expect(redacted.at(-1)).toContain('A1: all clear.');
    expect(redacted.join('\n')).not.toMatch(/₹|user@upi|Asha/);
    await world.stop();
  });

  it('receives its alerts later if no other chat can be reached', async () => {
    const world = await brink();
    world.red.answer = () => ({ kind: 'dead', why: 'removed' });
    await world.polls(20);
    const probes = world.red.calls.length;
    expect(probes).toBeGreaterThan(2);
    expect(probes).toBeLessThan(8);
    world.red.answer = () => undefined;
    await world.polls(7);
    expect(world.red.calls.at(-1)).toMatchObject({ outcome: 'sent' });
    expect(world.red.calls.at(-1)?.text).toContain('user@upi');
    await world.stop();
  });

  it('that asks for a pause when it is probed is still replaced at once', async () => {
    const world = await brink({ chats: ['red:1', 'blue:1'] });
    await world.polls(1);
    world.red.answer = () => ({ kind: 'dead', why: 'removed' });
    world.left('user@upi', 900);
    await world.polls(3);
    world.red.answer = () => ({ kind: 'wait', ms: 4 * minute });
    for (let poll = 0; poll < 8 && world.red.calls.at(-1)?.outcome !== 'wait'; poll++) await world.polls(1);
    expect(world.red.calls.at(-1)?.outcome).toBe('wait');
    const tried = world.red.calls.length;
    world.left('other@upi', 20);
    await world.polls(2);
    const redirected = world.blue.calls.filter(({ text }) => text.includes('delivery to red:1 failed'));
    expect(redirected.at(-1)?.text).toContain('other@upi');
    expect(world.red.calls).toHaveLength(tried);
    await world.polls(3);
    expect(world.red.calls.length).toBeGreaterThan(tried);
    await world.stop();
  });

  it('is not called again for every new alert', async () => {
    const world = await createWorld({ chats: ['red:1', 'blue:1'] });
    world.red.answer = () => ({ kind: 'dead', why: 'removed' });
    await world.alerts.start();
    for (let index = 0; index < 20; index++) {
      world.left(`user${index}@upi`, 10);
      await world.polls(1);
    }
    expect(world.red.calls.length).toBeLessThanOrEqual(6);
    const text = world.blue.calls.map((call) => call.text).join('\n');
    for (const { id } of await world.incidents()) expect(text).toMatch(new RegExp(`\\b${id}\\b`));
    await world.stop();
  });

  it('is replaced during a storm by messages of at most 100 alerts that contain all of them', async () => {
    const world = await createWorld({ chats: ['red:1', 'blue:1'] });
    for (let index = 0; index < 230; index++) world.left(`user${index}@upi`, 10);
    world.red.answer = () => ({ kind: 'dead', why: 'removed' });
    await world.alerts.start();
    await world.polls(3);
    const ids = (await world.incidents()).map(({ id }) => id ?? '');
    const sends = world.blue.calls.filter(({ what }) => what === 'send');
    const redirected = sends.filter(({ text }) => text.includes('delivery to red:1 failed'));
    for (const messages of [redirected, sends.filter((call) => !redirected.includes(call))]) {
      const counts = messages.map(({ text }) => Number(/(\d+) alerts/.exec(text)?.[1]));
      expect(counts).toEqual([100, 100, 30]);
      const listed = messages.map(({ text }) => text).join('\n');
      for (const id of ids) expect(listed).toMatch(new RegExp(`\\b${id}\\b`));
    }
    await world.stop();
  });

  it('that has a new id receives its open alerts there', async () => {
    const world = await brink();
    world.left('other@upi', 10);
    world.red.answer = ({ chat }) => (chat === 'red:1' ? { kind: 'migrated', to: 'red:-100' } : undefined);
    await world.polls(2);
    expect(world.red.calls.filter(({ chat }) => chat === 'red:1')).toHaveLength(1);
    const there = [...(world.red.shown.get('red:-100')?.values() ?? [])].join('\n');
    expect(there).toContain('user@upi');
    expect(there).toContain('other@upi');
    world.left('user@upi', 900);
    world.left('other@upi', 900);
    await world.polls(5);
    expect(world.red.calls.filter(({ text }) => text.includes('all clear'))).not.toEqual([]);
    expect(await world.posts()).toEqual([]);
    await world.stop();
  });

  it('is replaced by a chat of the other platform while its own rejects our token', async () => {
    const world = await brink({ chats: ['red:1', 'red:2', 'blue:1'] });
    world.red.answer = () => ({ kind: 'refused-token' });
    await world.polls(2);
    expect(world.blue.calls.map(({ text }) => text).join()).toContain('its platform rejects my token');
    world.red.answer = () => undefined;
    await world.polls(3);
    await world.stop();
  });
});
