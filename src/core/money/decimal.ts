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

const minusCode = 45;
const pointCode = 46;
const zeroCode = 48;
const fiveCode = 53;

/** Minus one, zero or one, as `a` is below, equal to or above `b`. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  if (a === b) return 0;
  const difference = countOf(a) - countOf(b);
  if (!Number.isNaN(difference)) return Math.sign(difference) as -1 | 0 | 1;
  const isNegative = isBelowZero(a);
  if (isNegative !== isBelowZero(b)) return isNegative ? -1 : 1;
  return isNegative ? compareSizes(b.slice(1), a.slice(1)) : compareSizes(a, b);
}

/** Of canonical texts without a sign the one with more digits before the point is larger; otherwise digits decide. */
function compareSizes(a: string, b: string): -1 | 0 | 1 {
  const whole = wholeDigits(a) - wholeDigits(b);
  if (whole !== 0) return whole < 0 ? -1 : 1;
  if (a < b) return isPadded(b, a) ? 0 : -1;
  return isPadded(a, b) ? 0 : 1;
}

/** Whether `longer` is `size` with a point or zeros after it. */
function isPadded(longer: string, size: string): boolean {
  return longer.length > size.length && longer.startsWith(size) && !hasDigit(longer.slice(size.length));
}

function wholeDigits(size: string): number {
  const point = size.indexOf('.');
  return point < 0 ? size.length : point;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const places = Math.max(placesOf(a), placesOf(b));
  const sum = countOf(a) + countOf(b);
  return Number.isNaN(sum) ? fixed(new Big(a).plus(new Big(b)), places) : decimalOf(sum, places);
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  const places = Math.max(placesOf(a), placesOf(b));
  const difference = countOf(a) - countOf(b);
  return Number.isNaN(difference)
    ? fixed(new Big(a).minus(new Big(b)), places)
    : decimalOf(difference, places);
}

/**
 * Whether `part`, of `whole`, and `other` leave exactly `rest`, which is not below zero, and `part` is not above `whole`:
 * surely so, where true; where false it may still be.
 */
export function isSurelyLeft(whole: Decimal, part: Decimal, other: Decimal, rest: Decimal): boolean {
  const all = countOf(whole);
  const gone = countOf(part);
  const left = countOf(rest);
  return all >= gone && left >= 0 && all - gone - countOf(other) === left;
}

/** Whether `a`, `b` and `c` add up to `whole`. */
export function isSum(whole: Decimal, a: Decimal, b: Decimal, c: Decimal): boolean {
  const left = countOf(whole) - countOf(a) - countOf(b) - countOf(c);
  return Number.isNaN(left) ? compareDecimals(addDecimals(addDecimals(a, b), c), whole) === 0 : left === 0;
}

export function isBelowZero(value: Decimal): boolean {
  return value.charCodeAt(0) === minusCode;
}

/** Whether it is zero, however it is written. */
export function isZeroDecimal(value: Decimal): boolean {
  return !hasDigit(value);
}

/** Whether there is any digit but zero. */
function hasDigit(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > zeroCode) return true;
  return false;
}

/** Places of the smallest amount that `countOf` counts. */
const countedPlaces = 4;

/** How many of those amounts a one after so many places is. */
const countedUnits = [10_000, 1000, 100, 10, 1] as const;

/**
 * How many ten-thousandths it is: a whole number below 10^15, which doubles carry exactly, as they do the sum of a few.
 * NaN of what is larger or finer.
 */
function countOf(value: Decimal): number {
  const { length } = value;
  // Of so short a text a number tells surely whether it is whole.
  const whole = length > 11 ? Number.NaN : Number(value);
  if (Number.isInteger(whole)) return whole * countedUnits[0];
  const isNegative = isBelowZero(value);
  let point = length;
  let count = 0;
  for (let at = isNegative ? 1 : 0; at < length; at++) {
    const code = value.charCodeAt(at);
    if (code === pointCode) point = at;
    else count = count * 10 + (code - zeroCode);
  }
  if (point > 11) return Number.NaN;
  const units = countedUnits[point === length ? 0 : length - point - 1] ?? Number.NaN;
  return isNegative ? -count * units : count * units;
}

