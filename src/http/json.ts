import { parse as parseLossless } from 'lossless-json';
import { ProviderError } from '../core/errors/errors.ts';
import type { NumberText } from '../core/money/decimal.ts';
import type { JsonPort } from '../core/provider/provider.ts';
import { looksLike, stripBom } from './looks-like.ts';

/** Deeper bodies are refused: nothing documented goes beyond eight levels, and readers may recurse. */
const maxDepth = 64;

/**
 * Strict JSON with exact numbers. `JSON.parse` serves unless the body holds a number literal that a double might
 * not carry; only then are numbers read from their own text, at about ten times the cost.
 */
export const json: JsonPort = {
  parse(body, digits = 'value') {
    const text = stripBom(body);
    try {
      return parseStrictly(text, digits);
    } catch {
      // Whatever was thrown may quote the body.
      throw new ProviderError('malformed', { looksLike: looksLike(text) });
    }
  },
};

function parseStrictly(text: string, digits: 'value' | 'text'): unknown {
  const value: unknown = JSON.parse(text);
  const sort = typeof value === 'number' ? wide : sortOf(value, maxDepth);
  if (sort === deep) throw new ProviderError('malformed');
  if (digits === 'value' && isCarried(text, sort)) return value;
  const suspect = digits === 'text' ? suspectDigits : suspectValue;
  if (typeof value !== 'number' && !suspect.test(text)) return value;
  return parseLossless(text, undefined, {
    parseNumber: digits === 'text' ? readDigits : readValue,
    // Repeated keys: the last one counts, as it does for `JSON.parse`.
    onDuplicateKey: ({ newValue }) => newValue,
  });
}

/**
 * Whether doubles surely carry all numbers of the text, and print them again with the same value: they do so for up to 15
 * digits, from where an exponent is printed for what is small to where one is needed for what is large. What comes out
 * as zero was one, unless an exponent made it too small for a double.
 */
function isCarried(text: string, sort: Sort): boolean {
  if (sort === wide || longRun.test(text)) return false;
  return sort === plain || !vanishing.test(text);
}

/** 16 digits, among which there may be a point. Written out, because so it is found in steps of many characters. */
const longRun = new RegExp('[.\\d]'.repeat(16));

/** An exponent of -100 or less. */
const vanishing = /\d[eE]-\d{3}/;

/*
 * Number literals that are not surely carried by a double and printed again with the same value: 16 digits or more,
 * more than 6 decimals, a point after 10 digits, an exponent. They follow `:`, `,` or `[`, so digits in strings are
 * seldom met; a false alarm costs time, never exactness.
 */
const suspectValue = /[:,[][\t\n\r ]*-?(?:\d{16}|\d{10,15}\.|\d{1,9}\.\d{7}|\d+(?:\.\d+)?[eE])/;

/** As above, and what a double would drop: decimals that end in a zero, and the sign of minus zero. */
const suspectDigits =
  /[:,[][\t\n\r ]*(?:-0|-?(?:\d{16}|\d{10,15}\.|\d{1,9}\.(?:\d{7}|\d*0(?!\d))|\d+(?:\.\d+)?[eE]))/;

/** What a parsed value is or holds, in this order: no number but what is named here, a zero, one of `isWide`, too much depth. */
type Sort = 0 | 1 | 2 | 3;
const plain = 0;
const zero = 1;
const wide = 2;
const deep = 3;

/** Whether a number has 16 digits or more before its point, or is printed with an exponent because it is so small. */
function isWide(value: number): boolean {
  const size = Math.abs(value);
  return !(size < 1e15 && (size >= 1e-6 || size === 0));
}

/** The last sort that `value`, with what is in it, is of; it is `deep` beyond `left` levels. */
function sortOf(value: unknown, left: number): Sort {
  if (typeof value === 'number') return isWide(value) ? wide : value === 0 ? zero : plain;
  if (typeof value !== 'object' || value === null) return plain;
  if (left === 0) return deep;
  let sort: Sort = plain;
  if (Array.isArray(value)) {
    for (const item of value) sort = lastOf(sort, sortOf(item, left - 1));
    return sort;
  }
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    if (typeof item !== 'string') sort = lastOf(sort, sortOf(item, left - 1));
  }
  return sort;
}

function lastOf(one: Sort, other: Sort): Sort {
  return one > other ? one : other;
}

function readValue(literal: string): number | NumberText {
  const value = Number(literal);
  const printed = String(value);
  if (!Number.isFinite(value) || printed.includes('e')) return { numberText: literal };
  return plainDigits(literal) === plainDigits(printed) ? value : { numberText: literal };
}

function readDigits(literal: string): number | NumberText {
  const value = Number(literal);
  return String(value) === literal ? value : { numberText: literal };
}

/** Sign, digits without zeros at either end, and the power of ten of the first digit: equal for equal values. */
function plainDigits(literal: string): string {
  const [mantissa = '', power = '0'] = literal.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  if (digits === '') return '0';
  const leading = whole.length + fraction.length - digits.length;
  const sign = mantissa.startsWith('-') ? '-' : '';
  return `${sign}${digits.replace(/0+$/, '')}@${whole.length - leading + Number(power)}`;
}
