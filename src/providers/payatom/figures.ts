import { compareDecimals, type Decimal, subtractDecimals } from '../../core/decimal.ts';
import { type Currency, isNegative, isZero, money } from '../../core/money.ts';
import type { Account, AccountNote, Figure } from '../../core/provider.ts';
import { absent, figureOf, unreadable } from '../../core/wire.ts';
import type { Row } from './wire.ts';

/** What the documents give beside limit and usage: account status the rolling balance, P2P accounts the minimum. */
export type Beside = 'rolling' | 'minimum';

/** The figures of a row, and what is odd about them. */
export function readFigures(
  row: Row,
  currency: Currency,
  beside: Beside,
): Pick<Account, 'figures' | 'notes'> {
  const available = availableOf(row, currency);
  const besides = (['rolling', 'minimum'] as const).filter((kind) => kind === beside || row[kind] !== absent);
  const figures = {
    available,
    limit: figureOf(row.limit, currency),
    used: figureOf(row.used, currency),
    ...Object.fromEntries(besides.map((kind) => [kind, figureOf(row[kind], currency)])),
  };
  return { figures, notes: [...differenceIn(row, currency), ...excessIn(row, available)] };
}

/**
 * The provider's own available limit; where it gives none, what its documented formula leaves. A limit of zero may
 * mean that none is set, so nothing is computed from it.
 */
function availableOf(row: Row, currency: Currency): Figure {
  if (row.available !== absent) return figureOf(row.available, currency);
  const { limit, used, rolling } = row;
  if ([limit, used, rolling].includes(unreadable)) return unreadable;
  if (typeof limit !== 'string' || typeof used !== 'string' || isZero(money(limit, currency))) return absent;
  if (typeof rolling !== 'string') {
    const left = money(subtractDecimals(limit, used), currency);
    return { kind: 'computed', money: left, how: 'limit-minus-used' };
  }
  const left = money(formulaOf(limit, used, rolling), currency);
  return { kind: 'computed', money: left, how: 'limit-minus-used-minus-rolling' };
}

function differenceIn({ limit, used, rolling, available }: Row, currency: Currency): readonly AccountNote[] {
  if (typeof limit !== 'string' || typeof used !== 'string' || typeof rolling !== 'string') return [];
  if (typeof available !== 'string') return [];
  const expected = formulaOf(limit, used, rolling);
  if (compareDecimals(expected, available) === 0) return [];
  return [{ kind: 'available-differs', expected: money(expected, currency) }];
}

function excessIn({ limit, used }: Row, available: Figure): readonly AccountNote[] {
  const isUnset = typeof limit === 'string' && !/[1-9]/.test(limit);
  if (isUnset) return [];
  const isPast = typeof limit === 'string' && typeof used === 'string' && compareDecimals(used, limit) > 0;
  const isBelowZero = available.kind !== 'missing' && isNegative(available.money);
  return isPast || isBelowZero ? [{ kind: 'over-limit' }] : [];
}

function formulaOf(limit: Decimal, used: Decimal, rolling: Decimal): Decimal {
  return subtractDecimals(subtractDecimals(limit, used), rolling);
}
