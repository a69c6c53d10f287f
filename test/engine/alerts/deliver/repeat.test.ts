import { describe, expect, it } from 'vitest';
import { posts } from '../../../../src/core/alerts/post-record.ts';
import { acme, asha, brink } from '../brink.ts';

describe('a message on its way', () => {
  it('of which nobody knows is repeated once, marked', async () => {
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

  it('that is a reply beside its card is repeated once and marked, too, and is loud but for what people did', async () => {
    const world = await brink();
    await world.polls(1);
    const loud: (boolean | undefined)[] = [];
    const { replyTo } = world.red.courier;
    Object.assign(world.red.courier, {
      replyTo: (...given: Parameters<NonNullable<typeof replyTo>>) => {
        loud.push(given[3]);
        return replyTo?.(...given);
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
    expect(loud).toEqual([false, false, true]);
    await world.stop();
  });

  it('that was cut off by a crash is repeated, marked', async () => {
    const world = await brink();
    let isOut = false;
    world.red.answer = () => {
      isOut = true;
      return undefined;
    };
    await world.polls(1);
    expect(isOut).toBe(true);
    // As a crash right after the send leaves it: the attempt is on record, what became of it is not.
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
  ])('when the process is killed %s the platform has taken it is repeated once, marked', async (_, taken) => {
    const world = await brink();
    world.red.latency = () => 300;
    world.red.answer = () => {
      world.kill();
      return taken ? undefined : { kind: 'retry' };
    };
    await world.polls(1);
    world.red.answer = () => undefined;
    await world.revive();
    await world.polls(2);
    const there = [...(world.red.standing.get('red:1')?.values() ?? [])];
    expect(there.map((text) => text.includes('Possible repeat'))).toEqual(taken ? [false, true] : [true]);
    world.left('user@upi', 900);
    await world.polls(4);
    expect(world.red.calls.at(-1)?.text).toContain('all clear');
    await world.stop();
  });

  it('that nobody knows of twice goes to the other chat, too', async () => {
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
