import { Big } from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultOf, ProviderError } from '../../src/core/errors/errors.ts';
import { isNumberText, parseDecimal, readDecimal } from '../../src/core/money/decimal.ts';
import { json } from '../../src/http/json.ts';
import { digitsMode, numberLiteral } from './json-literals.ts';

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (thrown) {
    return thrown;
  }
  return undefined;
}

function looksLikeOf(body: string): unknown {
  const thrown = thrownBy(() => json.parse(body));
  expect(thrown).toBeInstanceOf(ProviderError);
  expect(faultOf(thrown).reason).toBe('malformed');
  return faultOf(thrown).looksLike;
}

describe('numbers', () => {
  it('have their exact value, or are returned as text', () => {
    fc.assert(
      fc.property(numberLiteral, digitsMode, fc.constantFrom('', ' ', '\n\t'), (text, mode, gap) => {
        const body = `{"a":${gap}${text},"b":[${gap}${text}]}`;
        const { a, b } = json.parse(body, mode) as { a: unknown; b: unknown[] };
        expect(b).toEqual([a]);
        if (typeof a === 'number') expect(new Big(String(a)).eq(new Big(text))).toBe(true);
        else expect(a).toEqual({ numberText: text });
        const wanted = parseDecimal(text);
        if (wanted !== undefined) expect(new Big(readDecimal(a) ?? 'none').eq(new Big(text))).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });

  it('have every digit of their literal in text mode', () => {
    fc.assert(
      fc.property(numberLiteral, (text) => {
        const [value] = json.parse(`[${text}]`, 'text') as [unknown];
        expect(isNumberText(value) ? value.numberText : String(value)).toBe(text);
      }),
      { numRuns: 10_000 },
    );
  });

  it('of every length equal BigInt', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), digitsMode, (wanted, mode) => {
        const value = json.parse(`{"account_no":${wanted}}`, mode) as { account_no: unknown };
        const got = isNumberText(value.account_no) ? value.account_no.numberText : String(value.account_no);
        expect(BigInt(got)).toBe(wanted);
      }),
      { numRuns: 10_000 },
    );
  });

  it.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992],
    ['9007199254740993', { numberText: '9007199254740993' }],
    ['123456789012345678', { numberText: '123456789012345678' }],
    ['5000.00', 5000],
    ['0.1', 0.1],
    ['33.10', 33.1],
    ['1.00000000000000000001', { numberText: '1.00000000000000000001' }],
    ['0.0000001', { numberText: '0.0000001' }],
    ['1e3', 1000],
    ['1.5E+2', 150],
    ['1e999', { numberText: '1e999' }],
    ['0.1000000000000000055', { numberText: '0.1000000000000000055' }],
    ['100000000000000000000000001e-20', { numberText: '100000000000000000000000001e-20' }],
    ['1e-400', { numberText: '1e-400' }],
    ['1E-0400', { numberText: '1E-0400' }],
    ['0e-400', 0],
    ['1e21', { numberText: '1e21' }],
    ['-0', -0],
  ])('%s is parsed as its value', (text, wanted) => {
    expect(json.parse(`{"a":${text}}`)).toEqual({ a: wanted });
    expect(json.parse(text)).toEqual(wanted);
  });

  it.each([
    ['5000.00', { numberText: '5000.00' }],
    ['5000.10', { numberText: '5000.10' }],
    ['5000.25', 5000.25],
    ['5000', 5000],
    ['1e3', { numberText: '1e3' }],
    ['-0', { numberText: '-0' }],
    ['0.0', { numberText: '0.0' }],
  ])('%s preserves its digits in text mode', (text, wanted) => {
    expect(json.parse(`[1,${text}]`, 'text')).toEqual([1, wanted]);
  });

  it('inside strings are not changed', () => {
    const account = {
      account_no: '00012345678901234567',
      note: 'ref: 12345678901234567890, 1e5 "[99999999999999999"',
    };
    expect(json.parse(JSON.stringify(account))).toEqual(account);
  });
});