/** The value of a count with exactly so many places. */
function decimalOf(count: number, places: number): Decimal {
  const counted = Math.min(places, countedPlaces);
  const units = String(Math.abs(count) / (countedUnits[counted] ?? 1));
  const sign = count < 0 ? '-' : '';
  if (places === 0) return `${sign}${units}` as Decimal;
  const digits = units.padStart(counted + 1, '0');
  const point = digits.length - counted;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point).padEnd(places, '0')}` as Decimal;
}

/** The exact product. Not for wire values: it may have more digits than one can carry. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return new Big(a).times(new Big(b)).toFixed() as Decimal;
}

/** Minus one, zero or one, as `value` is below, equal to or above the exact product of `a` and `b`. */
export function compareToProduct(value: Decimal, a: Decimal, b: Decimal): -1 | 0 | 1 {
  const count = countOf(value) * countedUnits[0];
  const product = countOf(a) * countOf(b);
  if (Math.abs(count) <= maxExactCount && Math.abs(product) <= maxExactCount)
    return Math.sign(count - product) as -1 | 0 | 1;
  return new Big(value).cmp(new Big(a).times(new Big(b)));
}

/** `part` of `whole` in percent, rounded half up to `places`; undefined of nothing. Only for showing and ranking. */
export function percentOf(part: Decimal, whole: Decimal, places = 1): Decimal | undefined {
  if (isZeroDecimal(whole)) return undefined;
  const digits = shareByCount(countOf(part), countOf(whole), places) ?? shareByDigits(part, whole, places);
  const point = digits.length - places;
  const size = places === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return `${isBelowZero(part) !== isBelowZero(whole) && hasDigit(digits) ? '-' : ''}${size}` as Decimal;
}

/** The digits of the percentage without its point, at least one more than `places`. */
function shareByDigits(part: Decimal, whole: Decimal, places: number): string {
  const more = places + 2 + placesOf(whole) - placesOf(part);
  const dividend = digitsOf(part) * 10n ** BigInt(Math.max(0, more));
  const divisor = digitsOf(whole) * 10n ** BigInt(Math.max(0, -more));
  const rounded = (2n * dividend + divisor) / (2n * divisor);
  return String(rounded).padStart(places + 1, '0');
}

/** The same as one divides on paper, where every step is a whole number below 2^53; undefined where one would not be. */
function shareByCount(part: number, whole: number, places: number): string | undefined {
  const divisor = Math.abs(whole);
  let left = Math.abs(part) * 100;
  if (!(left <= maxExactCount && divisor <= maxExactCount / 1000)) return undefined;
  const over = left % divisor;
  let digits = String((left - over) / divisor);
  left = over;
  for (let more = places; more > 0; more -= 3) {
    if (left === 0) return `${digits}${'0'.repeat(more)}`;
    const unit = more > 2 ? 1000 : more > 1 ? 100 : 10;
    const over = (left * unit) % divisor;
    digits += String((left * unit - over) / divisor).padStart(Math.min(3, more), '0');
    left = over;
  }
  return left * 2 < divisor ? digits : String(BigInt(digits) + 1n).padStart(digits.length, '0');
}

const maxExactCount = Number.MAX_SAFE_INTEGER;

/** The value with exactly `places` decimals, rounded half up by size. */
export function roundDecimal(value: Decimal, places: number): Decimal {
  const more = places - placesOf(value);
  if (more === 0) return value;
  if (more > 0) return addDecimals(value, smallest(places, '0'));
  const end = value.length + more - (places === 0 ? 1 : 0);
  const isUp = value.charCodeAt(value.length + more) >= fiveCode;
  const size = value.slice(isBelowZero(value) ? 1 : 0, end) as Decimal;
  const rounded = isUp ? addDecimals(size, smallest(places, '1')) : size;
  return (isBelowZero(value) && hasDigit(rounded) ? `-${rounded}` : rounded) as Decimal;
}

/** The last of so many places holds `digit`, all others zero. */
function smallest(places: number, digit: '0' | '1'): Decimal {
  return (places === 0 ? digit : `0.${'0'.repeat(places - 1)}${digit}`) as Decimal;
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
