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
  if (isDeep(value, maxDepth)) throw new WatchError('malformed');
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
 * more than 6 decimals, a point after 10 digits, an exponent, minus zero. They follow `:`, `,` or `[`, so digits in
 * strings are seldom met; a false alarm costs time, never exactness.
 */
const suspectValue = /[:,[][\t\n\r ]*(?:-0|-?(?:\d{16}|\d{10,15}\.|\d{1,9}\.\d{7}|\d+(?:\.\d+)?[eE]))/;

/** As above, and decimals that end in a zero, which a double would drop. */
const suspectDigits =
  /[:,[][\t\n\r ]*(?:-0|-?(?:\d{16}|\d{10,15}\.|\d{1,9}\.(?:\d{7}|\d*0(?!\d))|\d+(?:\.\d+)?[eE]))/;

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

/** Whether `value` is nested beyond `left` levels. */
function isDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (left === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && isDeep(item, left - 1)) return true;
    return false;
  }
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === 'object' && isDeep(inner, left - 1)) return true;
  }
  return false;
}
