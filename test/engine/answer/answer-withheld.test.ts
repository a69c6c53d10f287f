import { describe, expect, it } from 'vitest';
import { says } from './commands.ts';
import { type Door, figure, grantOf, group, usualDoor } from './door.ts';

describe('when the reply is ready, access is decided on again', () => {
  const withheld = 'Your access changed during the request, so the reply is withheld. Try again.';

  it.each<[string, (door: Door) => void, string]>([
    ['revoked', ({ grants }) => grants.splice(0), 'unlisted'],
    [
      'expired',
      ({ clock, grants }) => grants.splice(0, 9, grantOf('op-a', 'viewer', { expiresAt: clock.now() })),
      'expired',
    ],
    ['lost for one of two operators', ({ grants }) => grants.splice(0, 1), 'operator-lost'],
    [
      'unbound',
      ({ bindings }) => bindings.splice(0, 2, { chat: group.id, operator: 'op-c' }),
      'not-bound-here',
    ],
    ['unbound from one of two operators', ({ bindings }) => bindings.splice(0, 1), 'operator-lost'],
  ])('%s during a slow call, it is withheld', async (_, change, because) => {
    const { say, grants, bindings, audited } = usualDoor((_ran, door) => {
      change(door);
      return figure;
    });
    grants.push(grantOf('op-b'));
    bindings.push({ chat: group.id, operator: 'op-a' }, { chat: group.id, operator: 'op-b' });
    const answer = await say('/balance', { chat: group });
    expect(answer).toEqual({ ...says(withheld), audience: 'asker' });
    expect(audited).toMatchObject([
      { decision: 'allowed', about: 'op-a op-b' },
      { what: 'balance', decision: 'refused', because, outcome: 'withheld' },
    ]);
  });

  it('with a lower role, it is withheld', async () => {
    const { say, grants } = usualDoor((_ran, door) => {
      door.grants.splice(0, 1, grantOf('op-a', 'viewer'));
      return figure;
    });
    grants.splice(0, 1, grantOf('op-a', 'manager'));
    expect((await say('/balance')).summary).toBe(withheld);
  });

  it('with no binding left, it goes to the asker alone', async () => {
    const { say, bindings } = usualDoor((_ran, door) => {
      door.bindings.length = 0;
      return figure;
    });
    bindings.push({ chat: group.id, operator: 'op-a' });
    expect(await say('/balance', { chat: group })).toMatchObject({
      summary: 'One account.',
      audience: 'asker',
    });
  });
});
