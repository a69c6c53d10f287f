import { argFaults } from '../../core/command/text.ts';
import { normalizeForMatch } from '../../core/command-line/fold.ts';
import type { Token } from '../../core/command-line/token.ts';
import { lineText } from './text.ts';

/** Longest line that is parsed, in UTF-16 units. */
export const maxLineLength = 1000;

/** The words of a line, or the error in one sentence. `corrected`: the words if the open quote were closed. */
export type Tokenized =
  | { readonly kind: 'tokens'; readonly tokens: readonly Token[] }
  | { readonly kind: 'fault'; readonly sentence: string; readonly corrected?: readonly Token[] };

/**
 * Splits a line at its blanks, but not inside quotes. `"` opens a quote anywhere, with `\"` and `\\` as escapes. `'` opens
 * one at the start of a word or after a colon, up to the `'` that ends a word, so `O'Brien` is one plain word. Empty words
 * are dropped.
 */
export function tokenize(text: string): Tokenized {
  if (text.length > maxLineLength) return { kind: 'fault', sentence: lineText.tooLong };
  if (/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/.test(text))
    return { kind: 'fault', sentence: argFaults.control().sentence };
  if (/\S\s*[\n\r]\s*\//.test(text)) return { kind: 'fault', sentence: lineText.several };
  const { tokens, open } = split(normalizeForMatch(text).trim());
  return open
    ? { kind: 'fault', sentence: lineText.unclosed, corrected: tokens }
    : { kind: 'tokens', tokens };
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
    // Pieces may compose to one letter, such as `"e"` and an accent.
    if (word.trim() !== '') tokens.push({ text: normalizeForMatch(word), quoted });
  }
  return { tokens, open };
}

interface Piece {
  readonly value: string;
  readonly end: number;
  readonly closed: boolean;
}

/** The text from `from` to the closing quote, or to the end if there is none. */
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
