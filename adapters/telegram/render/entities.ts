import type { MessageEntity } from 'grammy/types';
import { stripUnsafe } from '../../../src/core/reply/clean.ts';

/** A message's text and its markup, as offsets in UTF-16 units. The text itself contains no markup. */
export interface Composed {
  readonly text: string;
  readonly entities: readonly MessageEntity[];
}

/** The formatting of a piece of text. */
export type Style =
  | { readonly type: 'bold' | 'code' | 'pre' }
  | { readonly type: 'text_link'; readonly url: string }
  | { readonly type: 'date_time'; readonly unix_time: number; readonly date_time_format: 'T' | 'dT' };

/** Builds a message and its entities piece by piece. */
export interface EntityBuilder {
  /** Appends a piece of a line, without control characters, line breaks and repeated blanks. */
  piece(text: string, style?: Style): void;
  /** The same; words that Telegram would turn into links, mentions or commands are formatted as code. */
  prose(text: string, style?: Style): void;
  /** Appends monospace lines with their blanks. They must be free of control characters. */
  block(lines: readonly string[]): void;
  newLine(): void;
  compose(): Composed;
}

/** How much of the text before a piece is looked at, in UTF-16 units: more than the longest host name. */
const maxWordBefore = 256;

export function createEntityBuilder(): EntityBuilder {
  const entities: MessageEntity[] = [];
  let text = '';

  const add = (shown: string, style?: Style) => {
    // Telegram rejects an entity of blanks alone.
    if (style !== undefined && shown.trim() !== '') {
      const last = entities.at(-1);
      const joins =
        style.type === 'bold' && last?.type === 'bold' && last.offset + last.length === text.length;
      if (joins) last.length += shown.length;
      else entities.push(entityOf(style, text.length, shown.length));
    }
    text += shown;
  };
  const piece = (raw: string, style?: Style) => {
    const clean = stripUnsafe(raw).replace(/ {2,}/g, ' ');
    add(text === '' || /[ \n]$/.test(text) ? clean.replace(/^ /, '') : clean, style);
  };

  return {
    piece,
    prose(raw, style) {
      const clean = stripUnsafe(raw);
      // Two pieces may become one word: its second part is formatted then.
      const wordBefore = /\S*$/.exec(text.slice(-maxWordBefore))?.[0] ?? '';
      let position = 0;
      for (const span of autoLinkedSpans(wordBefore + clean)) {
        const start = Math.max(0, span.start - wordBefore.length);
        const end = span.end - wordBefore.length;
        if (end <= 0) continue;
        if (start > position) piece(clean.slice(position, start), style);
        piece(clean.slice(start, end), { type: 'code' });
        position = end;
      }
      if (position < clean.length) piece(clean.slice(position), style);
    },
    block(lines) {
      const shown = lines
        .map((line) => line.trimEnd())
        .join('\n')
        .replace(/\n+$/, '');
      if (shown.trim() !== '') add(shown, { type: 'pre' });
    },
    newLine() {
      const trimmed = text.replace(/ +$/, '');
      // Never at the start, and never two empty lines in a row.
      text = trimmed === '' || trimmed.endsWith('\n\n') ? trimmed : `${trimmed}\n`;
    },
    compose() {
      const whole = text.trimEnd();
      const within = entities.flatMap((entity) => {
        const length = Math.min(entity.length, whole.length - entity.offset);
        if (length === entity.length) return [entity];
        return length > 0 ? [{ ...entity, length }] : [];
      });
      return { text: whole, entities: within };
    },
  };
}

/** Lists the fields: spreading the style would double the time of a short message. */
function entityOf(style: Style, offset: number, length: number): MessageEntity {
  switch (style.type) {
    case 'bold':
    case 'code':
    case 'pre':
      return { type: style.type, offset, length };
    case 'text_link':
      return { type: style.type, offset, length, url: style.url };
    case 'date_time': {
      const { type, unix_time, date_time_format } = style;
      return { type, offset, length, unix_time, date_time_format };
    }
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Words that Telegram may turn into links, mentions, tags or commands. Too many matches are better than too few. */
const autoLinked = [
  /[@#/\\]/, // @name, e@mail, #tag, /command, a://b
  /\$[A-Za-z]/, // $TAG
  /[^.\u3002\uff0e\uff61][.\u3002\uff0e\uff61][^\d.,;:!?)"”’\]]/u, // evil.example
  /\d\.\d{1,3}\.\d/, // 127.0.0.1
];

/** Matches every text that contains such a word: a cheap first check. */
const autoLinkedMark = /[@#/\\$.\u3002\uff0e\uff61]|\d{3}|\d[ ().-]+\d/;

/** A telephone or card number, including its separators. */
const digits = /\d(?:[ ().-]{0,2}\d){8,}/g;

/** Finds such words; neighbours separated only by blanks are one span. */
function autoLinkedSpans(text: string): readonly Span[] {
  if (!autoLinkedMark.test(text)) return [];
  const words = [...text.matchAll(/\S+/g)].map(({ index, 0: word }) => {
    // Closing punctuation is not part of the word.
    return { word, start: index, end: index + word.replace(/[.,;:!?)”’]+$/, '').length };
  });
  const numbers = [...text.matchAll(digits)].map(({ index, 0: run }) => ({
    start: index,
    end: index + run.length,
  }));
  const spans: { start: number; end: number }[] = [];
  for (const { word, start, end } of words) {
    const isAutoLinked =
      autoLinked.some((shape) => shape.test(word)) ||
      numbers.some((number) => number.start < end && number.end > start);
    if (!isAutoLinked) continue;
    const last = spans.at(-1);
    if (last !== undefined && text.slice(last.end, start).trim() === '') last.end = end;
    else spans.push({ start, end });
  }
  return spans;
}
