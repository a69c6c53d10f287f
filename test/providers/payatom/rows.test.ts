import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLimits, readStatus } from '../../../src/providers/payatom/read.ts';

/** Few ids, so that they repeat. Some look like keys with a suffix, and some have the same text in two kinds. */
const text = fc.constantFrom('a', 'A ', 'a#2', 'a#3', '1-2', '12', 'b');
const row = fc.record(
  { upi: text, account_no: text, phone_number: text, account_detail: text },
  { requiredKeys: [] },
);
const rows = fc.array(fc.oneof({ weight: 9, arbitrary: row }, fc.constant('no row')), { maxLength: 12 });
const isRow = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

describe('rows with the same ids', () => {
  it('each have a unique key, or count as unreadable', () => {
    fc.assert(
      fc.property(rows, (listed) => {
        const { accounts, notes } = readLimits(
          { operator_details: { email: 'a@b' }, wallets: { upi: listed } },
          'INR',
          'a@b',
        );
        const unreadable = listed.filter((value) => !isRow(value)).length;
        expect(accounts).toHaveLength(listed.length - unreadable);
        expect(new Set(accounts.map(({ key }) => key)).size).toBe(accounts.length);
        expect(notes).toEqual(unreadable === 0 ? [] : [{ kind: 'rows-unreadable', count: unreadable }]);
      }),
      { numRuns: 1000 },
    );
  });

  it('are one account only if both groups list it with one id and one name', () => {
    const status = (active: readonly object[], inactive: readonly object[]) => {
      const { accounts } = readStatus(
        { data: { active: { accounts: active }, inactive: { accounts: inactive } } },
        'INR',
      );
      return accounts.map(({ key, state, notes }) => [key, state, ...notes.map(({ kind }) => kind)]);
    };
    const [x, y] = [{ upi: 'X@bank' }, { upi: 'x@bank', account_detail: 'Y' }];
    expect(status([x], [x])).toEqual([['upi:x@bank', 'active', 'in-both-groups']]);
    expect(status([x], [x, x])).toEqual([['upi:x@bank', 'active', 'in-both-groups']]);
    expect(status([x, x], [])).toEqual([
      ['upi:x@bank', 'active'],
      ['upi:x@bank#2', 'active'],
    ]);
    expect(status([x, { upi: 'x@bank#2' }], [y])).toEqual([
      ['upi:x@bank', 'active'],
      ['upi:x@bank#2', 'active'],
      ['upi:x@bank#3', 'inactive'],
    ]);
    expect(status([x, x, { upi: 'x@bank#2' }], [])).toEqual([
      ['upi:x@bank', 'active'],
      ['upi:x@bank#2', 'active'],
      ['upi:x@bank#2#2', 'active'],
    ]);
    expect(status([{ account_detail: 'x@bank' }], [x])).toEqual([
      ['name:x@bank', 'active'],
      ['upi:x@bank', 'inactive'],
    ]);
  });
});
