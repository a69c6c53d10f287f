import * as z from 'zod';
import { ProviderError } from '../errors/errors.ts';
import { type Decimal, isNumberText, readDecimal } from '../money/decimal.ts';
import { type Currency, money } from '../money/money.ts';
import type { Figure } from './provider.ts';

/** An amount from the wire, without its currency: its decimal, or the reason why there is none. */
export type Amount = Decimal | MissingValue;
export type MissingValue = Extract<Figure, { kind: 'missing' }>;

export const absent: MissingValue = { kind: 'missing', why: 'absent' };
export const unreadable: MissingValue = { kind: 'missing', why: 'unreadable' };

/** An amount as text, number or null, present or not. Never fails: anything else is `unreadable`. */
export const decimalField = z.optional(z.unknown()).transform(readAmount);

/** A text or number as clean text; undefined when it is absent, null, blank or neither. Never fails. */
export const textField = z.optional(z.unknown()).transform(readText);

/** A whole number from zero up, as text or number; undefined when it is anything else. Never fails. */
export const countField = z.optional(z.unknown()).transform(readCount);

/** A list in any of PHP's forms: `[]`, `{"0": …, "2": …}`, null or absent. Fails on anything else. Rows are not read. */
export const listField = z.optional(z.unknown()).transform((value, context): readonly unknown[] => {
  const list = readList(value);
  if (list !== undefined) return list;
  context.addIssue({ code: 'custom', message: 'not a list' });
  return z.NEVER;
});

/**
 * The schema of an object whose keys may have any letter case. `spellings` maps lower-case spellings to fields; a field
 * that is not in it is spelled as it is named. If an object has a field twice, the first value that is not null counts.
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

/** Parses a value from the wire with `schema`. Throws `ProviderError('malformed')`. */
export function parseAs<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProviderError('malformed', { looksLike: 'json' });
}

/** The figure of an amount in its currency. */
export function figureOf(amount: Amount, currency: Currency, precision?: number): Figure {
  return typeof amount === 'string' ? { kind: 'given', money: money(amount, currency, precision) } : amount;
}

/** The rows of a list in any of PHP's forms; undefined for anything else. Null and absent have no rows. */
export function readList(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value);
  return entries.every(([key]) => /^\d+$/.test(key)) ? entries.map(([, row]) => row) : undefined;
}

/** Whether a value from the wire is a JSON object, not a list and not a `NumberText`. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumberText(value);
}

/** Reads an amount from the wire: see `decimalField`. */
export function readAmount(value: unknown): Amount {
  if (value === undefined || value === null) return absent;
  const amount = readDecimal(value);
  if (amount !== undefined) return amount;
  return typeof value === 'string' && value.trim() === '' ? absent : unreadable;
}

/** Reads a text or number as clean text: see `textField`. */
export function readText(value: unknown): string | undefined {
  if (typeof value === 'string' && cleanText.test(value)) return value;
  const text = isNumberText(value) ? value.numberText : typeof value === 'number' ? digitsOf(value) : value;
  if (typeof text !== 'string') return undefined;
  const clean = (/^[\x20-\x7e]*$/.test(text) ? text : text.replace(unprintable, ' ')).trim();
  if (clean === '') return undefined;
  return clean.length > maxTextLength ? `${clean.slice(0, maxTextLength - 1)}…` : clean;
}

/** Reads a whole number from zero up: see `countField`. */
export function readCount(value: unknown): number | undefined {
  const match = /^(\d+)(?:\.0+)?$/.exec(readDecimal(value) ?? '');
  const count = Number(match?.[1] ?? Number.NaN);
  return Number.isSafeInteger(count) ? count : undefined;
}

/** Control characters, line separators, direction overrides and halves of surrogate pairs. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu;
const maxTextLength = 200;
/** Printable ASCII of at most 200 characters, without blanks at its ends. */
const cleanText = /^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/;

/** All digits of a number: JavaScript would write a long account number as `1e+21`. */
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
