import { normalizeForMatch } from './fold.ts';
import type { Token } from './token.ts';

/** A name in quotes, so that it is not read as an argument. */
export function quoteName(text: string): Token {
  return { text, quoted: true };
}

/**
 * A command line that is parsed to exactly these words. Words with blanks or quotes are quoted. Pass a name that may look
 * like an argument (`active`, `share`, a date) through `quoteName`.
 */
export function renderLine(command: string, ...words: readonly (string | Token)[]): string {
  return [`/${command}`, ...words.map(renderWord)].join(' ');
}

/** The command line of one page of the reply to `line`. */
export function renderPageLine(line: string, page: number, share: boolean): string {
  return `${line} page ${page}${share ? ' share' : ''}`;
}

function renderWord(word: string | Token): string {
  const { text, quoted } = typeof word === 'string' ? { text: word, quoted: false } : word;
  const folded = normalizeForMatch(text);
  if (quoted || folded === '') return quote(folded);
  if (!/[\s"]|^'|:'/.test(folded)) return folded;
  const [, start = '', rest = folded] = /^([^\s"':]*:|[^\s"']+)(.*)$/su.exec(folded) ?? [];
  return start === '' || (typeof word === 'string' && !start.endsWith(':'))
    ? quote(folded)
    : start + quote(rest);
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
