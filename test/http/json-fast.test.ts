import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFast } from '../../src/http/json-fast.ts';
import { type Digits, parseLossless } from '../../src/http/json-lossless.ts';
import { digitsMode, numberLiteral } from './json-literals.ts';

/** The result of a parser, or `malformed` if it throws. */
function resultOf(parse: (text: string, digits: Digits) => unknown, text: string, digits: Digits): unknown {
  try {
    return parse(text, digits);
  } catch {
    return 'malformed';
  }
}

/** JSON texts that contain number literals which `JSON.stringify` would not write. */
const { text: jsonText } = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 4 },
    numberLiteral,
    fc.constantFrom('0', '-0', '0.0', '1.50', '1e-400', '5e-324', 'true', 'null', '"1234567890123456"'),
    fc.json(),
    fc.array(tie('text'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .array(fc.tuple(fc.constantFrom('"a"', '"b"', '"__proto__"'), tie('text')), { maxLength: 4 })
      .map((members) => `{${members.map((member) => member.join(': ')).join(',')}}`),
  ),
}));

describe('parseFast', () => {
  it('returns what parseLossless returns', () => {
    fc.assert(
      fc.property(jsonText, digitsMode, (text, digits) => {
        expect(parseFast(text, digits)).toEqual(parseLossless(text, digits));
      }),
      { numRuns: 10_000 },
    );
  });

  it('throws whenever parseLossless throws', () => {
    const damaged = fc.tuple(jsonText, fc.nat(), fc.constantFrom('', '"', ']', '-', '1e9999')).map(damage);
    fc.assert(
      fc.property(damaged, digitsMode, (text, digits) => {
        expect(resultOf(parseFast, text, digits)).toEqual(resultOf(parseLossless, text, digits));
      }),
      { numRuns: 5_000 },
    );
  });

  it('has the same depth limit as parseLossless', () => {
    for (const depth of [63, 64, 65, 66]) {
      for (const inner of ['', '1', '12345678901234567890', '{}']) {
        const text = `${'['.repeat(depth)}${inner}${']'.repeat(depth)}`;
        expect(resultOf(parseFast, text, 'value')).toEqual(resultOf(parseLossless, text, 'value'));
      }
    }
  });
});

function damage([text, at, piece]: [string, number, string]): string {
  const cut = at % (text.length + 1);
  return text.slice(0, cut) + piece + text.slice(cut + 1);
}
