import * as z from 'zod';
import { ProviderError } from '../errors/errors.ts';
import { type Decimal, isNumberText, readDecimal } from '../money/decimal.ts';
import { type Currency, money } from '../money/money.ts';
import type { Figure } from './provider.ts';

/** An amount from the wire, before it has a currency: its decimal, or why there is none. */
export type Amount = Decimal | MissingValue;
export type MissingValue = Extract<Figure, { kind: 'missing' }>;

export const absent: MissingValue = { kind: 'missing', why: 'absent' };
export const unreadable: MissingValue = { kind: 'missing', why: 'unreadable' };

/** An amount as text, number or null, present or not. Never fails: what it cannot read is `unreadable`. */
export const decimalField = z.optional(z.unknown()).transform(readAmount);

/** A text or number as clean text; undefined when it is absent, null, blank or neither. Never fails. */
export const textField = z.optional(z.unknown()).transform(readText);

/** A whole number from zero up, as text or number; undefined when it is anything else. Never fails. */
export const countField = z.optional(z.unknown()).transform(readCount);

/**
 * A list however PHP wrote it: `[]`, `{"0": …, "2": …}`, null or absent. Fails on anything else.
 * Rows are as they came.
 */
export const listField = z.optional(z.unknown()).transform((value, context): readonly unknown[] => {
  const list = readList(value);
  if (list !== undefined) return list;
  context.addIssue({ code: 'custom', message: 'not a list' });
  return z.NEVER;
});

/**
 * An object whose keys are read in any letter case. `spellings` gives the field of each lower-case spelling; a field
 * without one is spelled as it is named. Of two spellings in one object the first that holds something counts.
 */
export function readFoldedObject<S extends z.ZodRawShape>(
  shape: S,
  spellings: Readonly<Record<string, keyof S & string>> = {},
) {
  const fields = fieldsBySpelling(Object.keys(shape), spellings);
  return z.preprocess((value) => foldKeys(value, fields), z.object(shape));
}

function fieldsBySpelling(
  fields: readonly string[],
  spellings: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const spelled = new Set<string>(Object.values(spellings));
  const plain = fields.filter((field) => !spelled.has(field));
  return new Map([
    ...plain.map((field): [string, string] => [field.toLowerCase(), field]),
    ...Object.entries(spellings),
  ]);
}

/**
 * Finds the fields of objects like `foldedObject` does, but under their own names, too. An object that spells all of its
 * fields as they are named is given as it is; of any other a copy that does. Objects of one kind mostly have the same keys
 * in the same order, so how they are spelled is worked out once for all of them.
 */
export function createObjectReader<const F extends string>(
  fields: readonly F[],
  spellings: Readonly<Record<string, F>> = {},
): (value: object) => Readonly<Partial<Record<F, unknown>>> {
  const named = new Map([
    ...fields.map((field): [string, F] => [field.toLowerCase(), field]),
    ...Object.entries(spellings),
  ]);
  const blank = Object.fromEntries(fields.map((field) => [field, undefined]));
  /** Of the object before. */
  let keys: readonly string[] = [];
  /** The fields of its keys; undefined when they are spelled as they are named. */
  let respelled: readonly (F | undefined)[] | undefined;

  const hasSameKeys = (value: object): boolean => {
    let at = 0;
    for (const key in value) {
      if (key !== keys[at]) return false;
      at += 1;
    }
    return at === keys.length;
  };
  const learn = (value: object): void => {
    keys = Object.keys(value);
    const found = keys.map((key) => named.get(key.toLowerCase()));
    const isAsNamed = found.every((field, at) => field === undefined || field === keys[at]);
    respelled = isAsNamed ? undefined : found;
  };
  return (value) => {
    if (!hasSameKeys(value)) learn(value);
    return (respelled === undefined ? value : respell(value, blank, respelled)) as Partial<
      Record<F, unknown>
    >;
  };
}

/** Of two keys of one field the first that holds something counts. */
function respell(value: object, blank: object, respelled: readonly (string | undefined)[]): object {
  // All copies have the same keys in the same order: so reading them takes the least.
  const copy: Record<string, unknown> = { ...blank };
  let at = 0;
  for (const key in value) {
    const field = respelled[at];
    if (field !== undefined) copy[field] ??= (value as Readonly<Record<string, unknown>>)[key];
    at += 1;
  }
  return copy;
}

/** What `schema` makes of a value from the wire. Throws `WatchError('malformed')`. */
export function parseAs<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProviderError('malformed', { looksLike: 'json' });
}

/** The figure of an amount in its currency. */
export function figureOf(amount: Amount, currency: Currency, precision?: number): Figure {
  return typeof amount === 'string' ? { kind: 'given', money: money(amount, currency, precision) } : amount;
}

/** The rows of a list however PHP wrote it; undefined when it is no list. Null and absent are no rows. */
export function readList(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value);
  return entries.every(([key]) => /^\d+$/.test(key)) ? entries.map(([, row]) => row) : undefined;
}

/** Whether a value from the wire is a JSON object: no list, no number kept as text. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumberText(value);
}

/** An amount from the wire: see `decimalField`. */
export function readAmount(value: unknown): Amount {
  if (value === undefined || value === null) return absent;
  const amount = readDecimal(value);
  if (amount !== undefined) return amount;
  return typeof value === 'string' && value.trim() === '' ? absent : unreadable;
}

/** A text or number as clean text: see `textField`. */
export function readText(value: unknown): string | undefined {
  if (typeof value === 'string' && isClean(value)) return value;
  const text = isNumberText(value) ? value.numberText : typeof value === 'number' ? digitsOf(value) : value;
  if (typeof text !== 'string') return undefined;
  const clean = (/^[\x20-\x7e]*$/.test(text) ? text : text.replace(unprintable, ' ')).trim();
  if (clean === '') return undefined;
  return clean.length > maxTextLength ? `${clean.slice(0, maxTextLength - 1)}…` : clean;
}

/** Whether a text is clean as it stands: printable ASCII without blanks at its ends, and not too long. */
function isClean(text: string): boolean {
  const { length } = text;
  if (length === 0 || length > maxTextLength) return false;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return text.charCodeAt(0) !== 0x20 && text.charCodeAt(length - 1) !== 0x20;
}

/** A whole number from zero up: see `countField`. */
export function readCount(value: unknown): number | undefined {
  const match = /^(\d+)(?:\.0+)?$/.exec(readDecimal(value) ?? '');
  const count = Number(match?.[1] ?? Number.NaN);
  return Number.isSafeInteger(count) ? count : undefined;
}

/** Control characters, line separators, direction overrides and halves of surrogate pairs. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu;
const maxTextLength = 200;

/** Whole numbers keep all their digits: `1e+21` is how JavaScript would write an account number. */
function digitsOf(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

function foldKeys(value: unknown, fields: ReadonlyMap<string, string>): unknown {
  if (!isObject(value)) return undefined;
  const folded: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    const field = fields.get(key.toLowerCase());
    if (field !== undefined) folded[field] ??= entry;
  }
  return folded;
}
