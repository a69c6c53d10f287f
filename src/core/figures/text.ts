import { formatCount, formatDecimal } from '../format/format.ts';
import type { Decimal } from '../money/decimal.ts';
import { compareDecimals, percentOf, roundDecimal } from '../money/decimal.ts';
import type { AccountState, Derivation, Figure, FigureKind } from '../provider/provider.ts';
import { amount, pieces } from '../reply/build.ts';
import type { Content } from '../reply/types.ts';
import type { Millis } from '../time/clock.ts';
import type { Total } from './totals.ts';

/** The label of each kind of amount. */
export const figureLabels: Readonly<Record<FigureKind, string>> = {
  balance: 'Balance',
  available: 'Available',
  limit: 'Limit',
  used: 'Used',
  rolling: 'Rolling',
  minimum: 'Minimum',
};

export const stateWords: Readonly<Record<AccountState, string>> = {
  active: 'active',
  inactive: 'inactive',
  'not-given': 'not given',
};

/** The mark after a computed amount. */
export const computedMarks: Readonly<Record<Derivation, string>> = {
  'limit-minus-used': '*',
  'limit-minus-used-minus-rolling': '**',
};

/** The meaning of the mark after a computed amount. */
export const computedSentences: Readonly<Record<Derivation, string>> = {
  'limit-minus-used': '* computed: limit minus used, rolling not given.',
  'limit-minus-used-minus-rolling': '** computed: limit minus used minus rolling.',
};

export const unknown = 'unknown';

/** A figure in a table cell: the amount, with a mark if it is computed, or the reason why it is unknown. */
export function figureText(figure: Figure): Content {
  switch (figure.kind) {
    case 'given':
      return amount(figure.money);
    case 'computed':
      return [amount(figure.money), ` ${computedMarks[figure.derivation]}`];
    case 'missing':
      return figure.why === 'absent' ? unknown : `${unknown} (unreadable)`;
  }
}

/** A sum. If a figure is missing, it is unknown or, for figures that are never negative, “at least” the known sum. */
export function totalText({ known, missing }: Total, neverNegative = false): Content {
  if (known === undefined) return unknown;
  if (missing === 0) return amount(known);
  return neverNegative ? ['at least ', amount(known)] : unknown;
}

/** A percentage with 1 to 4 decimals, enough that it does not read 0, 10 or 100 if it is not exactly that. */
export function percentText(part: Decimal, whole: Decimal, locale: string): string | undefined {
  const exact = percentOf(part, whole, 24);
  return exact === undefined ? undefined : shareText(exact, locale);
}

/** Formats a percentage like `percentText`. */
export function shareText(exact: Decimal, locale: string): string {
  for (let places = 1; ; places++) {
    const shown = roundDecimal(exact, places);
    const misread = landmarks.some((landmark) => {
      return compareDecimals(shown, landmark) === 0 && compareDecimals(exact, landmark) !== 0;
    });
    if (!misread || places === 4) return `${formatDecimal(shown, locale)} %`;
  }
}

const landmarks = ['0', '10', '100'] as Decimal[];

/** `3 accounts`, `1 account` */
export function counted(count: number, one: string, locale: string, many = `${one}s`): string {
  return `${formatCount(count, locale)} ${count === 1 ? one : many}`;
}

/** `40 s`, `3 min`, `2 h`, `4 days` */
export function ageText(age: Millis): string {
  const seconds = Math.max(0, Math.round(age / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** Joins contents with `between`. */
export function joined(contents: readonly Content[], between = ', '): Content {
  return contents.flatMap((content, index) =>
    index === 0 ? pieces(content) : [between, ...pieces(content)],
  );
}

/** The first `max` contents, and the number of the others. */
export function firstFew(contents: readonly Content[], max: number, locale: string): Content {
  const few = joined(contents.slice(0, max));
  const more = contents.length - max;
  return more > 0 ? [...pieces(few), ` and ${formatCount(more, locale)} more`] : few;
}
