import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeForMatch } from '../../../src/core/command-line/fold.ts';
import { quoteName, renderLine } from '../../../src/core/command-line/line.ts';
import { tokenize } from '../../../src/engine/answer/tokenize.ts';
import { anyLine } from './lines.ts';

/** The words of a line, quoted ones in angle quotes. */
function words(text: string): readonly string[] | string {
  const found = tokenize(text);
  if (found.kind === 'fault') return found.sentence;
  return found.tokens.map((token) => (token.quoted ? `‹${token.text}›` : token.text));
}

describe('the words of a line', () => {
  it.each([
    ['/accounts active', ['/accounts', 'active']],
    ['  /accounts \t active \n', ['/accounts', 'active']],
    ['/accounts\u00a0active\u3000x\u2009y', ['/accounts', 'active', 'x', 'y']],
    ['/accounts “John Doe”', ['/accounts', '‹John Doe›']],
    ['/accounts «John Doe» x', ['/accounts', '‹John Doe›', 'x']],
    ["/accounts 'a b' c", ['/accounts', '‹a b›', 'c']],
    ['/accounts ‘a b’', ['/accounts', '‹a b›']],
    ['/wallets name:"John Doe" INR', ['/wallets', 'name:John Doe', 'INR']],
    ["/wallets name:'John Doe'", ['/wallets', 'name:John Doe']],
    ["/accounts O'Brien", ['/accounts', "O'Brien"]],
    ['/accounts O’Brien ravi’', ['/accounts', "O'Brien", "ravi'"]],
    ["/accounts 'O'Brien & Sons'", ['/accounts', "‹O'Brien & Sons›"]],
    [String.raw`/accounts "a \"b\" \\ \c"`, ['/accounts', String.raw`‹a "b" \ \c›`]],
    [String.raw`/accounts a\b`, ['/accounts', String.raw`a\b`]],
    ['/summary 31–12‑2023 1−1', ['/summary', '31-12-2023', '1-1']],
    ['／balance １２３：ａ', ['/balance', '123:ａ']],
    ['/bal\u200bance\u202e \u2066x\u2069 \ufeff', ['/balance', 'x']],
    ['/accounts "" x "  "', ['/accounts', 'x']],
    ['/accounts রহ\u200dমান', ['/accounts', 'রহ\u200dমান']],
    ['/acc\u200dounts', ['/accounts']],
    ['/accounts \ud800x', ['/accounts', 'x']],
    ['/accounts cafe\u0301', ['/accounts', 'caf\u00e9']],
    ['', []],
    ['/balance\n', ['/balance']],
    ['/accounts John\nDoe', ['/accounts', 'John', 'Doe']],
  ])('of %j are %j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it.each([
    ['/balance \u0007', 'The line contains control characters. Type it again as plain text.'],
    ['/balance \u009b31m', 'The line contains control characters. Type it again as plain text.'],
    ['/balance\n/accounts', 'Send one command per message.'],
    ['/accounts "John Doe', 'A quote is not closed. Close it after the name, or remove it.'],
    ["/accounts 'John Doe", 'A quote is not closed. Close it after the name, or remove it.'],
  ])('are not made of %j, which gets one sentence', (text, sentence) => {
    expect(words(text)).toBe(sentence);
  });
});

it('of a line over 1,000 characters are not looked at, and it is not repeated', () => {
  expect(words('x'.repeat(1000))).toHaveLength(1);
  expect(words('x'.repeat(1001))).toBe(
    'That line has over 1,000 characters. Send one command, such as /help.',
  );
  expect(words(`/accounts ${'দ'.repeat(10_000)}`)).toBe(words('x'.repeat(1001)));
});

describe('for any line', () => {
  it('there are words or one sentence, never an exception, and rendering the words reads back as the same', () => {
    fc.assert(
      fc.property(anyLine, (text) => {
        const found = tokenize(text);
        if (found.kind === 'fault') {
          expect(found.sentence).toMatch(/\.$/);
          return;
        }
        const again = tokenize(renderLine('x', ...found.tokens));
        expect(again).toEqual({ kind: 'tokens', tokens: [{ text: '/x', quoted: false }, ...found.tokens] });
      }),
      { numRuns: 20_000 },
    );
  });

  it('folding twice changes nothing', () => {
    fc.assert(
      fc.property(anyLine, (text) => {
        expect(normalizeForMatch(normalizeForMatch(text))).toBe(normalizeForMatch(text));
      }),
      { numRuns: 20_000 },
    );
  });

  it('a name that is rendered reads back as that name, folded', () => {
    const name = fc
      .string({ unit: 'grapheme', maxLength: 80 })
      .filter((text) => normalizeForMatch(text).trim() !== '');
    fc.assert(
      fc.property(name, (text) => {
        fc.pre(!/[\x00-\x1f\x7f-\x9f]/.test(text));
        const expected = { text: normalizeForMatch(text), quoted: true };
        expect(tokenize(renderLine('x', quoteName(text)))).toMatchObject({
          tokens: [{ text: '/x' }, expected],
        });
        expect(tokenize(renderLine('x', text))).toMatchObject({ tokens: [{}, { text: expected.text }] });
      }),
      { numRuns: 5_000 },
    );
  });
});
