import { describe, expect, it } from 'vitest';
import type { Chat, Grant, OperatorId } from '../../../src/core/access/policy.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { apply, checkGraphs, operators, soon } from './graph.ts';
import { openWorld, shownIn } from './world.ts';

describe('among random grants and bindings', () => {
  it('no figure comes to a chat that may not see it, whatever changes while it is read', async () => {
    const { figures, withheld, refused } = await checkGraphs(1_000);
    // All of it was really tried. `npm run campaign:access` tries ten times as many.
    expect(figures).toBeGreaterThan(100);
    expect(withheld).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(100);
  }, 120_000);
});

describe('one by one', () => {
  const asha = 'telegram:101';
  const own: Chat = { id: asha, kind: 'private' };
  const group: Chat = { id: 'telegram:-501', kind: 'group' };
  const grant = (operator: OperatorId, more: Partial<Grant> = {}): Grant => ({
    principal: asha,
    operator,
    role: 'viewer',
    ...more,
  });
  const withheld = 'Your access changed during the request, so the reply is withheld. Try again.';

  it('a grant taken back during a slow call withholds the answer, and says so in the audit', async () => {
    const world = await openWorld({ operators, grants: [grant('op1')], bindings: [], admins: [] });
    world.during = () => apply(world, { kind: 'revoke', who: 0 });
    const reply = await world.say(asha, own, '/balance');
    expect(reply).toMatchObject({ summary: withheld, audience: 'asker' });
    expect(world.audited.map(({ decision, outcome }) => [decision, outcome])).toEqual([
      ['allowed', undefined],
      ['refused', 'withheld'],
    ]);
  });

  it('a binding taken back during a slow call withholds the answer', async () => {
    const world = await openWorld({
      operators,
      grants: [grant('op1'), grant('op2')],
      bindings: ['op1', 'op2'].map((operator) => ({ chat: group.id, operator })),
      admins: [],
    });
    world.during = async () => {
      world.during = async () => {};
      await apply(world, { kind: 'unbind', which: 1 });
    };
    expect((await world.say(asha, group, '/balance')).summary).toBe(withheld);
    expect(shownIn(await world.say(asha, group, '/balance'), operators)).toEqual(['op1']);
  });

  it('a grant that ends during a slow call withholds the answer', async () => {
    const expiresAt = createFakeClock().now() + soon;
    const world = await openWorld({
      operators,
      grants: [grant('op1', { expiresAt })],
      bindings: [],
      admins: [],
    });
    world.during = () => apply(world, { kind: 'expiry' });
    expect((await world.say(asha, own, '/balance')).summary).toBe(withheld);
    world.during = async () => {};
    expect(shownIn(await world.say(asha, own, '/balance'), operators)).toEqual([]);
  });

  it('the second page is not shown after the grant was taken back, nor from another’s reading', async () => {
    const world = await openWorld({
      operators,
      grants: [grant('op1')],
      bindings: [],
      admins: [],
      accounts: 50,
    });
    expect((await world.say(asha, own, '/accounts')).page).toMatchObject({ number: 1 });
    expect(shownIn(await world.say(asha, own, '/accounts page 2'), operators)).toEqual(['op1']);
    await apply(world, { kind: 'revoke', who: 0 });
    const calls = world.calls.length;
    const reply = await world.say(asha, own, '/accounts page 2');
    expect(shownIn(reply, operators)).toEqual([]);
    expect(world.calls).toHaveLength(calls);
  });

  it('a reading that was kept for one is not shown to another, though their credentials are the same', async () => {
    const other = 'telegram:102';
    const world = await openWorld({
      operators,
      grants: [grant('op1'), { ...grant('op2'), principal: other }],
      bindings: [],
      admins: [],
    });
    const both = await Promise.all([
      world.say(asha, own, '/balance'),
      world.say(other, { id: other, kind: 'private' }, '/balance'),
    ]);
    expect(both.map((reply) => shownIn(reply, operators))).toEqual([['op1'], ['op2']]);
    expect(shownIn(await world.say(other, { id: other, kind: 'private' }, '/balance'), operators)).toEqual([
      'op2',
    ]);
    expect(
      shownIn(
        await world.say('telegram:103', { id: 'telegram:103', kind: 'private' }, '/balance'),
        operators,
      ),
    ).toEqual([]);
  });

  it('an admin of everything without a grant sees no figure anywhere, and asks no provider', async () => {
    const world = await openWorld({
      operators,
      grants: [],
      bindings: operators.map((operator) => ({ chat: group.id, operator })),
      admins: [asha],
    });
    for (const chat of [own, group]) {
      for (const line of ['/balance', '/accounts', '/wallets', '/wallet 101', '/summary', '/balance op1'])
        expect(shownIn(await world.say(asha, chat, line), operators)).toEqual([]);
    }
    expect(world.calls).toEqual([]);
  });

  it('in a bound chat account numbers show their last four, and whole only to the asker alone', async () => {
    const world = await openWorld({
      operators,
      grants: [grant('op1')],
      bindings: [{ chat: group.id, operator: 'op1' }],
      admins: [],
    });
    const number = '99710011000';
    expect(JSON.stringify(await world.say(asha, own, '/accounts'))).toContain(number);
    expect(JSON.stringify(await world.say(asha, group, '/accounts'))).not.toContain(number);
  });

  it('/whoami in a group is for the asker alone, with the lines that bind and subscribe that chat', async () => {
    const world = await openWorld({
      operators,
      grants: [grant('op1'), grant('op2')],
      bindings: [{ chat: group.id, operator: 'op1' }],
      admins: [],
    });
    const reply = await world.say(asha, group, '/whoami');
    expect(reply.audience).toBe('asker');
    const text = JSON.stringify(reply);
    expect(text).toContain(`npm run -s walletwatch -- bind add ${group.id} op2`);
    expect(text).toContain(`npm run -s walletwatch -- subscribe add ${group.id} op2`);
  });
});
