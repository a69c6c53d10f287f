import { isSurelyDifference } from '../../core/money/decimal-fast.ts';
import { compareMoney, isNegative, isZero, type Money, subtractMoney } from '../../core/money/money.ts';
import type { Account, AccountNote, Figure } from '../../core/provider/provider.ts';
import { absent, unreadable } from '../../core/provider/wire.ts';
import { type Columns, readNext } from './columns-fast.ts';
import type { PayatomRow } from './wire.ts';

/** The figure documented beside limit and usage: the account status has `rolling`, the P2P accounts `minimum`. */
export type Beside = 'rolling' | 'minimum';

/** Reads the figures of the next row of a list. The figures that the list documents are present, if only as missing. */
export function figuresOf(row: PayatomRow, columns: Columns, beside: Beside): Account['figures'] {
  const { currency } = columns;
  const limit = readNext(columns.limit, row.limit_volum, currency);
  const used = readNext(columns.used, row.usage_volum, currency);
  const rolling = readNext(columns.rolling, row.rolling_balance, currency);
  const minimum = readNext(columns.minimum, row.minimum_balance, currency);
  const reported = readNext(columns.available, row.available_limit, currency);
  const available = reported === absent ? computedAvailable(limit, used, rolling) : reported;
  if (beside === 'minimum') {
    if (rolling === absent) return { available, limit, used, minimum };
    return { available, limit, used, minimum, rolling };
  }
  if (minimum === absent) return { available, limit, used, rolling };
  return { available, limit, used, rolling, minimum };
}

/**
 * Computes the available limit by the documented formula; used if the provider reports none. A limit of zero may mean
 * that no limit is set, so nothing is computed from it.
 */
function computedAvailable(limit: Figure, used: Figure, rolling: Figure): Figure {
  if (limit === unreadable || used === unreadable || rolling === unreadable) return unreadable;
  if (limit.kind === 'missing' || used.kind === 'missing' || isZero(limit.money)) return absent;
  const left = subtractMoney(limit.money, used.money);
  if (rolling.kind === 'missing') return { kind: 'computed', money: left, derivation: 'limit-minus-used' };
  const less = subtractMoney(left, rolling.money);
  return { kind: 'computed', money: less, derivation: 'limit-minus-used-minus-rolling' };
}

const none: readonly AccountNote[] = [];
const overLimit: readonly AccountNote[] = [{ kind: 'over-limit' }];

/** Returns the notes on inconsistent figures of a row. */
export function notesOn(figures: Account['figures']): readonly AccountNote[] {
  const expected = expectedOf(figures);
  const over = isExceeded(figures) ? overLimit : none;
  return expected === undefined ? over : [{ kind: 'available-differs', expected }, ...over];
}

/** Returns what the formula makes available. Undefined if that equals the reported amount or cannot be computed. */
function expectedOf({ limit, used, rolling, available }: Account['figures']): Money | undefined {
  if (limit?.kind !== 'given' || used?.kind !== 'given' || rolling?.kind !== 'given') return undefined;
  if (available?.kind !== 'given') return undefined;
  const { amount } = available.money;
  if (isSurelyDifference(limit.money.amount, used.money.amount, rolling.money.amount, amount))
    return undefined;
  const expected = subtractMoney(subtractMoney(limit.money, used.money), rolling.money);
  return compareMoney(expected, available.money) === 0 ? undefined : expected;
}

function isExceeded({ limit, used, available }: Account['figures']): boolean {
  if (limit?.kind === 'given') {
    if (isZero(limit.money)) return false;
    if (used?.kind === 'given' && compareMoney(used.money, limit.money) > 0) return true;
  }
  return available !== undefined && available.kind !== 'missing' && isNegative(available.money);
}
