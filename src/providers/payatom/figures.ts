import { isSum } from '../../core/decimal.ts';
import {
  type Currency,
  compareMoney,
  isNegative,
  isZero,
  type Money,
  subtractMoney,
} from '../../core/money.ts';
import type { Account, AccountNote, Figure } from '../../core/provider.ts';
import { absent, figureOf, readAmount, unreadable } from '../../core/wire.ts';
import type { Row } from './wire.ts';

/** What the documents give beside limit and usage: account status the rolling balance, P2P accounts the minimum. */
export type Beside = 'rolling' | 'minimum';

/** Reads the figures of the rows of one list. What the list documents is there, if only as missing. */
export function createFigures(currency: Currency, beside: Beside): (row: Row) => Account['figures'] {
  const limitOf = createColumn(currency);
  const usedOf = createColumn(currency);
  const rollingOf = createColumn(currency);
  const availableOf = createColumn(currency);
  const minimumOf = createColumn(currency);
  return (row) => {
    const limit = limitOf(row.limit_volum);
    const used = usedOf(row.usage_volum);
    const rolling = rollingOf(row.rolling_balance);
    const minimum = minimumOf(row.minimum_balance);
    const given = availableOf(row.available_limit);
    const available = given === absent ? leftOf(limit, used, rolling) : given;
    if (beside === 'minimum') {
      return rolling === absent
        ? { available, limit, used, minimum }
        : { available, limit, used, minimum, rolling };
    }
    return minimum === absent
      ? { available, limit, used, rolling }
      : { available, limit, used, rolling, minimum };
  };
}

/**
 * Reads the amounts of one column. Rows often repeat that of the row before, limits above all: then it is not read
 * again, and both have the same figure.
 */
function createColumn(currency: Currency): (value: unknown) => Figure {
  let last: unknown;
  let figure: Figure = absent;
  return (value) => {
    if (value !== last) {
      last = value;
      figure = figureOf(readAmount(value), currency);
    }
    return figure;
  };
}

/**
 * What the documented formula leaves, where the provider says nothing of its own. A limit of zero may mean that none is
 * set, so nothing is computed from it.
 */
function leftOf(limit: Figure, used: Figure, rolling: Figure): Figure {
  if (limit === unreadable || used === unreadable || rolling === unreadable) return unreadable;
  if (limit.kind === 'missing' || used.kind === 'missing' || isZero(limit.money)) return absent;
  const left = subtractMoney(limit.money, used.money);
  if (rolling.kind === 'missing') return { kind: 'computed', money: left, how: 'limit-minus-used' };
  const less = subtractMoney(left, rolling.money);
  return { kind: 'computed', money: less, how: 'limit-minus-used-minus-rolling' };
}

const none: readonly AccountNote[] = [];
const overLimit: readonly AccountNote[] = [{ kind: 'over-limit' }];

/** What is odd about the figures of a row. */
export function notesOn(figures: Account['figures']): readonly AccountNote[] {
  const expected = expectedOf(figures);
  const over = isExceeded(figures) ? overLimit : none;
  return expected === undefined ? over : [{ kind: 'available-differs', expected }, ...over];
}

/** What would be available by the documented formula; undefined when it is, or cannot be told. */
function expectedOf({ limit, used, rolling, available }: Account['figures']): Money | undefined {
  if (limit?.kind !== 'given' || used?.kind !== 'given' || rolling?.kind !== 'given') return undefined;
  if (
    available?.kind !== 'given' ||
    isSum(limit.money.amount, used.money.amount, rolling.money.amount, available.money.amount)
  ) {
    return undefined;
  }
  return subtractMoney(subtractMoney(limit.money, used.money), rolling.money);
}

function isExceeded({ limit, used, available }: Account['figures']): boolean {
  if (limit?.kind === 'given') {
    if (isZero(limit.money)) return false;
    if (used?.kind === 'given' && compareMoney(used.money, limit.money) > 0) return true;
  }
  return available !== undefined && available.kind !== 'missing' && isNegative(available.money);
}
