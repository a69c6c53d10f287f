import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, graphemesOf, stripUnsafe } from '../../../src/core/reply/clean.ts';
import { displayWidth, padColumns } from '../../../src/core/reply/width.ts';
import { glue, wrap } from '../../../src/core/reply/wrap.ts';
import { hostile } from '../../adapters/gallery.ts';

const anything = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
);

describe('a cleaned foreign string', () => {
  it.each([
    ['a terminal sequence falls apart', '\u001b[31mred\u001b[0m', '[31mred[0m'],
    ['so does one of a single character', '\u009b2Jx', '2Jx'],
    ['lines become one line', 'a\nb\r\n\u2028c\u2029d\u0085e\tf', 'a b c d e f'],
    ['the direction of writing cannot be turned', '\u202egnp.exe\u202c\u2066x', 'gnp.exex'],
    ['zero-width characters are removed', 'a\u200bb\u200c\u200d\u2060\ufeff\u00adc', 'abc'],
    ['hidden tags go', 'a\u{e0041}\u{e007f}b', 'ab'],
    ['private characters go', '\ue000x\u{f0000}\u{10fffd}', 'x'],
    ['blank letters are blanks or nothing', '\u2800a\u3164b\u115f', 'ab'],
    ['half a character shows', 'a\ud83d b', 'a� b'],
    ['letters and marks are joined', 'e\u0301', 'é'],
    ['blanks are collapsed', '  a \u00a0\u3000 b  ', 'a b'],
    ['other scripts stay', 'वॉलेट 钱包 محفظة', 'वॉलेट 钱包 محفظة'],
    ['markup stays what it is: text', '<b>*x*</b> &amp;', '<b>*x*</b> &amp;'],
  ])('%s', (_, typed, shown) => {
    expect(cleanText(typed)).toBe(shown);
  });

  it('is cut after 64 graphemes, with an ellipsis', () => {
    expect(cleanText('x'.repeat(64))).toBe('x'.repeat(64));
    expect(cleanText('x'.repeat(65))).toBe(`${'x'.repeat(63)}…`);
    expect(cleanText('🇮🇳'.repeat(64))).toBe('🇮🇳'.repeat(64));
    expect(cleanText('🇮🇳'.repeat(65))).toBe(`${'🇮🇳'.repeat(63)}…`);
    expect(cleanText('abcdef', 4)).toBe('abc…');
  });

  it('is cut within a grapheme of unlimited length', () => {
    expect(cleanText('\u1100'.repeat(100_000)).length).toBeLessThan(600);
    expect(cleanText(`a${'\u0301'.repeat(100_000)}b`)).toMatch(/^.{1,8}b$/u);
  });

  it('has the same characters alone and in a text with removed characters', () => {
    for (let code = 0; code <= 0xffff; code++) {
      const character = String.fromCharCode(code);
      const taken = stripUnsafe(`${character}\u0007`);
      if (stripUnsafe(character) !== taken)
        expect({ code, shown: stripUnsafe(character) }).toEqual({ code, shown: taken });
    }
    expect(stripUnsafe('Größe ₹49 “…”')).toBe('Größe ₹49 “…”');
  });

  it('has no invisible characters, and cleaning is idempotent', () => {
    fc.assert(
      fc.property(anything, (typed) => {
        const shown = cleanText(typed);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(stripUnsafe(shown)).toBe(shown);
        expect(cleanText(shown)).toBe(shown);
        expect(graphemesOf(shown).length).toBeLessThanOrEqual(64);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('the width of a text', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['₹33,08,694.00', 13],
    ['é', 1],
    ['e\u0301', 1],
    ['钱包', 4],
    ['지갑', 4],
    ['ＡＢ', 4],
    ['👍', 2],
    ['👨‍👩‍👧‍👦', 2],
    ['🇮🇳', 2],
    ['❤️', 2],
    ['1️⃣', 2],
    ['a\u200bb', 2],
    ['कि', 2],
    ['…', 1],
  ])('of %j is %i', (typed, columns) => {
    expect(displayWidth(typed)).toBe(columns);
  });

  it('is padded on either side, and never cut', () => {
    expect(padColumns('钱', 4, 'left')).toBe('钱  ');
    expect(padColumns('钱', 4, 'right')).toBe('  钱');
    expect(padColumns('abc', 2, 'left')).toBe('abc');
  });
});

describe('wrapped text', () => {
  it('breaks lines between words and indents the following ones', () => {
    expect(wrap('one two three four', 9, 2)).toEqual(['one two', '  three', '  four']);
  });

  it('is unchanged without a width, and if it fits', () => {
    expect(wrap('one two three four', undefined)).toEqual(['one two three four']);
    expect(wrap('', 10)).toEqual(['']);
  });

  it('splits a word that is longer than a line, but no figure', () => {
    expect(wrap('abcdefghijkl', 8)).toEqual(['abcdefgh', 'ijkl']);
    expect(wrap('x ₹9,99,999.00 y', 8)).toEqual(['x', '₹9,99,999.00', 'y']);
    expect(wrap(`of AED${glue}1,000.00 left`, 8)).toEqual(['of', `AED${glue}1,000.00`, 'left']);
  });

  it('loses no character at any width', () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: -1, max: 60 }), (typed, width) => {
        const text = stripUnsafe(typed);
        expect(wrap(text, width, 2).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
      { numRuns: 3000 },
    );
  });
});
