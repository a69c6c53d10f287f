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
  const figures: { -readonly [K in keyof Account['figures']]: Account['figures'][K] } = {
    available,
    limit: figureOf(row.limit, currency),
    used: figureOf(row.used, currency),
  };
  for (const kind of besides) {
    if (kind === beside || row[kind] !== absent) figures[kind] = figureOf(row[kind], currency);
  }
  return { figures, notes: notesOn(row, available, currency) };
}

const besides = ['rolling', 'minimum'] as const;
const none: readonly AccountNote[] = [];

/**
 * The provider's own available limit; where it gives none, what its documented formula leaves. A limit of zero may
 * mean that none is set, so nothing is computed from it.
 */
function availableOf(row: Row, currency: Currency): Figure {
  if (row.available !== absent) return figureOf(row.available, currency);
  const { limit, used, rolling } = row;
  if (limit === unreadable || used === unreadable || rolling === unreadable) return unreadable;
  if (typeof limit !== 'string' || typeof used !== 'string' || isZero(money(limit, currency))) return absent;
  if (typeof rolling !== 'string') {
    const left = money(subtractDecimals(limit, used), currency);
    return { kind: 'computed', money: left, how: 'limit-minus-used' };
  }
  const left = money(formulaOf(limit, used, rolling), currency);
  return { kind: 'computed', money: left, how: 'limit-minus-used-minus-rolling' };
}

function notesOn(row: Row, available: Figure, currency: Currency): readonly AccountNote[] {
  const differs = differenceIn(row, currency);
  const isOver = isExceeded(row, available);
  if (differs === undefined && !isOver) return none;
  return [...(differs === undefined ? [] : [differs]), ...(isOver ? [{ kind: 'over-limit' } as const] : [])];
}

function differenceIn({ limit, used, rolling, available }: Row, currency: Currency): AccountNote | undefined {
  if (typeof limit !== 'string' || typeof used !== 'string' || typeof rolling !== 'string') return undefined;
  if (typeof available !== 'string') return undefined;
  const expected = formulaOf(limit, used, rolling);
  if (compareDecimals(expected, available) === 0) return undefined;
  return { kind: 'available-differs', expected: money(expected, currency) };
}

function isExceeded({ limit, used }: Row, available: Figure): boolean {
  const isUnset = typeof limit === 'string' && !/[1-9]/.test(limit);
  if (isUnset) return false;
  const isPast = typeof limit === 'string' && typeof used === 'string' && compareDecimals(used, limit) > 0;
  return isPast || (available.kind !== 'missing' && isNegative(available.money));
}

function formulaOf(limit: Decimal, used: Decimal, rolling: Decimal): Decimal {
  return subtractDecimals(subtractDecimals(limit, used), rolling);
}
