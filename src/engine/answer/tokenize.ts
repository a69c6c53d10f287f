import { argFaults } from '../../core/command/text.ts';
import { normalizeForMatch } from '../../core/command-line/fold.ts';
import type { Token } from '../../core/command-line/token.ts';
import { lineText } from './text.ts';

/** Longest line that is looked at, in UTF-16 units. */
export const maxLineLength = 1000;

/** The words of a line, or one sentence of what is wrong with it. `mended` are the words it would have had. */
export type Tokenized =
  | { readonly kind: 'tokens'; readonly tokens: readonly Token[] }
  | { readonly kind: 'fault'; readonly sentence: string; readonly mended?: readonly Token[] };

/**
 * Splits a line at its blanks. Quotes keep blanks: `"` wherever it stands, with `\"` and `\\` inside; `'` at the start
 * of a word or after a colon, up to the `'` that ends a word, so that `O'Brien` is a plain word. Empty words vanish.
 */
export function tokenize(text: string): Tokenized {
  if (text.length > maxLineLength) return { kind: 'fault', sentence: lineText.tooLong };
  if (/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/.test(text))
    return { kind: 'fault', sentence: argFaults.control().sentence };
  if (/\S\s*[\n\r]\s*\//.test(text)) return { kind: 'fault', sentence: lineText.several };
  const { tokens, open } = split(normalizeForMatch(text).trim());
  return open ? { kind: 'fault', sentence: lineText.unclosed, mended: tokens } : { kind: 'tokens', tokens };
}

function split(text: string): { readonly tokens: readonly Token[]; readonly open: boolean } {
  const tokens: Token[] = [];
  let open = false;
  let at = 0;
  while (at < text.length) {
    if (text[at] === ' ') {
      at += 1;
      continue;
    }
    const quoted = text[at] === '"' || text[at] === "'";
    let word = '';
    for (let start = true; at < text.length && text[at] !== ' '; start = false) {
      const char = text.charAt(at);
      const opens = char === '"' || (char === "'" && (start || text[at - 1] === ':'));
      const piece = opens ? readQuoted(text, at + 1, char) : { value: char, end: at + 1, closed: true };
      word += piece.value;
      at = piece.end;
      open ||= !piece.closed;
    }
    // Pieces that were apart may compose: `"e"` and an accent.
    if (word.trim() !== '') tokens.push({ text: normalizeForMatch(word), quoted });
  }
  return { tokens, open };
}

interface Piece {
  readonly value: string;
  readonly end: number;
  readonly closed: boolean;
}

/** What stands between `from` and the closing quote, or the end of the text when there is none. */
function readQuoted(text: string, from: number, quote: string): Piece {
  let value = '';
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === quote && (quote === '"' || next === '' || next === ' '))
      return { value, end: at + 1, closed: true };
    const escaped = quote === '"' && char === '\\' && (next === '"' || next === '\\');
    value += escaped ? next : char;
    if (escaped) at += 1;
  }
  return { value, end: text.length, closed: false };
}
