import { describe, expect, it } from 'vitest';
import { subscriptions } from '../../../../src/core/access/records.ts';
import type { SendResult } from '../../../../src/core/chat/courier.ts';
import { acme, asha, brink } from '../brink.ts';
import { type Carried, createWorld, type World } from '../world.ts';

/** Sets the results of the next calls. Later calls succeed. */
function setResults(world: World, ...outcomes: readonly SendResult[]): void {
  const left = [...outcomes];
  world.red.answer = () => left.shift();
}

const outcomes = (calls: readonly Carried[]) => calls.map(({ what, outcome }) => `${what} ${outcome}`);

describe('a post', () => {
  it('waits exactly as long as the platform asks, also across a restart', async () => {
    for (const restart of [false, true]) {
      const world = await brink();
      setResults(world, { kind: 'wait', ms: 47_000 });
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

  it('is retried until it is sent, ever more slowly', async () => {
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

  it('is posted again once after its message was deleted', async () => {
    const world = await brink();
    await world.polls(1);
    const deleted: SendResult = { kind: 'dead', why: 'unfit' };
    world.red.answer = ({ what }) => (what === 'edit' ? deleted : undefined);
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

  it('is sent as plain text if the platform rejects its formatting', async () => {
    const world = await brink();
    setResults(world, { kind: 'dead', why: 'unfit' });
    await world.polls(1);
    expect(outcomes(world.red.calls)).toEqual(['send dead', 'send sent']);
    const [first, second] = world.red.calls;
    expect(new Set(second?.reply.blocks.map(({ kind }) => kind))).toEqual(new Set(['text']));
    expect(second?.reply.actions).toBeUndefined();
    expect(first?.text).toContain('Left: ₹10.00');
    expect(second?.text).toContain('Left: ₹10.00');
    await world.stop();
  });

  it('is not sent to a chat that no longer subscribes', async () => {
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

  it('is sent in the order of the changes, despite waits and failures', async () => {
    const world = await brink();
    let turn = 0;
    world.red.answer = () => {
      turn += 1;
      if (turn % 3 === 1) return { kind: 'wait', ms: 5_000 };
      return turn % 3 === 2 ? { kind: 'retry' } : undefined;
    };
    await world.polls(2);
    const [open] = await world.alerts.service.open(acme);
    await world.alerts.service.acknowledge(open?.id ?? '', asha, acme);
    world.left('user@upi', 900);
    await world.polls(6);
    const done = world.red.calls.filter(({ outcome, what }) => outcome === 'sent' && what !== 'edit');
    expect(done.map(({ text }) => text.split('\n')[0])).toEqual([
      expect.stringContaining('A1 Critical: Low limit'),
      expect.stringContaining('acknowledged by Asha'),
      expect.stringContaining('all clear'),
    ]);
    await world.stop();
  });

  it('that was not delivered for six hours is merged into one summary of the current state', async () => {
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
    const [summary] = world.red.calls.filter(({ outcome }) => outcome === 'sent');
    expect(summary?.text).toContain('Late: this could not be delivered in time');
    expect(summary?.text).toContain('3 alerts: 2 critical, 1 over');
    await world.stop();
  });
});

describe('the overdue posts', () => {
  it('of a storm are merged into summaries of at most 100 alerts', async () => {
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
