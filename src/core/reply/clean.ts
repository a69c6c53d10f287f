/** Maximum length of a foreign name, in graphemes. */
const maxNameLength = 64;

/** Maximum number of combining marks on a letter; more would cover the lines around it. */
const maxCombiningMarks = 6;

/** Maximum average number of code units per grapheme; some scripts join letters without limit. */
const maxGraphemeUnits = 8;

const blanks = /[\t\n\v\f\r\u0085\u2800\p{Z}]/gu;
const surrogates = /\p{Cs}/gu;
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{NChar}\p{DI}]/gu;
const surplusMarks = new RegExp(`(\\p{M}{${maxCombiningMarks}})\\p{M}+`, 'gu');
/** Letters, punctuation and currency signs that are safe. Nearly every text has no others. */
const plain = /^[\x20-\x7e\xa1-\xac\xae-\u024f\u2010-\u2027\u20a0-\u20bf]*$/;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Makes a foreign string safe to show as a name: one line, no invisible characters, at most `max` graphemes. A cut text ends
 * with `…`.
 */
export function cleanText(text: string, max = maxNameLength): string {
  return capGraphemes(stripUnsafe(text).replace(/ {2,}/g, ' ').trim(), max);
}

/**
 * Removes characters that act on a screen or are invisible: control, bidi, zero-width and private characters, so terminal
 * sequences do nothing. Blanks and line ends become spaces; half a surrogate pair becomes `�`. Nothing else is changed.
 */
export function stripUnsafe(text: string): string {
  if (plain.test(text)) return text;
  return text
    .replace(surrogates, '\ufffd')
    .replace(blanks, ' ')
    .replace(invisible, '')
    .normalize('NFC')
    .replace(surplusMarks, '$1');
}

/** The graphemes of a text: its characters as people count them. */
export function graphemesOf(text: string): string[] {
  if (plain.test(text)) return Array.from(text);
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

function capGraphemes(text: string, max: number): string {
  if (text.length <= max) return text;
  let capped = '';
  let count = 0;
  for (const { segment } of graphemes.segment(text)) {
    count += 1;
    if (count > max || capped.length + segment.length > max * maxGraphemeUnits) return ellipsis(capped, max);
    capped += segment;
  }
  return text;
}

/** Shortens the text to make room for an ellipsis, and appends it. */
function ellipsis(text: string, max: number): string {
  return `${graphemesOf(text)
    .slice(0, max - 1)
    .join('')
    .trimEnd()}…`;
}
