/** How many characters, as a person counts them, a name from outside may have. */
const maxNameLength = 64;

/** How many marks one letter may carry; more only serve to scribble over the lines around it. */
const maxCombiningMarks = 6;

/** How many code units a character may have on average; some scripts join letters without end. */
const maxGraphemeUnits = 8;

const blanks = /[\t\n\v\f\r\u0085\u2800\p{Z}]/gu;
const surrogates = /\p{Cs}/gu;
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{NChar}\p{DI}]/gu;
const scribble = new RegExp(`(\\p{M}{${maxCombiningMarks}})\\p{M}+`, 'gu');
/** Letters, punctuation and currency signs that stay as they are: of nearly every text nothing is to be taken. */
const plain = /^[\x20-\x7e\xa1-\xac\xae-\u024f\u2010-\u2027\u20a0-\u20bf]*$/;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * An outside string as it may be shown as a name: one line without anything that is not seen, at most `most`
 * characters as a person counts them. What was cut off shows as `…`.
 */
export function cleanText(text: string, most = maxNameLength): string {
  return capGraphemes(stripUnsafe(text).replace(/ {2,}/g, ' ').trim(), most);
}

/**
 * The text without what can act on a screen or hide from the reader: control, bidi, zero-width and private characters
 * go, so terminal sequences fall apart; every kind of blank and line end becomes a space; a broken half of a character
 * shows as `�`. Nothing else is lost and nothing is cut.
 */
export function stripUnsafe(text: string): string {
  if (plain.test(text)) return text;
  return text
    .replace(surrogates, '\ufffd')
    .replace(blanks, ' ')
    .replace(unseen, '')
    .normalize('NFC')
    .replace(scribble, '$1');
}

/** The characters of a text as a person counts them. */
export function graphemesOf(text: string): string[] {
  if (plain.test(text)) return Array.from(text);
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

function capGraphemes(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = '';
  let count = 0;
  for (const { segment } of graphemes.segment(text)) {
    count += 1;
    if (count > most || kept.length + segment.length > most * maxGraphemeUnits) return ellipsis(kept, most);
    kept += segment;
  }
  return text;
}

/** As much of the text as leaves room for the ellipsis. */
function ellipsis(kept: string, most: number): string {
  return `${graphemesOf(kept)
    .slice(0, most - 1)
    .join('')
    .trimEnd()}…`;
}
