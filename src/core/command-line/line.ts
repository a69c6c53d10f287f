import { normalizeForMatch } from './fold.ts';
import type { Token } from './token.ts';

/** A name: stands in quotes, so that no shape is seen in it. */
export function quoteName(text: string): Token {
  return { text, quoted: true };
}

/**
 * A command line that reads back as these words. A word with blanks or quotes is quoted; a name that may look like
 * an argument (`active`, `share`, a date) should come as `named`.
 */
export function renderLine(command: string, ...words: readonly (string | Token)[]): string {
  return [`/${command}`, ...words.map(renderWord)].join(' ');
}

/** The line of one page of what `line` answers. */
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
