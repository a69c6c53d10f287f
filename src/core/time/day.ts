import type { Instant } from './clock.ts';

/** A calendar day as the providers write it: `31-12-2023`. */
export type Day = string & { readonly day: unique symbol };

/** The reason why a text with the shape of a date is none, with the day that was probably meant. */
export type DayFault =
  | { readonly kind: 'no-such-day'; readonly lastDay?: Day }
  | { readonly kind: 'order'; readonly meant?: Day }
  | { readonly kind: 'digits'; readonly meant?: Day };

const dateShape = /^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})$/;
const dayMillis = 86_400_000;

/** Whether the text has the shape of a date, valid or not. */
export function looksLikeDay(text: string): boolean {
  return dateShape.test(text);
}

/** Parses a text with the shape of a date. Years 2000 to 2099. */
export function parseDay(text: string): Day | DayFault {
  const [, a = '', b = '', c = ''] = dateShape.exec(text) ?? [];
  const yearFirst = a.length === 4;
  const [year, day] = yearFirst ? [a, c] : [c, a];
  const found = validDay(year, b, day);
  if (yearFirst) return { kind: 'order', ...(found && { meant: found }) };
  if (found && text === found) return found;
  if (found) return { kind: 'digits', meant: found };
  const last = validDay(year, b, String(lastDayOf(Number(year), Number(b))));
  return { kind: 'no-such-day', ...(last && { lastDay: last }) };
}

export function isDay(value: Day | DayFault): value is Day {
  return typeof value === 'string';
}

/** The calendar day of a moment in a time zone. */
export function dayAt(at: Instant, timeZone: string): Day {
  const [year, month, day] = isoDayAt(at, timeZone).split('-');
  return `${day}-${month}-${year}` as Day;
}

/** The calendar day of a moment in a time zone, as `YYYY-MM-DD`. */
export function isoDayAt(at: Instant, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format.format(at);
}

/** The day that is `days` later, or earlier if negative. */
export function shiftDay(day: Day, days: number): Day {
  return dayAt(utc(day) + days * dayMillis, 'UTC');
}

/** Returns a negative number, zero or a positive number if `a` is before, equal to or after `b`. */
export function compareDays(a: Day, b: Day): number {
  return utc(a) - utc(b);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function utc(day: Day): Instant {
  const [date = 0, month = 0, year = 0] = day.split('-').map(Number);
  return Date.UTC(year, month - 1, date);
}

function validDay(year: string, month: string, day: string): Day | undefined {
  const full = year.length === 2 ? `20${year}` : year;
  const [y, m, d] = [Number(full), Number(month), Number(day)];
  if (full.length !== 4 || y < 2000 || y > 2099 || m < 1 || m > 12 || d < 1 || d > lastDayOf(y, m))
    return undefined;
  return `${String(d).padStart(2, '0')}-${String(m).padStart(2, '0')}-${full}` as Day;
}

function lastDayOf(year: number, month: number): number {
  return month < 1 || month > 12 ? 0 : new Date(Date.UTC(year, month, 0)).getUTCDate();
}
