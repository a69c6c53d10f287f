import fc from 'fast-check';
import type { Chat, ChatId, Grant, OperatorId, Principal } from '../../../src/core/access/policy.ts';
import { roles } from '../../../src/core/access/policy.ts';
import { bindings, grants } from '../../../src/core/access/records.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { openWorld, shownIn, type World } from './world.ts';

/*
 * Random grants and bindings, random lines, and changes at the worst time: during a provider request. No reply may
 * contain a figure that its chat may not show when the reply is sent.
 */

export const operators: readonly OperatorId[] = ['op1', 'op2', 'op3', 'op4'];
const people: readonly Principal[] = ['telegram:101', 'telegram:102', 'slack:T1:U1'];
const shared: readonly Chat[] = [
  { id: 'telegram:-501', kind: 'group' },
  { id: 'telegram:-502', kind: 'channel' },
  { id: 'slack:T1:C1', kind: 'group' },
];
/** A minute after the world begins. */
export const soon = 60_000;

/** When every world begins. */
const begin = createFakeClock().now();
const expiries = [undefined, begin - 1, begin + soon, begin + 90 * 86_400_000];

const aGrant = fc
  .record({
    principal: fc.constantFrom(...people),
    operator: fc.constantFrom(...operators),
    role: fc.constantFrom(...roles),
    expiresAt: fc.constantFrom(...expiries),
  })
  .map(({ expiresAt, ...grant }): Grant => (expiresAt === undefined ? grant : { ...grant, expiresAt }));
const aBinding = fc.record({
  chat: fc.constantFrom<ChatId>(...shared.map(({ id }) => id), 'telegram:101'),
  operator: fc.constantFrom(...operators),
});

/** A change of access while a line is answered, or none. */
const aChange = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ kind: 'nothing' } as const) },
  fc.record({ kind: fc.constant('revoke' as const), who: fc.nat(20) }),
  fc.record({ kind: fc.constant('unbind' as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant('grant' as const), grant: aGrant }),
  fc.record({ kind: fc.constant('bind' as const), binding: aBinding }),
  fc.constant({ kind: 'expiry' } as const),
);
type Change = typeof aChange extends fc.Arbitrary<infer C> ? C : never;

const aStep = fc.record({
  person: fc.constantFrom(...people),
  chat: fc.constantFrom<'own' | 0 | 1 | 2>('own', 0, 1, 2),
  line: fc.constantFrom(
    '/balance',
    '/balance op1',
    '/balance share',
    '/accounts',
    '/accounts page 2',
    '/accounts share page 2',
    '/summary 19-11-2026',
    '/wallets',
    '/wallet 101',
    '/whoami',
    '/help',
    '/operators',
    '/audit',
  ),
  during: aChange,
  after: aChange,
});

const aGraph = fc.record({
  grants: fc.array(aGrant, { maxLength: 8 }),
  bindings: fc.array(aBinding, { maxLength: 6 }),
  admins: fc.subarray([...people], { maxLength: 1 }),
  accounts: fc.constantFrom(1, 1, 1, 23),
  steps: fc.array(aStep, { minLength: 1, maxLength: 3 }),
});

export async function apply(world: World, change: Change): Promise<void> {
  if (change.kind === 'nothing') return;
  if (change.kind === 'expiry') return world.clock.jumpTo(world.clock.now() + soon);
  await world.store.transact(async (transaction) => {
    if (change.kind === 'revoke') {
      const all = await transaction.list(grants);
      const victim = all[change.who % Math.max(1, all.length)];
      if (victim !== undefined) await transaction.delete(grants, victim.id);
    } else if (change.kind === 'unbind') {
      const all = await transaction.list(bindings);
      const victim = all[change.which % Math.max(1, all.length)];
      if (victim !== undefined) await transaction.delete(bindings, victim.id);
    } else if (change.kind === 'grant') {
      await transaction.put(grants, `${change.grant.principal}/${change.grant.operator}`, change.grant);
    } else {
      await transaction.put(bindings, `${change.binding.chat}/${change.binding.operator}`, change.binding);
    }
  });
}

/** The operators whose figures this chat may show to this user now, computed from the documents alone. */
async function allowedNow(
  world: World,
  person: Principal,
  chat: Chat,
  reply: Reply,
): Promise<Set<OperatorId>> {
  return world.store.read(async (view) => {
    const now = world.clock.now();
    const granted = (await view.list(grants))
      .map(({ document }) => document)
      .filter((grant) => grant.principal === person && (grant.expiresAt ?? Number.POSITIVE_INFINITY) > now)
      .map(({ operator }) => operator);
    if (reply.audience === 'asker') return new Set(granted);
    const bound = (await view.list(bindings))
      .map(({ document }) => document)
      .filter((binding) => binding.chat === chat.id)
      .map(({ operator }) => operator);
    return new Set(chat.kind === 'private' ? [] : granted.filter((operator) => bound.includes(operator)));
  });
}

/** Counts of a run. For a leak, fast-check reports the smallest graph that has it. */
export interface GraphTally {
  graphs: number;
  lines: number;
  /** Replies with figures, all of them allowed. */
  figures: number;
  /** Replies that were withheld because access changed during the request. */
  withheld: number;
  refused: number;
}

/** Throws at the first canary in a chat that may not see it. */
export async function checkGraphs(numRuns: number): Promise<GraphTally> {
  const tally: GraphTally = { graphs: 0, lines: 0, figures: 0, withheld: 0, refused: 0 };
  const property = fc.asyncProperty(aGraph, async ({ steps, ...graph }) => {
    const world = await openWorld({ operators, ...graph });
    tally.graphs += 1;
    for (const { person, chat: place, line, during, after } of steps) {
      const own: Chat = { id: person, kind: 'private' };
      const chat = place === 'own' ? own : (shared[place] ?? own);
      world.during = async () => {
        world.during = async () => {};
        await apply(world, during);
      };
      const reply = await world.say(person, chat, line);
      const shown = shownIn(reply, operators);
      const allowed = await allowedNow(world, person, chat, reply);
      const leaked = shown.filter((operator) => !allowed.has(operator));
      if (leaked.length > 0) throw new Error(`${line} of ${person} in ${chat.id} shows ${leaked.join(', ')}`);
      tally.lines += 1;
      if (shown.length > 0) tally.figures += 1;
      if (reply.summary.startsWith('Your access changed')) tally.withheld += 1;
      if (world.audited.at(-1)?.decision === 'refused') tally.refused += 1;
      await apply(world, after);
    }
  });
  await fc.assert(property, { numRuns });
  return tally;
}
