import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KnownSubject, type KnownSubjects, knownSubjects } from '../../../../src/core/alerts/records.ts';
import { remainingOf } from '../../../../src/core/figures/headroom.ts';
import type { Source } from '../../../../src/core/figures/source.ts';
import { identifier } from '../../../../src/core/reply/build.ts';
import {
  deserialize,
  isAsStored,
  serialize,
  updateSubjects,
} from '../../../../src/engine/alerts/evaluate/memory.ts';
import type { Observation } from '../../../../src/engine/alerts/poll/observe.ts';
import { account, rupees } from '../../../fakes/books.ts';

const today = 20_777;
const now = today * 86_400_000 + 3_600_000;
const day = 86_400_000;

const text = fc.oneof(fc.constantFrom('a', 'user@upi', 'Asha 017\n00', '[', 'upi 4', ''), fc.string());
const subject = fc
  .tuple(fc.constantFrom('account/upi:', 'wallet/', 'user/'), text)
  .map((parts) => parts.join(''));
const knownSubject = fc
  .record({
    called: fc.array(fc.record({ of: fc.constantFrom('name', 'upi', 'account', 'phone', 'wallet'), text })),
    from: fc.constantFrom('accounts', 'limits', 'balances', 'wallets'),
    wasActive: fc.boolean(),
    known: fc.boolean(),
    day: fc.constantFrom(today, today - 1),
    gone: fc.boolean(),
  })
  .map(({ called, gone, ...rest }): KnownSubject => {
    const pieces = called.map((piece) => identifier(piece.of, piece.text));
    return { ...rest, called: pieces, ...(gone && { gone: true }) };
  });
const dictionary = fc.dictionary(subject, knownSubject, { maxKeys: 12 });

/** An observation of a complete list of accounts. */
function observe(names: readonly string[], more: Parameters<typeof account>[1] = {}): Observation {
  const figures = rupees({ limit: '1000', available: '900' });
  const accounts = names.map((name) => {
    const thing = account(name, { upi: name, figures, ...more });
    return {
      subject: `account/${thing.key}`,
      thing,
      remaining: remainingOf(thing),
      asOf: now,
      from: 'accounts',
    } as const;
  });
  const list = new Set(['accounts'] as const);
  const source = { can: { accounts: async () => undefined } } as unknown as Source;
  return {
    ...{ source, accounts, wallets: [], gaps: [], unreadable: new Map() },
    ...{ answered: list, asked: list, completeLists: list },
  };
}

const nothing: KnownSubjects = { subjects: {} };
const recordOf = (names: readonly string[]) => serialize(updateSubjects(nothing, observe(names), now), now);

describe('the stored subjects', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(dictionary, (subjects) => {
        const record = serialize({ subjects }, now);
        expect(knownSubjects.schema.safeParse(record).success).toBe(true);
        expect(deserialize(JSON.parse(JSON.stringify(record)))).toEqual({ subjects: { ...subjects } });
      }),
      { numRuns: 2000 },
    );
  });

  it('equal an observation exactly when storing it would change nothing', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'ab', 'c'), { maxLength: 4 });
    const figures = fc.constantFrom(rupees({ limit: '1000', available: '900' }), rupees({}));
    const state = fc.constantFrom('active' as const, 'inactive' as const, 'not-given' as const);
    const at = fc.constantFrom(now, now + 60_000, now + day);
    fc.assert(
      fc.property(names, names, figures, state, at, (first, then, shown, is, later) => {
        const record = recordOf(first);
        const observation = observe(then, { figures: shown, state: is });
        const before = deserialize(record);
        const changes = updateSubjects(before, observation, later) !== before;
        if (isAsStored(record, observation, later)) expect(changes).toBe(false);
        else if (first.length > 0 && first.join() === then.join() && is === 'active')
          expect(changes).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('are small if all subjects are in the default state', () => {
    const names = Array.from({ length: 100 }, (_, index) => `asha-${index}@bank`);
    expect(JSON.stringify(recordOf(names)).length / names.length).toBeLessThan(50);
    expect(isAsStored(recordOf(names), observe(names), now)).toBe(true);
  });
});
