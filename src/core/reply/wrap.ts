import { graphemesOf } from './clean.ts';
import { displayWidth } from './width.ts';

/** The blank inside a figure, such as `AED 50.00`, where no line breaks. Renderers replace it with a space. */
export const glue = '\u00a0';

/** Maximum length of a figure or account number; longer words are split. */
const maxFigureLength = 64;

/** Minimum width; a smaller one counts as this. */
const minWidth = 8;

/**
 * Wraps the text into lines of at most `width` columns; lines after the first are indented by `indent`. Lines break between
 * words; a word that is longer than a line is split, unless it is a figure or a numeric id.
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
