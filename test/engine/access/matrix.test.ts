import { afterAll, describe, expect, it } from 'vitest';
import { commands } from '../../../src/commands/index.ts';
import type { Chat, Grant, OperatorId, Principal, Role } from '../../../src/core/access/policy.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import { canariesOf, openWorld, shownIn } from './world.ts';

/*
 * Every platform x chat x user x command against the description of the access policy. The oracle below is written from
 * that description, independently of `decideAccess`.
 */

const [own, other] = ['op1', 'op2'] as const;
const now = Date.UTC(2026, 10, 20, 6, 30);

interface Person {
  readonly holds: readonly (readonly [OperatorId, Role, 'live' | 'over'])[];
  readonly isAdmin?: boolean;
}
const people: Readonly<Record<string, Person>> = {
  'a user without a grant': { holds: [] },
  'a user whose grant has expired': { holds: [[own, 'admin', 'over']] },
  'a viewer': { holds: [[own, 'viewer', 'live']] },
  'a manager': { holds: [[own, 'manager', 'live']] },
  'an admin': { holds: [[own, 'admin', 'live']] },
  'a viewer of another operator': { holds: [[other, 'viewer', 'live']] },
  'a viewer of both': {
    holds: [
      [own, 'viewer', 'live'],
      [other, 'viewer', 'live'],
    ],
  },
  'a viewer here, once admin there': {
    holds: [
      [own, 'viewer', 'live'],
      [other, 'admin', 'over'],
    ],
  },
  'a viewer here, admin there': {
    holds: [
      [own, 'viewer', 'live'],
      [other, 'admin', 'live'],
    ],
  },
  'an admin of everything': { holds: [], isAdmin: true },
  'an admin of everything who is a viewer': { holds: [[own, 'viewer', 'live']], isAdmin: true },
  'an admin of everything whose grant is over': { holds: [[own, 'viewer', 'over']], isAdmin: true },
};

/** Ids as each platform makes them. */
const platforms: Readonly<Record<string, { person: Principal; chat: (kind: Chat['kind']) => Chat['id'] }>> = {
  telegram: {
    person: 'telegram:101',
    chat: (kind) => (kind === 'private' ? 'telegram:101' : 'telegram:-1009'),
  },
  slack: {
    person: 'slack:T01:U01',
    chat: (kind) => (kind === 'private' ? 'slack:T01:D01' : 'slack:T01:C01'),
  },
  console: { person: 'console:local', chat: () => 'console:local' },
};

const places: Readonly<Record<string, { kind: Chat['kind']; bound: readonly OperatorId[] }>> = {
  'a private chat': { kind: 'private', bound: [] },
  'a private chat with a binding': { kind: 'private', bound: [other] },
  'a group': { kind: 'group', bound: [] },
  'a group bound to the one': { kind: 'group', bound: [own] },
  'a group bound to the other': { kind: 'group', bound: [other] },
  'a group bound to both': { kind: 'group', bound: [own, other] },
  'a group bound to a third': { kind: 'group', bound: ['op3'] },
  'a channel': { kind: 'channel', bound: [] },
  'a channel bound to the one': { kind: 'channel', bound: [own] },
  'a channel bound to the other': { kind: 'channel', bound: [other] },
};

/** `held`: what a manager may do beside a viewer, without asking for a figure. */
type Sort = 'figures' | 'held' | 'admin' | 'open';
const lines: Readonly<Record<string, { readonly sort: Sort; readonly line: string }>> = {
  balance: { sort: 'figures', line: '/balance' },
  accounts: { sort: 'figures', line: '/accounts' },
  summary: { sort: 'figures', line: '/summary 19-11-2026' },
  wallets: { sort: 'figures', line: '/wallets' },
  wallet: { sort: 'figures', line: '/wallet 101' },
  alerts: { sort: 'figures', line: '/alerts' },
  ack: { sort: 'held', line: '/ack' },
  snooze: { sort: 'held', line: '/snooze A7 2h' },
  help: { sort: 'open', line: '/help' },
  start: { sort: 'open', line: '/start' },
  whoami: { sort: 'open', line: '/whoami' },
  operators: { sort: 'admin', line: '/operators' },
  grant: { sort: 'admin', line: '/grant telegram:999 op1 viewer' },
  revoke: { sort: 'admin', line: '/revoke telegram:999 op1' },
  invite: { sort: 'admin', line: '/invite op1 viewer' },
  bind: { sort: 'admin', line: '/bind op1 telegram:-77' },
  unbind: { sort: 'admin', line: '/unbind op1 telegram:-77' },
  audit: { sort: 'admin', line: '/audit' },
};

interface Verdict {
  readonly answered: boolean;
  readonly readBy: 'asker' | 'everyone';
  /** The operators whose figures the reply may contain. */
  readonly figures: readonly OperatorId[];
}

