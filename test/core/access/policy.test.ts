import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  AccessQuestion,
  Binding,
  Chat,
  Decision,
  Grant,
  Need,
  Role,
} from '../../../src/core/access/policy.ts';
import { covers, decideAccess, roles } from '../../../src/core/access/policy.ts';

const now = 1_000_000;
const principal = 'telegram:1';

const grant = (operator: string, role: Role, expiresAt?: number): Grant => {
  return { principal, operator, role, ...(expiresAt !== undefined && { expiresAt }) };
};

const needs: Readonly<Record<string, Need>> = {
  anyone: { kind: 'anyone' },
  listed: { kind: 'listed' },
  viewer: { kind: 'role', role: 'viewer' },
  manager: { kind: 'role', role: 'manager' },
  admin: { kind: 'role', role: 'admin' },
  administer: { kind: 'administer' },
};

const held: Readonly<Record<string, readonly Grant[]>> = {
  nothing: [],
  'viewer of a': [grant('a', 'viewer')],
  'manager of a': [grant('a', 'manager')],
  'admin of a': [grant('a', 'admin')],
  'viewer of a, admin of b': [grant('a', 'viewer'), grant('b', 'admin')],
  'viewer and manager of a': [grant('a', 'viewer'), grant('a', 'manager')],
  'expired admin of a': [grant('a', 'admin', now)],
  'viewer and expired admin of a': [grant('a', 'viewer', now + 1), grant('a', 'admin', now - 1)],
};

const bound: Readonly<Record<string, readonly string[]>> = {
  nothing: [],
  a: ['a'],
  b: ['b'],
  'a, b': ['a', 'b'],
};
const kinds = ['private', 'group', 'channel'] as const;

function ask(
  need: Need,
  grants: readonly Grant[],
  operators: readonly string[],
  kind: Chat['kind'],
  isAdmin: boolean,
) {
  const chat: Chat = { id: 'telegram:-5', kind };
  const bindings = operators.map((operator): Binding => ({ chat: chat.id, operator }));
  return decideAccess({ grants, bindings, isAdmin, chat, need, now });
}

function show(decision: Decision): string {
  if (decision.kind === 'refused') return `no: ${decision.because}`;
  const reached =
    [...decision.operators].map(([operator, role]) => `${operator} ${role}`).join(', ') || 'none';
  return `${decision.audience}: ${reached}${decision.everywhere ? ' (everywhere)' : ''}`;
}

describe('the access decision', () => {
  it('matches this table for every need, grant, chat, binding and expiry', async () => {
    const head = [
      'need',
      'holds',
      'by settings',
      'private',
      ...Object.keys(bound).map((name) => `bound: ${name}`),
    ];
    const rows = Object.entries(needs).flatMap(([need, asked]) =>
      Object.entries(held).flatMap(([holding, grants]) =>
        [false, true].map((isAdmin) => [
          need,
          holding,
          isAdmin ? 'admin' : '-',
          show(ask(asked, grants, [], 'private', isAdmin)),
          ...Object.values(bound).map((operators) => show(ask(asked, grants, operators, 'group', isAdmin))),
        ]),
      ),
    );
    const widths = head.map((label, index) =>
      Math.max(label.length, ...rows.map((row) => row[index]?.length ?? 0)),
    );
    const line = (row: readonly string[]) =>
      row
        .map((text, index) => text.padEnd(widths[index] ?? 0))
        .join(' | ')
        .trimEnd();
    await expect(`${[head, ...rows].map(line).join('\n')}\n`).toMatchFileSnapshot(
      '../../golden/core/access.txt',
    );
  });

  it('is the same in groups and channels', () => {
    everyQuestion(({ need, grants, operators, isAdmin }) => {
      expect(ask(need, grants, operators, 'channel', isAdmin)).toEqual(
        ask(need, grants, operators, 'group', isAdmin),
      );
    });
  });

  it('does not depend on bindings in a private chat', () => {
    everyQuestion(({ need, grants, operators, isAdmin }) => {
      expect(ask(need, grants, operators, 'private', isAdmin)).toEqual(
        ask(need, grants, [], 'private', isAdmin),
      );
    });
  });

  const role = fc.constantFrom(...roles);
  const operator = fc.constantFrom('a', 'b', 'c');
  const grants = fc.array(
    fc
      .tuple(operator, role, fc.constantFrom(undefined, now - 1, now, now + 1))
      .map(([id, as, until]) => grant(id, as, until)),
    { maxLength: 5 },
  );
  const chat: Chat = { id: 'telegram:-5', kind: 'group' };
  const question: fc.Arbitrary<AccessQuestion> = fc.record({
    grants,
    bindings: fc.array(
      operator.map((id): Binding => ({ chat: chat.id, operator: id })),
      { maxLength: 3 },
    ),
    isAdmin: fc.boolean(),
    chat: fc.constantFrom(...kinds).map((kind) => ({ ...chat, kind })),
    need: fc.constantFrom(...Object.values(needs)),
    now: fc.constant(now),
  });

  it('never reaches an operator without an unexpired grant of that role', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const decision = decideAccess(asked);
        if (decision.kind === 'refused') return;
        for (const [id, as] of decision.operators) {
          const live = asked.grants.filter(
            (held) => held.operator === id && (held.expiresAt ?? now + 1) > now,
          );
          expect(live.map((held) => held.role)).toContain(as);
          if (asked.need.kind === 'role') expect(covers(as, asked.need.role)).toBe(true);
          if (asked.need.kind === 'administer') expect(as).toBe('admin');
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('never shows figures of an operator to everyone in a chat that it is not bound to', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const decision = decideAccess(asked);
        if (decision.kind === 'refused' || decision.audience === 'asker' || asked.need.kind === 'administer')
          return;
        expect(asked.chat.kind).not.toBe('private');
        const here = asked.bindings.map((binding) => binding.operator);
        for (const id of decision.operators.keys()) expect(here).toContain(id);
      }),
      { numRuns: 5000 },
    );
  });

  it('allows a weaker need wherever it allows a stronger one', () => {
    const order = ['viewer', 'manager', 'admin'].map((name) => needs[name] ?? { kind: 'anyone' as const });
    fc.assert(
      fc.property(question, (asked) => {
        const [viewer, manager, admin] = order.map((need) => decideAccess({ ...asked, need }).kind);
        if (admin === 'allowed') expect(manager).toBe('allowed');
        if (manager === 'allowed') expect(viewer).toBe('allowed');
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses a user without an unexpired grant, except for the need `anyone`', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const dead = asked.grants.every((held) => held.expiresAt !== undefined && held.expiresAt <= now);
        if (!dead || asked.isAdmin) return;
        const decision = decideAccess(asked);
        expect(decision.kind).toBe(asked.need.kind === 'anyone' ? 'allowed' : 'refused');
        if (decision.kind === 'allowed') expect(decision.operators.size).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });
});

interface Asked {
  readonly need: Need;
  readonly grants: readonly Grant[];
  readonly operators: readonly string[];
  readonly isAdmin: boolean;
}

function everyQuestion(check: (asked: Asked) => void): void {
  for (const need of Object.values(needs))
    for (const grants of Object.values(held))
      for (const operators of Object.values(bound))
        for (const isAdmin of [false, true]) check({ need, grants, operators, isAdmin });
}
