import type { Decimal } from '../money/decimal.ts';
import { placesOf } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';
import { isKnownCurrency, precisionOf, significantPlaces } from '../money/money.ts';
import type { Instant } from '../time/clock.ts';

/** A reader's preferences for figures and times: a BCP 47 locale and an IANA time zone. */
export interface Reader {
  readonly locale: string;
  readonly timeZone: string;
}

/** Number formats by locale, currency and number of decimals: `Intl` formats are slow to construct. */
const numberFormats = new Map<string, Intl.NumberFormat>();
/** Time formats by locale, time zone and style, each with the second that it wrote last. */
const timeFormats = new Map<string, { readonly format: Intl.DateTimeFormat; second: number; text: string }>();

/**
 * The amount as a person reads it: `₹33,08,694.00`, `¥10,000`, `-$50.00`. Digits beyond the currency's precision are
 * preserved unless they are zero. An unknown currency is written with the digits of the wire and its id.
 */
export function formatMoney(value: Money, locale: string): string {
  const { amount, currency } = value;
  const precision = precisionOf(value);
  if (precision === undefined) return `${amount} (currency ${currency})`;
  const places = Math.max(precision, significantPlaces(amount));
  if (!isKnownCurrency(currency)) return `${formatDecimal(amount, locale, places)} ${currency}`;
  return formatNumber(amount, locale, places, currency);
}

/** A plain number with the locale's grouping and exactly `places` decimals, by default those it has. */
export function formatDecimal(value: Decimal, locale: string, places = placesOf(value)): string {
  return formatNumber(value, locale, places);
}

/** `Intl` formats a decimal text exactly, without a float in between. */
function formatNumber(value: Decimal, locale: string, places: number, currency = ''): string {
  const format = cached(numberFormats, `${locale}|${currency}|${places}`, () => {
    return new Intl.NumberFormat(locale, {
      minimumFractionDigits: places,
      maximumFractionDigits: places,
      ...(currency !== '' && {
        style: 'currency',
        currency,
        currencyDisplay: currency === 'JPY' ? 'narrowSymbol' : 'symbol',
      }),
    });
  });
  return withAsciiMinusAndSpaces(format.format(value as Intl.StringNumericLiteral));
}

/** A count with the locale's grouping: `2,512`. */
export function formatCount(value: number, locale: string): string {
  return formatDecimal(String(value) as Decimal, locale, 0);
}

/** A moment with the reader's time zone: `20 Nov 2026, 14:05 IST`. */
export function formatTime(at: Instant, reader: Reader, style: 'time' | 'moment' = 'moment'): string {
  const key = `${reader.locale}|${reader.timeZone}|${style}`;
  const written = cached(timeFormats, key, () => ({
    format: createTimeFormat(reader, style),
    second: Number.NaN,
    text: '',
  }));
  // One reply repeats one moment many times.
  const second = Math.floor(at / 1000);
  if (written.second !== second) {
    written.text = written.format.format(at);
    written.second = second;
  }
  return written.text;
}

function createTimeFormat({ locale, timeZone }: Reader, style: 'time' | 'moment'): Intl.DateTimeFormat {
  const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  const day = style === 'time' ? {} : ({ day: '2-digit', month: 'short', year: 'numeric' } as const);
  return new Intl.DateTimeFormat(locale, { ...day, ...clock, timeZone, timeZoneName: 'short' });
}

function withAsciiMinusAndSpaces(text: string): string {
  return text.replace('\u2212', '-').replace(/\u00a0|\u202f/g, ' ');
}

function cached<T>(cache: Map<string, T>, key: string, make: () => T): T {
  let found = cache.get(key);
  if (found === undefined) {
    found = make();
    cache.set(key, found);
  }
  return found;
}
