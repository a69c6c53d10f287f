import { bad } from './refusal.ts';

/** An entity of a message, as an offset in UTF-16 units (Bot API, MessageEntity). */
export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly unix_time?: number;
  readonly date_time_format?: string;
}

const known = new Set([
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'code',
  'pre',
  'text_link',
  'date_time',
]);

/** Entities that may not contain others (Bot API, formatting options). */
const closed = new Set(['code', 'pre']);

/** Refuses a text or entities that the server refuses, and records in `violations` what it would silently change. */
export function checkText(
  text: string,
  entities: readonly Entity[],
  most: number,
  violate: (what: string) => void,
): void {
  if (/\p{Cs}/u.test(text)) throw bad('strings must be encoded in UTF-8');
  if (text.trim() === '') throw bad('message text is empty');
  if (text.length > most) throw bad('message is too long');
  if (entities.length > 100) violate(`${entities.length} entities: those beyond 100 are dropped`);
  if (/[\u0000-\u0009\u000b-\u001f\u007f\u200b\u202a-\u202e\u2066-\u2069\ufeff]/.test(text)) {
    violate('characters that the server drops or a reader cannot see');
  }
  const starts = entities.map(({ offset }) => offset);
  const leading = text.length - text.trimStart().length;
  if (leading > 0 && !starts.some((start) => start < leading)) violate('a text that begins with blanks');
  if (text !== text.trimEnd()) violate('a text that ends with blanks');
  for (const entity of entities) checkEntity(text, entity, violate);
  for (const [index, a] of entities.entries()) {
    for (const b of entities.slice(index + 1)) checkPair(a, b);
  }
}

function checkEntity(text: string, entity: Entity, violate: (what: string) => void): void {
  const { type, offset, length, url, date_time_format: format } = entity;
  const end = offset + length;
  if (!known.has(type)) throw bad(`can't parse entities: unsupported type ${type}`);
  if (
    !Number.isInteger(offset) ||
    !Number.isInteger(length) ||
    offset < 0 ||
    length <= 0 ||
    end > text.length
  ) {
    throw bad(`can't parse entities: ${type} at ${offset} + ${length} of ${text.length}`);
  }
  for (const edge of [offset, end]) {
    if (/[\udc00-\udfff]/.test(text[edge] ?? '') && /[\ud800-\udbff]/.test(text[edge - 1] ?? '')) {
      throw bad(`can't parse entities: ${type} splits a character`);
    }
  }
  if (text.slice(offset, end).trim() === '') violate(`a ${type} of blanks, which is dropped`);
  if (type === 'text_link' && !/^(?:https?|tg):\/\/\S+$/.test(url ?? ''))
    throw bad("can't parse entities: url");
  if (type === 'date_time') {
    if (!Number.isInteger(entity.unix_time)) throw bad("can't parse entities: unix_time");
    if (!/^(?:r|(?=.)w?[dD]?[tT]?)$/.test(format ?? '')) throw bad("can't parse entities: date_time_format");
  }
}

function checkPair(a: Entity, b: Entity): void {
  const [first, second] = a.offset <= b.offset ? [a, b] : [b, a];
  const firstEnd = first.offset + first.length;
  if (second.offset >= firstEnd) return;
  const nested = second.offset + second.length <= firstEnd || first.offset === second.offset;
  if (!nested || closed.has(a.type) || closed.has(b.type)) {
    throw bad(`can't parse entities: ${a.type} overlaps ${b.type}`);
  }
}

/** Text that the server turns into links and mentions outside of code, links and times. Matches more than the server does. */
export function detectEntities(text: string, entities: readonly Entity[]): readonly Entity[] {
  let open = text;
  for (const { type, offset, length } of entities) {
    if (type === 'bold' || type === 'italic') continue;
    open = open.slice(0, offset) + '\u0001'.repeat(length) + open.slice(offset + length);
  }
  return detectors.flatMap(([type, shape, holds]) =>
    [...open.matchAll(shape)]
      .filter(([found]) => holds?.(found) ?? true)
      .map(({ index, 0: found }) => ({ type, offset: index, length: found.length })),
  );
}

const detectors: readonly (readonly [string, RegExp, ((found: string) => boolean)?])[] = [
  ['mention', /@[A-Za-z0-9_]{2,32}/g],
  ['bot_command', /(?<![A-Za-z0-9_/<>])\/[A-Za-z0-9_]{1,64}/g],
  ['hashtag', /#[\p{L}\p{N}_]*[\p{L}_][\p{L}\p{N}_]*/gu],
  ['cashtag', /\$[A-Z]{1,8}(?![A-Za-z])/g],
  ['email', /[\w.+-]+@[\w-]+\.[\w.-]*[A-Za-z]/g],
  ['url', /[A-Za-z][A-Za-z0-9+.-]*:\/\/\S+|(?:[\p{L}\p{N}_-]+\.)+(?:xn--[\w-]+|\p{L}{2,})/gu],
  ['url', /(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)/g],
  ['phone_number', /\+\d[\d ()-]{7,}\d/g],
  ['bank_card', /\d[\d -]{11,21}\d/g, isCard],
];

function isCard(found: string): boolean {
  const digits = found.replace(/\D/g, '');
  if (digits.length < 13 || digits.length > 19) return false;
  let sum = 0;
  [...digits].reverse().forEach((digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  });
  return sum % 10 === 0;
}