/** The policy, written from its description. */
function verdict(
  person: Person,
  { kind, bound }: { kind: Chat['kind']; bound: readonly OperatorId[] },
  sort: Sort,
): Verdict {
  const refused: Verdict = { answered: false, readBy: 'asker', figures: [] };
  const live = person.holds.filter(([, , state]) => state === 'live');
  // The default is to deny: a user needs an unexpired grant, or must be an admin by the settings.
  if (live.length === 0 && person.isAdmin !== true) return refused;
  // In a group or channel, an operator must be granted to the asker and bound to the chat. Without a binding, and in
  // private, only the asker reads the reply.
  const forAll = kind !== 'private' && bound.length > 0;
  const readBy = forAll ? 'everyone' : 'asker';
  const here = live.filter(([operator]) => !forAll || bound.includes(operator));
  if (sort === 'figures') {
    const figures = here.map(([operator]) => operator);
    return figures.length === 0 ? refused : { answered: true, readBy, figures };
  }
  if (sort === 'held') {
    // A manager also acknowledges and snoozes, and so does an admin.
    const may = here.some(([, role]) => role !== 'viewer');
    return may ? { answered: true, readBy, figures: [] } : refused;
  }
  if (sort === 'admin') {
    // Admins of an operator or of everything; and whatever they read is theirs alone.
    const may = person.isAdmin === true || live.some(([, role]) => role === 'admin');
    return may ? { answered: true, readBy: 'asker', figures: [] } : refused;
  }
  return { answered: true, readBy, figures: [] };
}

const grantsOf = (principal: Principal, { holds }: Person): readonly Grant[] =>
  holds.map(([operator, role, state]) => ({
    principal,
    operator,
    role,
    expiresAt: state === 'live' ? now + 1000 : now,
  }));

const cases = Object.entries(platforms).flatMap(([platform, ids]) =>
  Object.entries(places).flatMap(([placeName, place]) =>
    Object.entries(people).map(([personName, person]) => ({
      platform,
      ids,
      placeName,
      place,
      personName,
      person,
    })),
  ),
);
let judged = 0;
const turnedAway = new Set<string>();
const wasOver = new Set<string>();

afterAll(() => {
  expect(judged).toBeGreaterThanOrEqual(2_000);
});

describe('the access matrix', () => {
  it('covers every command', () => {
    expect(Object.keys(lines).sort()).toEqual(commands.map(({ name }) => name).sort());
  });

  it.each(Object.keys(lines))(
    'is kept by /%s for every person in every chat of every platform',
    async (name) => {
      const { sort, line } = lines[name] ?? { sort: 'open', line: '' };
      for (const { ids, placeName, place, personName, person, platform } of cases) {
        const chat: Chat = { id: ids.chat(place.kind), kind: place.kind };
        const world = await openWorld({
          operators: [own, other, 'op3'],
          grants: grantsOf(ids.person, person),
          bindings: place.bound.map((operator) => ({ chat: chat.id, operator })),
          admins: person.isAdmin === true ? [ids.person] : [],
        });
        const reply = await world.say(ids.person, chat, line);
        const expected = verdict(person, place, sort);
        const what = `${platform}, ${personName}, ${placeName}, ${line}`;
        judged += 1;

        expect(world.audited, what).toHaveLength(1);
        expect(world.audited[0]?.decision, what).toBe(expected.answered ? 'allowed' : 'refused');
        expect(new Set(world.calls), what).toEqual(new Set(expected.figures));
        expect(shownIn(reply, [own, other, 'op3']), what).toEqual([...expected.figures].sort());
        // `/whoami` is for the asker alone in every chat.
        expect(reply.audience, what).toBe(name === 'whoami' ? 'asker' : expected.readBy);
        expect(reply.shared, what).toBeUndefined();
        if (!expected.answered) expect(reply.blocks, what).toHaveLength(1);
        if (personName === 'a user without a grant') turnedAway.add(withoutPrincipal(reply, ids.person));
        if (personName === 'a user whose grant has expired') wasOver.add(withoutPrincipal(reply, ids.person));
      }
    },
  );

  it('sends the same refusal to every unlisted user, except for the principal', () => {
    expect(turnedAway.size).toBe(1);
    expect(wasOver.size).toBe(1);
    for (const text of [...turnedAway, ...wasOver]) {
      for (const operator of [own, other]) {
        expect(text).not.toContain(operator);
        for (const canary of canariesOf(operator)) expect(text).not.toContain(canary);
      }
    }
  });

  it.each([
    '',
    '/',
    'hello',
    '/nonsense',
    '/balance "open quote',
    '/balance page 2',
    '/balance share',
    '/start',
    '/start x',
    'balance '.repeat(200),
    '/grant @asha op1 owner',
    'token: abcdef123456',
    '\u202e/balance',
  ])('sends an unlisted user the same refusal for %.20j', async (line) => {
    const world = await openWorld({ operators: [own], grants: [], bindings: [], admins: [] });
    const reply = await world.say('telegram:101', { id: 'telegram:101', kind: 'private' }, line);
    expect([...turnedAway]).toEqual([withoutPrincipal(reply, 'telegram:101')]);
    expect(world.calls).toEqual([]);
    expect(world.audited).toEqual([
      {
        at: now,
        principal: 'telegram:101',
        chat: 'telegram:101',
        what: 'enter',
        decision: 'refused',
        because: 'unlisted',
      },
    ]);
  });
});

function withoutPrincipal(reply: Reply, principal: Principal): string {
  return JSON.stringify(reply).replaceAll(principal, '<principal>');
}
