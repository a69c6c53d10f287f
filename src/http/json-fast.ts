// Benchmark rows `provider` and `sweep`: `parseLossless` takes about ten times as long as `JSON.parse`.
import { ProviderError } from '../core/errors/errors.ts';
import { type Digits, maxDepth, parseLossless } from './json-lossless.ts';

/** Returns what `parseLossless` does. Bodies in which every number is surely exact as a double are parsed by `JSON.parse` alone. */
export function parseFast(text: string, digits: Digits): unknown {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'number') return parseLossless(text, digits);
  const kind = kindOf(value, maxDepth);
  if (kind === deep) throw new ProviderError('malformed');
  if (digits === 'value' && isExact(text, kind)) return value;
  const suspect = digits === 'text' ? suspectDigits : suspectValue;
  return suspect.test(text) ? parseLossless(text, digits) : value;
}

/**
 * Whether doubles preserve the value of every number in the text. They do for up to 15 digits, as long as they print
 * without an exponent. A zero may be a number that was too small for a double.
 */
function isExact(text: string, kind: Kind): boolean {
  if (kind === wide || longRun.test(text)) return false;
  return kind === plain || !vanishing.test(text);
}

/** 16 digits or points in a row; written out, because V8 searches for that in steps of many characters. */
const longRun = new RegExp('[.\\d]'.repeat(16));

/** An exponent of -100 or less. */
const vanishing = /\d[eE]-\d{3}/;

/*
 * Number literals that a double might not preserve: 16 digits or more, more than 6 decimals, a point after 10 digits,
 * an exponent. They follow `:`, `,` or `[`, so digits in strings rarely match; a false alarm costs time only.
 */
const suspectValue = /[:,[][\t\n\r ]*-?(?:\d{16}|\d{10,15}\.|\d{1,9}\.\d{7}|\d+(?:\.\d+)?[eE])/;

/** The same, and decimals that end in a zero, and minus zero. */
const suspectDigits =
  /[:,[][\t\n\r ]*(?:-0|-?(?:\d{16}|\d{10,15}\.|\d{1,9}\.(?:\d{7}|\d*0(?!\d))|\d+(?:\.\d+)?[eE]))/;

/** The highest kind of number in a value: none of the others, a zero, a wide number, or a value that is too deep. */
type Kind = 0 | 1 | 2 | 3;
const plain = 0;
const zero = 1;
const wide = 2;
const deep = 3;

/** Whether a number has 16 digits or more before its point, or is so small that it is printed with an exponent. */
function isWide(value: number): boolean {
  const size = Math.abs(value);
  return !(size < 1e15 && (size >= 1e-6 || size === 0));
}

function kindOf(value: unknown, levels: number): Kind {
  if (typeof value === 'number') return isWide(value) ? wide : value === 0 ? zero : plain;
  if (typeof value !== 'object' || value === null) return plain;
  if (levels === 0) return deep;
  let kind: Kind = plain;
  if (Array.isArray(value)) {
    for (const item of value) kind = higherOf(kind, kindOf(item, levels - 1));
    return kind;
  }
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    if (typeof item !== 'string') kind = higherOf(kind, kindOf(item, levels - 1));
  }
  return kind;
}

function higherOf(one: Kind, other: Kind): Kind {
  return one > other ? one : other;
}
