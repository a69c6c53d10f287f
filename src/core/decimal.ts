import { Big } from 'big.js';

/**
 * An exact decimal as canonical text: optional ASCII minus, no leading zeros, at most 18 digits before the point
 * and 12 after it, the digits after the point as they came (`50.00` stays `50.00`). Never a float.
 */
export type Decimal = string & { readonly decimal: unique symbol };

/** A JSON number kept as its own text. Made by the JSON reader for literals that a double cannot carry. */
export interface NumberText {
  readonly numberText: string;
}

const shape = /^(-?)0*(\d{1,18})(\.\d{1,12})?$/;

/** The decimal in `text`, or undefined when it is anything else: empty, grouped, exponent, foreign digits, blanks. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = shape.exec(text);
  if (match === null) return undefined;
  const digits = `${match[2]}${match[3] ?? ''}`;
  const minus = match[1] === '-' && /[1-9]/.test(digits) ? '-' : '';
  return `${minus}${digits}` as Decimal;
}

/** The decimal in a value from the wire: text, a JSON number, or a JSON number kept as text. */
export function readDecimal(value: unknown): Decimal | undefined {
  if (typeof value === 'string') return parseDecimal(value.trim());
  if (typeof value === 'number') return Number.isFinite(value) ? parseDecimal(String(value)) : undefined;
  if (isNumberText(value)) return parseDecimal(value.numberText);
  return undefined;
}

export function isNumberText(value: unknown): value is NumberText {
  return typeof value === 'object' && value !== null && 'numberText' in value;
}

/** Minus one, zero or one, as `a` is below, equal to or above `b`. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  return new Big(a).cmp(new Big(b));
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  return fixed(new Big(a).plus(new Big(b)), a, b);
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  return fixed(new Big(a).minus(new Big(b)), a, b);
}

/** The exact product. Not for wire values: it may have more digits than one can carry. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return new Big(a).times(new Big(b)).toFixed() as Decimal;
}

/** `part` of `whole` in percent, rounded half up to `places`; undefined of nothing. Only for showing and ranking. */
export function percentOf(part: Decimal, whole: Decimal, places = 1): Decimal | undefined {
  const base = new Big(whole);
  if (base.eq(0)) return undefined;
  return new Big(part).times(100).div(base).toFixed(places, Big.roundHalfUp) as Decimal;
}

export const zero = '0' as Decimal;

/** Decimals after the point, as written. */
export function placesOf(decimal: Decimal): number {
  const point = decimal.indexOf('.');
  return point < 0 ? 0 : decimal.length - point - 1;
}

function fixed(value: Big, a: Decimal, b: Decimal): Decimal {
  const text = value.toFixed(Math.max(placesOf(a), placesOf(b)));
  return (value.eq(0) ? text.replace('-', '') : text) as Decimal;
}
