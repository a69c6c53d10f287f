import { Big } from 'big.js';

/**
 * An exact decimal as canonical text: optional ASCII minus, no leading zeros, at most 18 digits before the point and 12
 * after it. The digits after the point are those of the source (`50.00` stays `50.00`). Never a float.
 */
export type Decimal = string & { readonly decimal: unique symbol };

/** A JSON number as its own text. The JSON reader returns it for literals that a double cannot represent. */
export interface NumberText {
  readonly numberText: string;
}

const shape = /^(-?)0*(\d{1,18})(\.\d{1,12})?$/;
/** A canonical decimal without a sign: the usual form of an amount. */
const canonical = /^(?:0|[1-9]\d{0,17})(?:\.\d{1,12})?$/;

/** Parses a decimal. Undefined for anything else: empty, grouped, with an exponent, with foreign digits or blanks. */
export function parseDecimal(text: string): Decimal | undefined {
  if (canonical.test(text)) return text as Decimal;
  const match = shape.exec(text);
  if (match === null) return undefined;
  return withoutMinusZero(`${match[1]}${match[2]}${match[3] ?? ''}`);
}

/** Reads the decimal in a value from the wire: a string, a number, or a `NumberText`. */
export function readDecimal(value: unknown): Decimal | undefined {
  if (typeof value === 'string') return parseDecimal(value) ?? parseDecimal(value.trim());
  if (Number.isSafeInteger(value)) return String(value) as Decimal;
  if (typeof value === 'number') return Number.isFinite(value) ? parseDecimal(String(value)) : undefined;
  if (isNumberText(value)) return parseDecimal(value.numberText);
  return undefined;
}

export function isNumberText(value: unknown): value is NumberText {
  return typeof value === 'object' && value !== null && 'numberText' in value;
}

/** Returns -1, 0 or 1 if `a` is below, equal to or above `b`. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  // Rounding to the nearest double never reverses an order, so only equal doubles need the exact comparison.
  const [roundedA, roundedB] = [Number(a), Number(b)];
  if (roundedA !== roundedB) return roundedA < roundedB ? -1 : 1;
  return a === b ? 0 : new Big(a).cmp(b);
}

/** The exact sum, with the longer fraction of the two. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  return fixed(new Big(a).plus(b), Math.max(placesOf(a), placesOf(b)));
}

/** The exact difference, with the longer fraction of the two. */
export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  return fixed(new Big(a).minus(b), Math.max(placesOf(a), placesOf(b)));
}

/** The exact product. It may have more digits than a decimal from the wire. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return new Big(a).times(b).toFixed() as Decimal;
}

/** Returns -1, 0 or 1 if `value` is below, equal to or above the exact product of `a` and `b`. */
export function compareToProduct(value: Decimal, a: Decimal, b: Decimal): -1 | 0 | 1 {
  return new Big(value).cmp(new Big(a).times(b));
}

export function isBelowZero(value: Decimal): boolean {
  return value.startsWith('-');
}

/** Whether the value is zero, such as `0` and `0.00`. */
export function isZeroDecimal(value: Decimal): boolean {
  return !/[1-9]/.test(value);
}

/** A big.js constructor of its own: `div` rounds to its `DP` decimals in one step, half up by size. */
const Percentage = Big();

/** `part` of `whole` in percent, rounded half up to `places`; undefined if `whole` is zero. For display and ranking only. */
export function percentOf(part: Decimal, whole: Decimal, places = 1): Decimal | undefined {
  if (isZeroDecimal(whole)) return undefined;
  Percentage.DP = places;
  return fixed(new Percentage(part).times(100).div(whole), places);
}

/** The value with exactly `places` decimals, rounded half up by size. */
export function roundDecimal(value: Decimal, places: number): Decimal {
  return placesOf(value) === places ? value : fixed(new Big(value), places);
}

/** The number of digits after the point. */
export function placesOf(decimal: Decimal): number {
  const point = decimal.indexOf('.');
  return point < 0 ? 0 : decimal.length - point - 1;
}

function fixed(value: Big, places: number): Decimal {
  return withoutMinusZero(value.toFixed(places));
}

function withoutMinusZero(text: string): Decimal {
  return (text.startsWith('-') && isZeroDecimal(text as Decimal) ? text.slice(1) : text) as Decimal;
}
