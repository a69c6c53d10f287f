import { graphemesOf } from './clean.ts';
import { displayWidth } from './width.ts';

/** The blank inside a figure, such as that of `AED 50.00`: no line ends there. It becomes a space in the end. */
export const glue = '\u00a0';

/** Longer than any figure or account number: longer words are broken. */
const maxFigureLength = 64;

/** Narrower than this nothing can be read, so it is taken as this. */
const minWidth = 8;

/**
 * The text in lines of at most `width` columns, those after the first set in by `indent`. Lines end between words;
 * a word that is longer than a line is broken, unless it is a figure or a number that names something.
 */
export function wrap(text: string, width: number | undefined, indent = 0): string[] {
  if (width === undefined || displayWidth(text) <= width) return [text];
  const room = Math.max(width, minWidth);
  const lead = ' '.repeat(Math.min(indent, room >> 1));
  const lines: string[] = [];
  let line = '';
  let taken = 0;
  const add = (word: string, columns: number) => {
    const joins = taken + 1 + columns <= room && taken > 0;
    if (!joins && line !== '') lines.push(line);
    const before = joins ? `${line} ` : lines.length === 0 ? '' : lead;
    line = before + word;
    taken = columns + (joins ? taken + 1 : before.length);
  };
  for (const word of text.split(' ')) {
    const columns = displayWidth(word);
    if (columns <= room - lead.length || isFigure(word)) add(word, columns);
    else for (const part of breakWord(word, room - lead.length)) add(part, displayWidth(part));
  }
  return line === '' ? lines : [...lines, line];
}

function isFigure(word: string): boolean {
  if (word.length > maxFigureLength) return false;
  return word.includes(glue) || (/\p{Nd}/u.test(word) && /^\P{L}{0,3}\p{L}{0,4}\P{L}*$/u.test(word));
}

function breakWord(word: string, room: number): string[] {
  const parts: string[] = [];
  let part = '';
  let taken = 0;
  for (const grapheme of graphemesOf(word)) {
    const width = displayWidth(grapheme);
    if (taken + width > room && part !== '') {
      parts.push(part);
      part = '';
      taken = 0;
    }
    part += grapheme;
    taken += width;
  }
  return [...parts, part];
}
