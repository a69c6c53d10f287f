import { compareDecimals, type Decimal, isSum, isZeroDecimal, subtractDecimals } from '../../core/decimal.ts';
import { type Currency, isNegative, money } from '../../core/money.ts';
import type { Account, AccountNote, Figure } from '../../core/provider.ts';
import { absent, figureOf, unreadable } from '../../core/wire.ts';
import type { Row } from './wire.ts';

/** What the documents give beside limit and usage: account status the rolling balance, P2P accounts the minimum. */
export type Beside = 'rolling' | 'minimum';

/** The figures of a row. What its list documents is there, if only as missing. */
export function figuresOf(row: Row, currency: Currency, beside: Beside): Account['figures'] {
  const available = availableOf(row, currency);
  const limit = figureOf(row.limit, currency);
  const used = figureOf(row.used, currency);
  if (beside === 'minimum') {
    const minimum = figureOf(row.minimum, currency);
    if (row.rolling === absent) return { available, limit, used, minimum };
    return { available, limit, used, minimum, rolling: figureOf(row.rolling, currency) };
  }
  const rolling = figureOf(row.rolling, currency);
  if (row.minimum === absent) return { available, limit, used, rolling };
  return { available, limit, used, rolling, minimum: figureOf(row.minimum, currency) };
}

const none: readonly AccountNote[] = [];

/**
 * The provider's own available limit; where it gives none, what its documented formula leaves. A limit of zero may
 * mean that none is set, so nothing is computed from it.
 */
function availableOf(row: Row, currency: Currency): Figure {
  if (row.available !== absent) return figureOf(row.available, currency);
  const { limit, used, rolling } = row;
  if (limit === unreadable || used === unreadable || rolling === unreadable) return unreadable;
  if (typeof limit !== 'string' || typeof used !== 'string' || isZeroDecimal(limit)) return absent;
  if (typeof rolling !== 'string') {
    const left = money(subtractDecimals(limit, used), currency);
    return { kind: 'computed', money: left, how: 'limit-minus-used' };
  }
  const left = money(formulaOf(limit, used, rolling), currency);
  return { kind: 'computed', money: left, how: 'limit-minus-used-minus-rolling' };
}

/** What is odd about the figures of a row. */
export function notesOn(row: Row, available: Figure | undefined, currency: Currency): readonly AccountNote[] {
  const expected = expectedOf(row);
  const isOver = isExceeded(row, available);
  if (expected === undefined && !isOver) return none;
  const notes: AccountNote[] = [];
  if (expected !== undefined) notes.push({ kind: 'available-differs', expected: money(expected, currency) });
  if (isOver) notes.push({ kind: 'over-limit' });
  return notes;
}

/** What would be available by the documented formula; undefined when it is, or cannot be told. */
function expectedOf({ limit, used, rolling, available }: Row): Decimal | undefined {
  if (typeof limit !== 'string' || typeof used !== 'string' || typeof rolling !== 'string') return undefined;
  if (typeof available !== 'string' || isSum(limit, used, rolling, available)) return undefined;
  return formulaOf(limit, used, rolling);
}

function isExceeded({ limit, used }: Row, available: Figure | undefined): boolean {
  if (typeof limit === 'string') {
    if (isZeroDecimal(limit)) return false;
    if (typeof used === 'string' && compareDecimals(used, limit) > 0) return true;
  }
  return available !== undefined && available.kind !== 'missing' && isNegative(available.money);
}

function formulaOf(limit: Decimal, used: Decimal, rolling: Decimal): Decimal {
  return subtractDecimals(subtractDecimals(limit, used), rolling);
}
