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
  if (isCanonical(text)) return text as Decimal;
  const match = shape.exec(text);
  if (match === null) return undefined;
  const digits = `${match[2]}${match[3] ?? ''}`;
  const minus = match[1] === '-' && /[1-9]/.test(digits) ? '-' : '';
  return `${minus}${digits}` as Decimal;
}

/** The decimal in a value from the wire: text, a JSON number, or a JSON number kept as text. */
export function readDecimal(value: unknown): Decimal | undefined {
  if (typeof value === 'string') {
    return isCanonical(value) ? (value as Decimal) : parseDecimal(value.trim());
  }
  if (Number.isSafeInteger(value)) return String(value) as Decimal;
  if (typeof value === 'number') return Number.isFinite(value) ? parseDecimal(String(value)) : undefined;
  if (isNumberText(value)) return parseDecimal(value.numberText);
  return undefined;
}

export function isNumberText(value: unknown): value is NumberText {
  return typeof value === 'object' && value !== null && 'numberText' in value;
}

/** Whether the text is a decimal as it stands, for the shapes that nearly all amounts have. */
function isCanonical(text: string): boolean {
  const { length } = text;
  if (length === 0 || length > 18) return false;
  let point = length;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code === pointCode && point === length) point = at;
    else if (code < zeroCode || code > zeroCode + 9) return false;
  }
  const leadsWell = text.charCodeAt(0) !== zeroCode || point === 1;
  return leadsWell && point > 0 && point !== length - 1 && length - point <= 13;
}

const pointCode = 46;
const zeroCode = 48;

/** Minus one, zero or one, as `a` is below, equal to or above `b`. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  if (a === b) return 0;
  const isBelowZero = a.startsWith('-');
  if (isBelowZero !== b.startsWith('-')) return isBelowZero ? -1 : 1;
  return isBelowZero ? compareSizes(b.slice(1), a.slice(1)) : compareSizes(a, b);
}

/** Of canonical texts without a sign the one with more digits before the point is larger; otherwise digits decide. */
function compareSizes(a: string, b: string): -1 | 0 | 1 {
  const whole = wholeDigits(a) - wholeDigits(b);
  if (whole !== 0) return whole < 0 ? -1 : 1;
  if (a < b) return b.startsWith(a) && !/[1-9]/.test(b.slice(a.length)) ? 0 : -1;
  return a.startsWith(b) && !/[1-9]/.test(a.slice(b.length)) ? 0 : 1;
}

function wholeDigits(size: string): number {
  const point = size.indexOf('.');
  return point < 0 ? size.length : point;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const places = Math.max(placesOf(a), placesOf(b));
  if (!fitDoubles(a, b, places)) return fixed(new Big(a).plus(new Big(b)), places);
  return decimalOf(unitsOf(a, places) + unitsOf(b, places), places);
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  const places = Math.max(placesOf(a), placesOf(b));
  if (!fitDoubles(a, b, places)) return fixed(new Big(a).minus(new Big(b)), places);
  return decimalOf(unitsOf(a, places) - unitsOf(b, places), places);
}

/** Whether both are under 10^15 units of 10^-places: whole numbers that doubles hold exactly, as they do the sum. */
function fitDoubles(a: Decimal, b: Decimal, places: number): boolean {
  return Math.max(a.length, b.length) + places <= 15;
}

/** The error of the product is far below one half, so rounding gives the very number of units. */
function unitsOf(value: Decimal, places: number): number {
  return places === 0 ? Number(value) : Math.round(Number(value) * 10 ** places);
}

function decimalOf(units: number, places: number): Decimal {
  if (places === 0) return String(units + 0) as Decimal;
  const digits = String(Math.abs(units)).padStart(places + 1, '0');
  const point = digits.length - places;
  return `${units < 0 ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}` as Decimal;
}

/** The exact product. Not for wire values: it may have more digits than one can carry. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return new Big(a).times(new Big(b)).toFixed() as Decimal;
}

/** `part` of `whole` in percent, rounded half up to `places`; undefined of nothing. Only for showing and ranking. */
export function percentOf(part: Decimal, whole: Decimal, places = 1): Decimal | undefined {
  if (!/[1-9]/.test(whole)) return undefined;
  const more = places + 2 + placesOf(whole) - placesOf(part);
  const dividend = digitsOf(part) * 10n ** BigInt(Math.max(0, more));
  const divisor = digitsOf(whole) * 10n ** BigInt(Math.max(0, -more));
  const isBelowZero = part.startsWith('-') !== whole.startsWith('-');
  const rounded = (2n * dividend + divisor) / (2n * divisor);
  const digits = String(rounded).padStart(places + 1, '0');
  const point = digits.length - places;
  const size = places === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return `${isBelowZero && rounded !== 0n ? '-' : ''}${size}` as Decimal;
}

/** All digits as one whole number, without sign and point. */
function digitsOf(value: Decimal): bigint {
  return BigInt(value.replace(/[-.]/g, ''));
}

export const zero = '0' as Decimal;

/** Decimals after the point, as written. */
export function placesOf(decimal: Decimal): number {
  const point = decimal.indexOf('.');
  return point < 0 ? 0 : decimal.length - point - 1;
}

function fixed(value: Big, places: number): Decimal {
  const text = value.toFixed(places);
  return (value.eq(0) ? text.replace('-', '') : text) as Decimal;
}
