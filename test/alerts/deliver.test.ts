import { describe, expect, it } from 'vitest';
import { posts } from '../../src/core/alertRecords.ts';
import type { Outcome } from '../../src/core/delivery.ts';
import { grants, subscriptions } from '../../src/core/records.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { type Carried, createWorld, said, type World, type WorldOptions } from './world.ts';

const minute = 60_000;
const hour = 60 * minute;
const asha = { principal: 'red:7', name: 'Asha' } as const;
const ravi = { principal: 'blue:8', name: 'Ravi' } as const;
const acme = new Set(['acme']);

/** A world in which an account is about to be told of: the next poll fires. */
async function brink(options: WorldOptions = {}): Promise<World> {
  const world = await createWorld(options);
  world.left('user@upi', 900);
  await world.alerts.start();
  await world.polls(2);
  world.left('user@upi', 10);
  return world;
}

/** The next calls to a chat come to these, in turn; then everything is taken. */
function script(world: World, ...outcomes: readonly (Outcome | 'accepted-unknown')[]): void {
  const left = [...outcomes];
  world.red.answer = () => left.shift();
}

const outcomes = (calls: readonly Carried[]) => calls.map(({ what, outcome }) => `${what} ${outcome}`);

describe('a message on its way', () => {
  it('waits exactly as long as the platform asks, restart or not', async () => {
    for (const restart of [false, true]) {
      const world = await brink();
      script(world, { kind: 'wait', ms: 47_000 });
      await world.polls(1);
      const asked = world.red.calls[0]?.at ?? 0;
      if (restart) await world.restart();
      await world.polls(3);
      expect(outcomes(world.red.calls).slice(0, 2)).toEqual(['send wait', 'send sent']);
      const waited = (world.red.calls[1]?.at ?? 0) - asked;
      expect(waited).toBeGreaterThanOrEqual(47_000);
      if (!restart) expect(waited).toBe(47_000);
      await world.stop();
    }
  });

  it('is tried again until it is taken, ever more slowly', async () => {
    const world = await brink();
    let tries = 0;
    world.red.answer = () => {
      tries += 1;
      return tries <= 8 ? { kind: 'retry' } : undefined;
    };
    await world.polls(30);
    const sends = world.red.calls.filter(({ what }) => what === 'send');
    expect(sends.at(-1)?.outcome).toBe('sent');
    expect(sends).toHaveLength(9);
    const gaps = sends.slice(1).map(({ at }, index) => at - (sends[index]?.at ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(300_000);
    expect(gaps.at(-1)).toBeGreaterThan(gaps[0] ?? 0);
    await world.stop();
  });

  it('of which nobody knows is repeated once, marked', async () => {
    const world = await brink();
    script(world, 'accepted-unknown');
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
    const { follow } = world.red.courier;
    Object.assign(world.red.courier, {
      follow: (...given: Parameters<NonNullable<typeof follow>>) => {
        loud.push(given[3]);
        return follow?.(...given);
      },
    });
    let unknown = 1;
    world.red.answer = ({ what }) => (what === 'follow' && unknown-- > 0 ? 'accepted-unknown' : undefined);
    await world.alerts.desk.acknowledge('A1', asha, acme);
    await world.clock.advance(5_000);
    world.left('user@upi', 900);
    await world.polls(4);
    const follows = world.red.calls.filter(({ what }) => what === 'follow');
    expect(follows.map(({ text, outcome }) => [text.includes('Possible repeat'), outcome])).toEqual([
      [false, 'ambiguous'],
      [true, 'sent'],
      [false, 'sent'],
    ]);
    expect(follows.map(({ text }) => /held by Asha|all clear/.exec(text)?.[0])).toEqual([
      'held by Asha',
      'held by Asha',
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
      'red:1 could not be told: nobody knows',
    );
    await world.stop();
  });

  it('that was deleted is posted anew, once', async () => {
    const world = await brink();
    await world.polls(1);
    const gone: Outcome = { kind: 'dead', why: 'unfit' };
    world.red.answer = ({ what }) => (what === 'edit' ? gone : undefined);
    for (const left of [9, 8, 7, 6]) {
      world.left('user@upi', left);
      await world.polls(2);
    }
    const kinds = world.red.calls.map(({ what }) => what);
    expect(kinds.filter((what) => what === 'send')).toHaveLength(2);
    world.left('user@upi', 900);
    await world.polls(4);
    expect(world.red.calls.at(-1)?.text).toContain('all clear');
    await world.stop();
  });

  it('that is not taken as it is goes as plain text', async () => {
    const world = await brink();
    script(world, { kind: 'dead', why: 'unfit' });
    await world.polls(1);
    expect(outcomes(world.red.calls)).toEqual(['send dead', 'send sent']);
    const [first, second] = world.red.calls;
    expect(new Set(second?.reply.blocks.map(({ kind }) => kind))).toEqual(new Set(['text']));
    expect(second?.reply.actions).toBeUndefined();
    expect(first?.text).toContain('Left: ₹10.00');
    expect(second?.text).toContain('Left: ₹10.00');
    await world.stop();
  });

  it('is not sent where nobody wants it any more', async () => {
    const world = await brink();
    world.red.answer = () => ({ kind: 'retry' });
    await world.polls(1);
    world.red.answer = () => undefined;
    const before = world.red.calls.length;
    await world.store.transact((change) => change.delete(subscriptions, 'red:1/acme'));
    await world.polls(3);
    expect(world.red.calls.length).toBe(before);
    expect(await world.posts()).toEqual([]);
    await world.stop();
  });

  it('keeps the order of what happened, whatever comes between', async () => {
    const world = await brink();
    let turn = 0;
    world.red.answer = () => {
      turn += 1;
      if (turn % 3 === 1) return { kind: 'wait', ms: 5_000 };
      return turn % 3 === 2 ? { kind: 'retry' } : undefined;
    };
    await world.polls(2);
    const [open] = await world.alerts.desk.open(acme);
    await world.alerts.desk.acknowledge(open?.id ?? '', asha, acme);
    world.left('user@upi', 900);
    await world.polls(6);
    const done = world.red.calls.filter(({ outcome, what }) => outcome === 'sent' && what !== 'edit');
    expect(done.map(({ text }) => text.split('\n')[0])).toEqual([
      expect.stringContaining('A1 Critical: Low limit'),
      expect.stringContaining('held by Asha'),
      expect.stringContaining('all clear'),
    ]);
    await world.stop();
  });

  it('that was not told in six hours goes into one summary of how things are then', async () => {
    const world = await createWorld();
    for (let index = 0; index < 3; index++) world.left(`user${index}@upi`, 10);
    world.red.answer = () => ({ kind: 'retry' });
    await world.alerts.start();
    await world.polls(400);
    expect((await world.posts()).map(({ kind }) => kind)).toEqual(['late']);
    world.left('user0@upi', 900);
    await world.polls(10);
    world.red.answer = () => undefined;
    await world.polls(10);
    const [told] = world.red.calls.filter(({ outcome }) => outcome === 'sent');
    expect(told?.text).toContain('Late: this could not be said in time');
    expect(told?.text).toContain('3 alerts: 2 critical, 1 over');
    await world.stop();
  });
});

describe('what was not told in time', () => {
  it('of a whole storm goes into as few summaries as a phone can show', async () => {
    const world = await createWorld();
    for (let index = 0; index < 230; index++) world.left(`user${index}@upi`, 10);
    world.red.answer = () => ({ kind: 'retry' });
    await world.alerts.start();
    await world.polls(400);
    const late = (await world.posts()).map(({ kind, members }) => [kind, members.length]);
    expect(late).toEqual([
      ['late', 100],
      ['late', 100],
      ['late', 30],
    ]);
    await world.stop();
  });
});

describe('a chat that takes nothing', () => {
  it.each(['removed', 'blocked', 'gone', 'forbidden'] as const)(
    'because it is %s is told of in the other chat within a minute',
    async (why) => {
      const world = await brink({ chats: ['red:1', 'blue:1'] });
      world.red.answer = () => ({ kind: 'dead', why });
      await world.polls(1);
      const tried = world.red.calls[0]?.at ?? 0;
      const told = world.blue.calls.find(({ text }) => text.includes('red:1 could not be told'));
      expect(told?.text).toContain('A1 Critical: Low limit: user@upi');
      expect((told?.at ?? Number.POSITIVE_INFINITY) - tried).toBeLessThan(minute);
      // The chat that was told has a card of its own: the message about the other is said once.
      world.left('user@upi', 900);
      await world.polls(5);
      expect(world.blue.calls.filter(({ text }) => text.includes('could not be told'))).toHaveLength(1);
      await world.stop();
    },
  );

  it('is told of to the admins when there is no other chat: without figures to who has no grant', async () => {
    const world = await brink({ admins: ['red:77', 'blue:88'] });
    await world.store.transact((change) =>
      change.put(grants, 'blue:88/acme', { principal: 'blue:88', operator: 'acme', role: 'viewer' }),
    );
    world.red.answer = ({ chat }) => (chat === 'red:1' ? { kind: 'dead', why: 'removed' } : undefined);
    await world.polls(1);
    const toRed = world.red.calls.find(({ chat }) => chat === 'red:77');
    expect(toRed?.text).toContain('1 alert of acme (A1) could not be told');
    expect(world.blue.calls[0]).toMatchObject({ chat: 'blue:88' });
    expect(world.blue.calls[0]?.text).toContain('user@upi');
    world.left('user@upi', 900);
    await world.polls(5);
    expect(world.blue.calls.at(-1)?.text).toContain('all clear');
    const bare = world.red.calls.filter(({ chat }) => chat === 'red:77').map(({ text }) => text);
    expect(bare.at(-1)).toContain('A1: all clear.');
    expect(bare.join('\n')).not.toMatch(/₹|user@upi|Asha/);
    await world.stop();
  });

  it('keeps its alerts where nobody else can be told, and has them when it is back', async () => {
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

  it('is not hammered by every new alert', async () => {
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

  it('while a storm is on is told of elsewhere whole, in messages that a phone can show', async () => {
    const world = await createWorld({ chats: ['red:1', 'blue:1'] });
    for (let index = 0; index < 230; index++) world.left(`user${index}@upi`, 10);
    world.red.answer = () => ({ kind: 'dead', why: 'removed' });
    await world.alerts.start();
    await world.polls(3);
    const ids = (await world.incidents()).map(({ id }) => id ?? '');
    const sends = world.blue.calls.filter(({ what }) => what === 'send');
    const instead = sends.filter(({ text }) => text.includes('red:1 could not be told'));
    for (const own of [instead, sends.filter((call) => !instead.includes(call))]) {
      const counts = own.map(({ text }) => Number(/(\d+) alerts/.exec(text)?.[1]));
      expect(counts).toEqual([100, 100, 30]);
      const listed = own.map(({ text }) => text).join('\n');
      for (const id of ids) expect(listed).toMatch(new RegExp(`\\b${id}\\b`));
    }
    await world.stop();
  });

  it('that moved is followed, with everything that stands there', async () => {
    const world = await brink();
    world.left('other@upi', 10);
    world.red.answer = ({ chat }) => (chat === 'red:1' ? { kind: 'migrated', to: 'red:-100' } : undefined);
    await world.polls(2);
    expect(world.red.calls.filter(({ chat }) => chat === 'red:1')).toHaveLength(1);
    const there = [...(world.red.standing.get('red:-100')?.values() ?? [])].join('\n');
    expect(there).toContain('user@upi');
    expect(there).toContain('other@upi');
    world.left('user@upi', 900);
    world.left('other@upi', 900);
    await world.polls(5);
    expect(world.red.calls.filter(({ text }) => text.includes('all clear'))).not.toEqual([]);
    expect(await world.posts()).toEqual([]);
    await world.stop();
  });

  it('because its platform refuses our token is told of on the other platform, and later itself', async () => {
    const world = await brink({ chats: ['red:1', 'red:2', 'blue:1'] });
    world.red.answer = () => ({ kind: 'refused-token' });
    await world.polls(2);
    expect(world.blue.calls.map(({ text }) => text).join()).toContain('does not accept my token');
    world.red.answer = () => undefined;
    await world.polls(3);
    await world.stop();
  });
});

describe('who holds an incident', () => {
  it('is the first of two who press within 10 ms, and both chats show it within 5 s', async () => {
    const world = await brink({ chats: ['red:1', 'blue:1'] });
    await world.polls(2);
    const { desk } = world.alerts;
    const [first, second] = await Promise.all([
      desk.acknowledge('A1', asha, acme),
      desk.acknowledge('A1', ravi, acme),
    ]);
    expect(first.kind).toBe('done');
    expect(second).toMatchObject({ kind: 'held', by: asha });
    const pressed = world.clock.now();
    await world.clock.advance(5_000);
    for (const { calls } of [world.red, world.blue]) {
      const shown = calls.filter(({ at, text }) => at >= pressed && text.includes('held by Asha'));
      expect(shown.map(({ what }) => what)).toEqual(['edit', 'follow']);
    }
    await world.stop();
  });

  it('is unknown to who may not see the operator, and told when it is over', async () => {
    const world = await brink();
    await world.polls(2);
    const { desk } = world.alerts;
    expect(await desk.acknowledge('A1', asha, new Set(['other']))).toEqual({ kind: 'unknown' });
    expect(await desk.acknowledge('Z9', asha, acme)).toEqual({ kind: 'unknown' });
    world.left('user@upi', 900);
    await world.polls(4);
    expect((await desk.acknowledge('A1', asha, acme)).kind).toBe('over');
    expect((await desk.snooze('A1', asha, hour, acme)).kind).toBe('over');
    await world.stop();
  });

  it('may snooze it for all chats, until it is over', async () => {
    const world = await brink({ chats: ['red:1', 'blue:1'] });
    await world.polls(2);
    await world.alerts.desk.snooze('A1', asha, 2 * hour, acme);
    await world.polls(60);
    expect(world.blue.calls.filter(({ what }) => what === 'follow')).toHaveLength(1);
    world.left('user@upi', 900);
    await world.polls(4);
    expect(world.blue.calls.at(-1)?.text).toContain('all clear');
    await world.stop();
  });
});

describe('a drill', () => {
  it('goes the way alerts go and says where it arrived', async () => {
    const world = await createWorld({ chats: ['red:1', 'blue:1'] });
    world.red.answer = () => ({ kind: 'dead', why: 'removed' });
    await world.alerts.start();
    const drilled = world.alerts.desk.drill(acme);
    await world.clock.advance(11_000);
    expect(await drilled).toEqual([
      { chat: 'blue:1', operator: 'acme', outcome: 'arrived' },
      { chat: 'red:1', operator: 'acme', outcome: 'removed' },
    ]);
    expect(said(world.blue.calls)[0]).toContain('This is a drill');
    await world.stop();
  });
});

describe('short ids', () => {
  it('are given out anew only when they are forgotten, and each open incident has its own', async () => {
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
