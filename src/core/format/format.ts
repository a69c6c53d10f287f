import type { Decimal } from '../money/decimal.ts';
import { placesOf } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';
import { isKnownCurrency, precisionOf, significantPlaces } from '../money/money.ts';
import type { Instant } from '../time/clock.ts';
import { applyPattern, patternOf } from './number-layout.ts';

/** How a reader wants figures and times: a BCP 47 locale and an IANA time zone. */
export interface Reader {
  readonly locale: string;
  readonly timeZone: string;
}

/** Of each locale, and within it of each currency (none is empty): a writer for each number of decimals. */
const writers = new Map<string, Map<string, Writer[]>>();
/** Of each locale, time zone and style: its format, and the second that it wrote last. */
const times = new Map<string, { readonly format: Intl.DateTimeFormat; second: number; text: string }>();

type Writer = (value: Decimal) => string;

/**
 * The amount as a person reads it: `₹33,08,694.00`, `¥10,000`, `-$50.00`. Digits beyond the currency's precision
 * are kept unless they are zero; an unknown currency prints the wire's digits and its id.
 */
export function formatMoney(value: Money, locale: string): string {
  const { amount, currency } = value;
  const precision = precisionOf(value);
  if (precision === undefined) return `${amount} (currency ${currency})`;
  const places = Math.max(precision, significantPlaces(amount));
  if (!isKnownCurrency(currency)) return `${formatDecimal(amount, locale, places)} ${currency}`;
  return writerOf(locale, currency, places)(amount);
}

/** A plain number with the locale's grouping and exactly `places` decimals, its own number of them by default. */
export function formatDecimal(value: Decimal, locale: string, places = placesOf(value)): string {
  return writerOf(locale, '', places)(value);
}

function writerOf(locale: string, currency: string, places: number): Writer {
  const ofLocale = cached(writers, locale, () => new Map<string, Writer[]>());
  const ofCurrency = cached(ofLocale, currency, () => []);
  ofCurrency[places] ??= createWriter(locale, currency, places);
  return ofCurrency[places];
}

function createWriter(locale: string, currency: string, places: number): Writer {
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
    ...(currency !== '' && {
      style: 'currency',
      currency,
      currencyDisplay: currency === 'JPY' ? 'narrowSymbol' : 'symbol',
    }),
  });
  const layout = patternOf(format, places, asciiMinus);
  return (value) => {
    // What must be rounded, and whatever a layout cannot tell, is for `Intl`.
    if (layout !== undefined && significantPlaces(value) <= places) return applyPattern(value, layout);
    return asciiMinus(format.format(value as Intl.StringNumericLiteral));
  };
}

/** A count with the locale's grouping: `2,512`. */
export function formatCount(value: number, locale: string): string {
  return formatDecimal(String(value) as Decimal, locale, 0);
}

/** A moment in the reader's time zone, which is named: `20 Nov 2026, 14:05 IST`. */
export function formatTime(at: Instant, reader: Reader, style: 'time' | 'moment' = 'moment'): string {
  const key = `${reader.locale}|${reader.timeZone}|${style}`;
  const written = cached(times, key, () => ({
    format: createTimeFormat(reader, style),
    second: Number.NaN,
    text: '',
  }));
  // One answer names one moment again and again.
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

function asciiMinus(text: string): string {
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
