import type { Decimal } from './decimal.ts';
import {
  addDecimals,
  compareDecimals,
  isBelowZero,
  isZeroDecimal,
  placesOf,
  subtractDecimals,
} from './decimal.ts';

/** An ISO 4217 code, or `#7` for a currency of which only a provider's id is known. */
export type Currency = string;

/** An exact amount of one currency, with the digits of the wire. Different currencies are never added. */
export interface Money {
  readonly amount: Decimal;
  readonly currency: Currency;
  /** The decimals of the currency according to the provider; those of ISO 4217 if absent. */
  readonly precision?: number;
}

export function money(amount: Decimal, currency: Currency, precision?: number): Money {
  return precision === undefined ? { amount, currency } : { amount, currency, precision };
}

/** Throws if the currencies differ, which is a programming error. */
export function addMoney(a: Money, b: Money): Money {
  return sameCurrency(a, b, addDecimals(a.amount, b.amount));
}

/** Throws if the currencies differ. */
export function subtractMoney(a: Money, b: Money): Money {
  return sameCurrency(a, b, subtractDecimals(a.amount, b.amount));
}

/** Throws if the currencies differ. */
export function compareMoney(a: Money, b: Money): -1 | 0 | 1 {
  refuseMixed(a, b);
  return compareDecimals(a.amount, b.amount);
}

export function isNegative(value: Money): boolean {
  return isBelowZero(value.amount);
}

export function isZero(value: Money): boolean {
  return isZeroDecimal(value.amount);
}

/** Whether the amount has non-zero digits beyond its currency's precision, as a yen amount of `10000.50` has. */
export function exceedsPrecision(value: Money): boolean {
  const precision = precisionOf(value);
  return precision !== undefined && significantPlaces(value.amount) > precision;
}

/** The decimals of the value's currency; undefined if the currency is unknown. */
export function precisionOf(value: Money): number | undefined {
  return value.precision ?? isoPrecision(value.currency);
}

/** Whether the runtime's ISO 4217 list has this code. */
export function isKnownCurrency(code: string): boolean {
  return knownCurrencies().has(code);
}

/** The number of digits after the point, without trailing zeros. */
export function significantPlaces(amount: Decimal): number {
  let places = placesOf(amount);
  for (let at = amount.length - 1; places > 0 && amount.charCodeAt(at) === zeroCode; at--) places -= 1;
  return places;
}

const zeroCode = 48;

function sameCurrency(a: Money, b: Money, amount: Decimal): Money {
  refuseMixed(a, b);
  return money(amount, a.currency, a.precision);
}

function refuseMixed(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new TypeError(`amounts of ${a.currency} and ${b.currency} do not mix`);
}

const precisions = new Map<Currency, number | undefined>();
let known: ReadonlySet<string> | undefined;

function isoPrecision(code: Currency): number | undefined {
  if (!precisions.has(code)) {
    const places = isKnownCurrency(code)
      ? new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions()
          .maximumFractionDigits
      : undefined;
    precisions.set(code, places);
  }
  return precisions.get(code);
}

function knownCurrencies(): ReadonlySet<string> {
  known ??= new Set(Intl.supportedValuesOf('currency'));
  return known;
}
