import type { MessageEntity } from 'grammy/types';
import { stripUnsafe } from '../../../src/core/reply/clean.ts';

/** A message's text with its markup beside it, as offsets in UTF-16 units. Nothing in the text is markup. */
export interface Composed {
  readonly text: string;
  readonly entities: readonly MessageEntity[];
}

/** How a piece stands in the text. */
export type Style =
  | { readonly type: 'bold' | 'code' | 'pre' }
  | { readonly type: 'text_link'; readonly url: string }
  | { readonly type: 'date_time'; readonly unix_time: number; readonly date_time_format: 'T' | 'dT' };

/** Puts a message together piece by piece. */
export interface EntityBuilder {
  /** One piece of a line: disarmed, on one line, blanks run together. It is shown as it is. */
  piece(text: string, style?: Style): void;
  /** Words of ours and of others: what the platform would make a link, a mention or a command of stands as code. */
  prose(text: string, style?: Style): void;
  /** Lines that keep their blanks, disarmed already. */
  block(lines: readonly string[]): void;
  newLine(): void;
  compose(): Composed;
}

export function createEntityBuilder(): EntityBuilder {
  const entities: MessageEntity[] = [];
  let text = '';

  const add = (shown: string, style?: Style) => {
    // An entity of blanks alone is none.
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
      let place = 0;
      for (const { start, end } of livelySpans(clean)) {
        if (start > place) piece(clean.slice(place, start), style);
        piece(clean.slice(start, end), { type: 'code' });
        place = end;
      }
      if (place < clean.length) piece(clean.slice(place), style);
    },
    block(lines) {
      const shown = lines
        .map((line) => line.trimEnd())
        .join('\n')
        .replace(/\n+$/, '');
      if (shown.trim() !== '') add(shown, { type: 'pre' });
    },
    newLine() {
      const kept = text.replace(/ +$/, '');
      // Never at the start, and never two empty lines in a row.
      text = kept === '' || kept.endsWith('\n\n') ? kept : `${kept}\n`;
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

/** Written out: copying whatever style it is takes as long as all the rest of a short message. */
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

/** A word in which the platform may see an address, a name, a tag or a command. Rather too many than too few. */
const lively = [
  /[@#/\\]/, // @name, e@mail, #tag, /command, a://b
  /\$[A-Za-z]/, // $TAG
  /[^.\u3002\uff0e\uff61][.\u3002\uff0e\uff61][^\d.,;:!?)"”’\]]/u, // evil.example
  /\d\.\d{1,3}\.\d/, // 127.0.0.1
];

/** What there must be in a text for there to be such a word. */
const livelyMark = /[@#/\\$.\u3002\uff0e\uff61]|\d{3}|\d[ ().-]+\d/;

/** A telephone number or a card, blanks and all. */
const digits = /\d(?:[ ().-]{0,2}\d){8,}/g;

/** Where such words stand; those with only blanks between them as one. */
function livelySpans(text: string): readonly Span[] {
  if (!livelyMark.test(text)) return [];
  const words = [...text.matchAll(/\S+/g)].map(({ index, 0: word }) => {
    // What ends a sentence is not of the word.
    return { word, start: index, end: index + word.replace(/[.,;:!?)”’]+$/, '').length };
  });
  const numbers = [...text.matchAll(digits)].map(({ index, 0: run }) => ({
    start: index,
    end: index + run.length,
  }));
  const spans: { start: number; end: number }[] = [];
  for (const { word, start, end } of words) {
    const isLively =
      lively.some((shape) => shape.test(word)) ||
      numbers.some((number) => number.start < end && number.end > start);
    if (!isLively) continue;
    const last = spans.at(-1);
    if (last !== undefined && text.slice(last.end, start).trim() === '') last.end = end;
    else spans.push({ start, end });
  }
  return spans;
}
