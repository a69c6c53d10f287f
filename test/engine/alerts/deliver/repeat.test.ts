import { describe, expect, it } from 'vitest';
import { posts } from '../../../../src/core/alerts/post-record.ts';
import { acme, asha, brink } from '../brink.ts';

describe('a send with an unknown result', () => {
  it('is repeated once and marked', async () => {
    const world = await brink();
    let unknown = 1;
    world.red.answer = () => (unknown-- > 0 ? 'accepted-unknown' : undefined);
    await world.polls(2);
    const [first, second] = world.red.calls;
    expect([first?.outcome, second?.outcome]).toEqual(['ambiguous', 'sent']);
    expect(first?.text).not.toContain('Possible repeat');
    expect(second?.text).toContain('Possible repeat');
    world.left('user@upi', 900);
    await world.polls(4);
    expect(world.red.calls.filter(({ text }) => text.includes('Possible repeat'))).toHaveLength(1);
    await world.stop();
  });

  it('of a reply in a thread is repeated once and marked; only state changes are broadcast', async () => {
    const world = await brink();
    await world.polls(1);
    const broadcasts: (boolean | undefined)[] = [];
    const { replyTo } = world.red.courier;
    Object.assign(world.red.courier, {
      replyTo: (...args: Parameters<NonNullable<typeof replyTo>>) => {
        broadcasts.push(args[3]);
        return replyTo?.(...args);
      },
    });
    let unknown = 1;
    world.red.answer = ({ what }) => (what === 'follow' && unknown-- > 0 ? 'accepted-unknown' : undefined);
    await world.alerts.service.acknowledge('A1', asha, acme);
    await world.clock.advance(5_000);
    world.left('user@upi', 900);
    await world.polls(4);
    const follows = world.red.calls.filter(({ what }) => what === 'follow');
    expect(follows.map(({ text, outcome }) => [text.includes('Possible repeat'), outcome])).toEqual([
      [false, 'ambiguous'],
      [true, 'sent'],
      [false, 'sent'],
    ]);
    expect(follows.map(({ text }) => /acknowledged by Asha|all clear/.exec(text)?.[0])).toEqual([
      'acknowledged by Asha',
      'acknowledged by Asha',
      'all clear',
    ]);
    expect(broadcasts).toEqual([false, false, true]);
    await world.stop();
  });

  it('because of a crash is repeated and marked', async () => {
    const world = await brink();
    let isSent = false;
    world.red.answer = () => {
      isSent = true;
      return undefined;
    };
    await world.polls(1);
    expect(isSent).toBe(true);
    // The state after a crash right after the send: the attempt is on record, its result is not.
    await world.store.transact(async (change) => {
      for (const { id, document } of await change.list(posts)) {
        const { message: _, ...rest } = document;
        const sending = { what: 'card', wanted: 1, owed: 0 } as const;
        await change.put(posts, id, { ...rest, shown: 0, sending, attempts: 1, due: 0 });
      }
    });
    await world.restart();
    await world.clock.advance(1_000);
    const sends = world.red.calls.filter(({ what }) => what === 'send');
    expect(sends.map(({ text }) => text.includes('Possible repeat'))).toEqual([false, true]);
    await world.stop();
  });

  it.each([
    ['before', false],
    ['after', true],
  ])(
    'is repeated once and marked if the process is killed %s the platform accepts it',
    async (_, accepted) => {
      const world = await brink();
      world.red.latency = () => 300;
      world.red.answer = () => {
        world.kill();
        return accepted ? undefined : { kind: 'retry' };
      };
      await world.polls(1);
      world.red.answer = () => undefined;
      await world.revive();
      await world.polls(2);
      const there = [...(world.red.shown.get('red:1')?.values() ?? [])];
      expect(there.map((text) => text.includes('Possible repeat'))).toEqual(
        accepted ? [false, true] : [true],
      );
      world.left('user@upi', 900);
      await world.polls(4);
      expect(world.red.calls.at(-1)?.text).toContain('all clear');
      await world.stop();
    },
  );

  it('is redirected to the other chat if the repeat has an unknown result as well', async () => {
    const world = await brink({ chats: ['red:1', 'blue:1'] });
    world.red.answer = () => ({ kind: 'ambiguous' });
    await world.polls(2);
    expect(world.red.calls.filter(({ what }) => what === 'send')).toHaveLength(2);
    expect(world.blue.calls.map(({ text }) => text).join()).toContain(
      'delivery to red:1 failed: delivery could not be confirmed',
    );
    await world.stop();
  });
});
