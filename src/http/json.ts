import { parse as parseLossless } from 'lossless-json';
import type { NumberText } from '../core/decimal.ts';
import { WatchError } from '../core/errors.ts';
import type { JsonPort } from '../core/provider.ts';
import { looksLike, withoutMark } from './looksLike.ts';

/** Deeper bodies are refused: nothing documented goes beyond eight levels, and readers may recurse. */
const maxDepth = 64;

/**
 * Strict JSON with exact numbers. `JSON.parse` serves unless the body holds a number literal that a double might
 * not carry; only then are numbers read from their own text, at about ten times the cost.
 */
export const json: JsonPort = {
  parse(body, digits = 'value') {
    const text = withoutMark(body);
    try {
      return parseStrictly(text, digits);
    } catch {
      // Whatever was thrown may quote the body.
      throw new WatchError('malformed', { looksLike: looksLike(text) });
    }
  },
};

function parseStrictly(text: string, digits: 'value' | 'text'): unknown {
  const value: unknown = JSON.parse(text);
  const sort = typeof value === 'number' ? 'wide' : sortOf(value, maxDepth);
  if (sort === 'deep') throw new WatchError('malformed');
  if (digits === 'value' && sort === 'plain' && !glance.test(text)) return value;
  const suspect = digits === 'text' ? suspectDigits : suspectValue;
  if (typeof value !== 'number' && !suspect.test(text)) return value;
  return parseLossless(text, undefined, {
    parseNumber: digits === 'text' ? readDigits : readValue,
    // Repeated keys: the last one counts, as it does for `JSON.parse`.
    onDuplicateKey: ({ newValue }) => newValue,
  });
}

/*
 * Number literals that are not surely carried by a double and printed again with the same value: 16 digits or more,
 * more than 6 decimals, a point after 10 digits, an exponent. They follow `:`, `,` or `[`, so digits in strings are
 * seldom met; a false alarm costs time, never exactness.
 */
const suspectValue = /[:,[][\t\n\r ]*-?(?:\d{16}|\d{10,15}\.|\d{1,9}\.\d{7}|\d+(?:\.\d+)?[eE])/;

/** As above, and what a double would drop: decimals that end in a zero, and the sign of minus zero. */
const suspectDigits =
  /[:,[][\t\n\r ]*(?:-0|-?(?:\d{16}|\d{10,15}\.|\d{1,9}\.(?:\d{7}|\d*0(?!\d))|\d+(?:\.\d+)?[eE]))/;

/**
 * Finds whatever `suspectValue` finds, but for whole numbers of 16 digits or more, in half the time, as no digit is
 * counted before its number shows a point or an exponent. Digits within a string look the same to it.
 */
const glance = /[^"\w]\d+(?:[eE]|\.(?:\d{7}|\d*[eE]|(?<=\d{10}\.)))/;

/** From here on a whole number has 16 digits. */
const wide = 1e15;

/** Whether `value` is nested beyond `left` levels, or else holds a number of 16 digits or more. */
function sortOf(value: unknown, left: number): 'plain' | 'wide' | 'deep' {
  if (typeof value === 'number') return Math.abs(value) < wide ? 'plain' : 'wide';
  if (typeof value !== 'object' || value === null) return 'plain';
  if (left === 0) return 'deep';
  let sort: 'plain' | 'wide' = 'plain';
  if (Array.isArray(value)) {
    for (const item of value) {
      const inner = sortOf(item, left - 1);
      if (inner === 'deep') return inner;
      if (inner === 'wide') sort = inner;
    }
    return sort;
  }
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    if (typeof item === 'string') continue;
    const inner = sortOf(item, left - 1);
    if (inner === 'deep') return inner;
    if (inner === 'wide') sort = inner;
  }
  return sort;
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
