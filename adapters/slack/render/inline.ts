import type { Reader } from '../../../src/core/format/format.ts';
import { formatTime } from '../../../src/core/format/format.ts';
import { pieces } from '../../../src/core/reply/build.ts';
import { graphemesOf, stripUnsafe } from '../../../src/core/reply/clean.ts';
import { plainContent } from '../../../src/core/reply/plain.ts';
import type { Content, Inline } from '../../../src/core/reply/types.ts';
import { glue } from '../../../src/core/reply/wrap.ts';
import { slackLimits } from '../limits.ts';
import { cut, type RichElement } from './blocks.ts';

/** A line as rich text: each string is one text element, and nothing in it is anything else. */
export function richLine(content: Content, reader: Reader, bold = false): RichElement[] {
  const elements = pieces(content).flatMap((piece) => richElement(piece, reader));
  return bold
    ? elements.map((element) => ({ ...element, style: { ...element.style, bold: true } }))
    : elements;
}

export const richString = (
  text: string,
  style?: { readonly bold?: true; readonly code?: true },
): RichElement => ({
  type: 'text',
  text,
  ...(style !== undefined && { style }),
});

/** One line of plain text, for where no rich text may stand. */
export function plainLine(content: Content, reader: Reader): string {
  return plainContent(content, reader).replaceAll(glue, ' ');
}

function richElement(piece: Inline, reader: Reader): RichElement[] {
  if (typeof piece === 'string') return textElement(stripUnsafe(piece));
  switch (piece.kind) {
    case 'strong':
      return textElement(stripUnsafe(piece.text), { bold: true });
    case 'code':
      return textElement(stripUnsafe(piece.text), { code: true });
    case 'identifier':
      return textElement(stripUnsafe(piece.text));
    case 'money':
      return textElement(plainLine(piece, reader));
    case 'time': {
      const format = piece.style === 'time' ? '{time_secs}' : '{date_short} {time_secs}';
      const timestamp = Math.trunc(piece.at / 1000);
      if (timestamp <= 0) return textElement(plainLine(piece, reader));
      return [{ type: 'date', timestamp, format, fallback: formatTime(piece.at, reader, piece.style) }];
    }
    case 'link': {
      const url = linkUrl(piece.url);
      if (url === undefined) return textElement(plainLine(piece, reader));
      return [{ type: 'link', url, text: cut(piece.text, maxLinkTextLength) || url }];
    }
  }
}

const maxLinkTextLength = 300;

function textElement(text: string, style?: { readonly bold?: true; readonly code?: true }): RichElement[] {
  return text === '' ? [] : [richString(text, style)];
}

/** The address of a link of ours, in the one way that it can be read. */
function linkUrl(typed: string): string | undefined {
  if (!/^https?:\/\//i.test(typed) || !URL.canParse(typed)) return undefined;
  const { href } = new URL(typed);
  return href.length <= slackLimits.url ? href : undefined;
}

/** The text in pieces of at most `most` UTF-16 units; a character that is longer by itself is broken between code points. */
export function cutText(text: string, most: number): string[] {
  const parts: string[] = [];
  let part = '';
  for (const grapheme of graphemesOf(text)) {
    for (const piece of grapheme.length > most ? Array.from(grapheme) : [grapheme]) {
      if (part.length + piece.length > most && part !== '') {
        parts.push(part);
        part = '';
      }
      part += piece;
    }
  }
  return part === '' ? parts : [...parts, part];
}