describe('a body', () => {
  it('with or without a long number equals the result of JSON.parse', () => {
    fc.assert(
      fc.property(fc.json(), (body) => {
        expect(json.parse(`[1,${body}]`)).toEqual(withExactNumbers(body, 1));
        // A long number requires the lossless parser.
        const long = '12345678901234567890';
        const slow = json.parse(`[${long},${body}]`);
        expect(slow).toEqual(withExactNumbers(body, { numberText: long }));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['', ',12345678901234567890'])('with repeated keys returns the last value (after %j)', (tail) => {
    const [value] = json.parse(`[{"a":1,"b":2,"a":3}${tail}]`) as [unknown];
    expect(value).toEqual({ a: 3, b: 2 });
  });

  it.each(['', ',12345678901234567890'])('cannot change a prototype (after %j)', (tail) => {
    const body = `[{"__proto__":{"balance":1},"constructor":{"prototype":{"balance":1}},"a":2}${tail}]`;
    const [value] = json.parse(body) as [Record<string, unknown>];
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(value['balance']).toBeUndefined();
    expect(({} as Record<string, unknown>)['balance']).toBeUndefined();
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor', 'a']);
  });

  it('may start with one byte order mark, but not with two', () => {
    expect(json.parse('\ufeff{"a":1}')).toEqual({ a: 1 });
    expect(looksLikeOf('\ufeff\ufeff{"a":1}')).toBeDefined();
  });

  it.each([
    ['', 'empty'],
    [' \r\n', 'empty'],
    ['<!DOCTYPE html><html></html>', 'html'],
    ['<html><body>502 Bad Gateway</body></html>', 'html'],
    [
      '<br />\n<b>Warning</b>:  mysqli_connect() in <b>/srv/a.php</b><br />\n{"status":"success"}',
      'php-warning',
    ],
    ['PHP Notice:  Undefined index\n{}', 'php-warning'],
    ['<?xml version="1.0"?><A/>', 'xml'],
    ['{"status":"success","data":{', 'json'],
    ['{"a":1}{"b":2}', 'json'],
    ['{"a":1} -- done', 'json'],
    ['{"a":NaN}', 'json'],
    ['{"a":Infinity}', 'json'],
    ['{"a":१२३}', 'json'],
    ['[1,]', 'json'],
    ['[12345678901234567890,]', 'json'],
    ['{"a":012345678901234567}', 'json'],
    ['status=ok', 'text'],
  ])('%j is malformed', (body, wanted) => {
    expect(looksLikeOf(body)).toBe(wanted);
  });

  it.each(['[', '{"a":'])('nested a hundred thousand deep (%s) is malformed, not a crash', (opener) => {
    const inner = opener === '[' ? '' : '1';
    const closer = opener === '[' ? ']' : '}';
    expect(looksLikeOf(`${opener.repeat(100_000)}${inner}${closer.repeat(100_000)}`)).toBe('json');
    expect(looksLikeOf(opener.repeat(100_000))).toBe('json');
    expect(looksLikeOf(`[${'[12345678901234567890,'.repeat(100_000)}0${']'.repeat(100_000)}]`)).toBe('json');
  });

  it('of any kind returns a value or an error that does not quote it', () => {
    const mutated = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', '"', '}', '1e9999', '-', '12345678901234567890', '\u0000'),
      )
      .map(([text, at, piece]) => {
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + piece + text.slice(cut + 1);
      });
    fc.assert(
      fc.property(fc.oneof(fc.string(), mutated), digitsMode, (body, mode) => {
        const thrown = thrownBy(() => json.parse(body, mode));
        if (thrown === undefined) return;
        expect(thrown).toBeInstanceOf(ProviderError);
        expect((thrown as ProviderError).message).toBe('malformed');
        expect((thrown as ProviderError).cause).toBeUndefined();
      }),
      { numRuns: 10_000 },
    );
  });
});

/** The expected value of `[first, body]`, if no number of `body` is returned as text in value mode. */
function withExactNumbers(body: string, first: unknown): unknown {
  const exact = (value: unknown): unknown => {
    if (typeof value === 'number')
      return String(value).includes('e') ? { numberText: expect.any(String) } : value;
    if (Array.isArray(value)) return value.map(exact);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, exact(inner)]));
  };
  return [first, exact(JSON.parse(body))];
}
