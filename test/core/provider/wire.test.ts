import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors/errors.ts';
import { quotableMessage } from '../../../src/core/provider/quote.ts';
import {
  absent,
  countField,
  decimalField,
  figureOf,
  listField,
  parseAs,
  readFoldedObject,
  textField,
  unreadable,
} from '../../../src/core/provider/wire.ts';
import { Secret } from '../../../src/core/secret/secret.ts';

const notThis = new ProviderError('malformed', { looksLike: 'json' });

describe('an amount from the wire', () => {
  it.each([
    [undefined, absent],
    [null, absent],
    ['', absent],
    ['  ', absent],
    ['50.00', '50.00'],
    [' 7 ', '7'],
    ['-0', '0'],
    [0.1, '0.1'],
    [{ numberText: '999999999999999998.70' }, '999999999999999998.70'],
    ['1,234.50', unreadable],
    ['0x1F', unreadable],
    ['1e3', unreadable],
    ['१२३', unreadable],
    [Number.NaN, unreadable],
    [Number.POSITIVE_INFINITY, unreadable],
    [true, unreadable],
    [[], unreadable],
    [[5], unreadable],
    [{}, unreadable],
    [{ numberText: '1e999' }, unreadable],
  ])('is read from %o as %o', (value, expected) => {
    expect(parseAs(decimalField, value)).toEqual(expected);
  });

  it('is never zero unless zero was written', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const amount = parseAs(decimalField, value);
        if (typeof amount === 'string' && !/[1-9]/.test(amount)) expect(String(value)).toMatch(/0/);
      }),
    );
  });

  it('is a figure of its currency, or missing for the same reason', () => {
    expect(figureOf(parseAs(decimalField, '5.0'), 'JPY', 0)).toEqual({
      kind: 'given',
      money: { amount: '5.0', currency: 'JPY', precision: 0 },
    });
    expect(figureOf(unreadable, 'INR')).toBe(unreadable);
  });
});

describe('a text from the wire', () => {
  it.each([
    [' a\u0000\nb ', 'a b'],
    ['\u202egnp.exe', 'gnp.exe'],
    ['\ud800x', 'x'],
    ['সানুজ', 'সানুজ'],
    [1e21, '1000000000000000000000'],
    [1.5, '1.5'],
    [{ numberText: '123456789012345678' }, '123456789012345678'],
    ['x'.repeat(300), `${'x'.repeat(199)}…`],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
    [true, undefined],
    [['a'], undefined],
  ])('is read from %o as %o', (value, expected) => {
    expect(parseAs(textField, value)).toBe(expected);
  });
});

describe('a count from the wire', () => {
  it.each([
    [5, 5],
    ['5', 5],
    ['5.00', 5],
    [0, 0],
    [-1, undefined],
    [1.5, undefined],
    ['many', undefined],
    [null, undefined],
    ['99999999999999999', undefined],
  ])('is read from %o as %o', (value, expected) => {
    expect(parseAs(countField, value)).toBe(expected);
  });
});

describe('a list from the wire', () => {
  it.each([
    [undefined, []],
    [null, []],
    [[], []],
    [{}, []],
    [[1], [1]],
    [{ 0: 'a', 7: 'b' }, ['a', 'b']],
  ])('is read from %o as %o', (value, expected) => {
    expect(parseAs(listField, value)).toEqual(expected);
  });

  it.each(['none', 7, true, { a: 1 }, { numberText: '7' }])('is not %o', (value) => {
    expect(() => parseAs(listField, value)).toThrow(notThis);
  });
});

describe('an object from the wire', () => {
  const wire = readFoldedObject(
    { number: textField, Name: textField },
    { account_no: 'number', account_number: 'number' },
  );

  it('is read in any letter case and any listed spelling', () => {
    expect(parseAs(wire, { Account_Number: '1', NAME: 'x' })).toEqual({ number: '1', Name: 'x' });
  });

  it('has the first value that is not null if two spellings are present', () => {
    expect(parseAs(wire, { account_no: null, account_number: '2' })).toEqual({
      number: '2',
      Name: undefined,
    });
    expect(parseAs(wire, { account_no: '1', account_number: '2' })).toMatchObject({ number: '1' });
  });

  it('ignores a spelling that is not listed', () => {
    expect(parseAs(wire, { number: '3' })).toEqual({ number: undefined, Name: undefined });
  });

  it('ignores `__proto__` and `constructor`', () => {
    const value: unknown = JSON.parse('{"__proto__":{"account_no":"9"},"constructor":{"name":"y"}}');
    expect(parseAs(wire, value)).toEqual({ number: undefined, Name: undefined });
  });

  it.each([[[]], [null], ['text'], [7], [{ numberText: '7' }]])('is not %o', (value) => {
    expect(() => parseAs(wire, value)).toThrow(notThis);
  });
});

describe('the message of a provider', () => {
  const hidden = [new Secret('Abc123Xyz')];

  it.each([
    ['Invalid checksum', 'Invalid checksum'],
    ['two\r\nlines\u0007\u202e', 'two lines'],
    [`${'ab '.repeat(40)}`, `${'ab '.repeat(26)}a…`],
    ['<b>no</b>', undefined],
    ['{"a":1}', undefined],
    ['x'.repeat(201), undefined],
    ['key abc123xyz is bad', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%o is quoted as %o', (words, expected) => {
    expect(quotableMessage(words, hidden)).toBe(expected);
  });
});
