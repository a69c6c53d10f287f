import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAs, readFoldedObject, textField } from '../../../src/core/provider/wire.ts';
import { createObjectReader } from '../../../src/providers/payatom/wire-fast.ts';

describe('the fast reader of rows', () => {
  it('reads the same fields as the plain schema, whichever rows it read before', () => {
    const plain = readFoldedObject(
      { number: textField, Name: textField },
      { account_no: 'number', account_number: 'number' },
    );
    const read = createObjectReader(['account_no', 'Name'], { account_number: 'account_no' });
    const key = fc.constantFrom('account_no', 'Account_Number', 'NAME', 'name', 'number', '__proto__', 'x');
    const rows = fc.array(
      fc.dictionary(key, fc.option(fc.constantFrom('1', '2', '3')), { noNullPrototype: true }),
    );
    fc.assert(
      fc.property(rows, (list) => {
        for (const row of list) {
          const { account_no, Name } = read(row);
          const fields = { number: parseAs(textField, account_no), Name: parseAs(textField, Name) };
          expect(fields).toEqual(parseAs(plain, row));
        }
      }),
    );
  });

  it('returns the first value that is not null in each row, if rows have two spellings of a field', () => {
    const read = createObjectReader(['account_no'], { account_number: 'account_no' });
    const rows = [
      { account_no: '1', account_number: '2' },
      { account_no: '3', account_number: '4' },
      { account_no: null, account_number: '5' },
      {},
      { account_number: null },
    ];
    expect(rows.map((row) => read(row).account_no)).toEqual(['1', '3', '5', undefined, null]);
  });
});
