import { parse } from 'lossless-json';
import { ProviderError } from '../core/errors/errors.ts';
import type { NumberText } from '../core/money/decimal.ts';

/** The property that a double must preserve: the value of a number, or the digits of its literal. */
export type Digits = 'value' | 'text';

/** Maximum depth of a body: documented ones have at most eight levels, and their readers may recurse. */
export const maxDepth = 64;

/** Parses strict JSON. A number that a double does not preserve is returned as its text. Throws if it is malformed or too deep. */
export function parseLossless(text: string, digits: Digits): unknown {
  // `lossless-json` accepts more than JSON.
  if (isDeeper(JSON.parse(text), maxDepth)) throw new ProviderError('malformed');
  return parse(text, undefined, {
    parseNumber: digits === 'text' ? readDigits : readValue,
    // The last of repeated keys is returned, as by `JSON.parse`.
    onDuplicateKey: ({ newValue }) => newValue,
  });
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((item) => isDeeper(item, depth - 1));
}

function readValue(literal: string): number | NumberText {
  const value = Number(literal);
  const printed = String(value);
  if (!Number.isFinite(value) || printed.includes('e')) return { numberText: literal };
  return normalize(literal) === normalize(printed) ? value : { numberText: literal };
}

function readDigits(literal: string): number | NumberText {
  const value = Number(literal);
  return String(value) === literal ? value : { numberText: literal };
}

/** Returns the sign, the digits without zeros at either end, and the power of ten of the first: equal for equal values. */
function normalize(literal: string): string {
  const [mantissa = '', power = '0'] = literal.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  if (digits === '') return '0';
  const leading = whole.length + fraction.length - digits.length;
  const sign = mantissa.startsWith('-') ? '-' : '';
  return `${sign}${digits.replace(/0+$/, '')}@${whole.length - leading + Number(power)}`;
}
