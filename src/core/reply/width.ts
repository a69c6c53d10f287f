import { graphemesOf } from './clean.ts';

/** Ranges of characters with a width of two columns, as [first, last], sorted (Unicode 16 East Asian Width W and F). */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], // Hangul initials
  [0x2329, 0x232a], // angle brackets
  [0x2630, 0x2637], // trigrams
  [0x268a, 0x268f], // digrams
  [0x2e80, 0x303e], // CJK radicals and punctuation
  [0x3041, 0x4dbf], // kana, Bopomofo, compatibility, extension A
  [0x4dc0, 0x4dff], // hexagrams
  [0x4e00, 0xa4c6], // unified ideographs, Yi
  [0xa960, 0xa97c], // Hangul initials, extended
  [0xac00, 0xd7a3], // Hangul syllables
  [0xf900, 0xfaff], // compatibility ideographs
  [0xfe10, 0xfe19], // vertical forms
  [0xfe30, 0xfe6b], // compatibility and small forms
  [0xff01, 0xff60], // fullwidth forms
  [0xffe0, 0xffe6], // fullwidth signs
  [0x16fe0, 0x18cff], // Tangut, Khitan
  [0x1aff0, 0x1b2fb], // kana supplements, Nushu
  [0x1d300, 0x1d376], // Tai Xuan Jing, counting rods
  [0x1f200, 0x1f265], // squared ideographs
  [0x20000, 0x3fffd], // supplementary ideographs
];

/** Latin letters, punctuation and currency signs: one column each. */
const narrow = /^[\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u20a0-\u20bf]*$/;
/** Marks, Hangul vowels and finals, and invisible characters. */
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cc}\p{Cf}\p{Cs}\p{DI}\u1160-\u11ff\ud7b0-\ud7fb]$/u;
const emoji = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[0-9#*]\ufe0f\u20e3/u;

/** The width of a text on a monospaced screen, in columns. Accurate enough to align tables. */
export function displayWidth(text: string): number {
  if (narrow.test(text)) return text.length;
  let width = 0;
  for (const grapheme of graphemesOf(text)) width += emoji.test(grapheme) ? 2 : lettersWidth(grapheme);
  return width;
}

/** Pads the text with blanks to `width` columns. `side`: the side of the text. */
export function padColumns(text: string, width: number, side: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return side === 'left' ? text + blanks : blanks + text;
}

/** Cuts the text to at most `max` columns; a cut text ends with `…`. */
export function cutColumns(text: string, max: number): string {
  if (displayWidth(text) <= max) return text;
  let cut = '';
  for (const grapheme of graphemesOf(text)) {
    if (displayWidth(cut + grapheme) > max - 1) break;
    cut += grapheme;
  }
  return `${cut.trimEnd()}…`;
}

function lettersWidth(grapheme: string): number {
  let width = 0;
  for (const letter of grapheme) {
    if (zeroWidth.test(letter)) continue;
    width += isWide(letter.codePointAt(0) ?? 0) ? 2 : 1;
  }
  return width;
}

function isWide(code: number): boolean {
  return code >= 0x1100 && wide.some(([first, last]) => code >= first && code <= last);
}
