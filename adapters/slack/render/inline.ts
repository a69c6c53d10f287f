import type { Reader } from '../../../src/core/format/format.ts';
import { formatTime } from '../../../src/core/format/format.ts';
import { parseUrl } from '../../../src/core/net/url.ts';
import { pieces } from '../../../src/core/reply/build.ts';
import { graphemesOf, stripUnsafe } from '../../../src/core/reply/clean.ts';
import { plainContent } from '../../../src/core/reply/plain.ts';
import type { Content, Inline } from '../../../src/core/reply/types.ts';
import { glue } from '../../../src/core/reply/wrap.ts';
import { slackLimits } from '../limits.ts';
import { cut, type RichElement } from './blocks.ts';

/** Renders a line as rich text. Strings become text elements, so nothing in them is markup. */
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

/** Renders a line as plain text, for blocks without rich text. */
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

/** Returns the normalized address of a link; undefined for other schemes and for one that is too long. */
function linkUrl(typed: string): string | undefined {
  const href = /^https?:\/\//i.test(typed) ? parseUrl(typed)?.href : undefined;
  return href !== undefined && href.length <= slackLimits.url ? href : undefined;
}

/** Splits a text into pieces of at most `max` UTF-16 units. A longer grapheme is split between its code points. */
export function cutText(text: string, max: number): string[] {
  const parts: string[] = [];
  let part = '';
  for (const grapheme of graphemesOf(text)) {
    for (const piece of grapheme.length > max ? Array.from(grapheme) : [grapheme]) {
      if (part.length + piece.length > max && part !== '') {
        parts.push(part);
        part = '';
      }
      part += piece;
    }
  }
  return part === '' ? parts : [...parts, part];
}
