import { isSurelyLeft } from '../../core/money/decimal-fast.ts';
import {
  type Currency,
  compareMoney,
  isNegative,
  isZero,
  type Money,
  subtractMoney,
} from '../../core/money/money.ts';
import type { Account, AccountNote, Figure } from '../../core/provider/provider.ts';
import { absent, figureOf, readAmount, unreadable } from '../../core/provider/wire.ts';
import type { PayatomRow } from './wire.ts';

/** What the documents give beside limit and usage: account status the rolling balance, P2P accounts the minimum. */
export type Beside = 'rolling' | 'minimum';

/**
 * The amount of a column that was read last. Rows often repeat that of the row before, limits above all: then it is not
 * read again, and both have the same figure.
 */
interface Column {
  value: unknown;
  figure: Figure;
}

/** The amounts of one list, column by column. */
export interface Columns {
  readonly currency: Currency;
  readonly limit: Column;
  readonly used: Column;
  readonly rolling: Column;
  readonly available: Column;
  readonly minimum: Column;
}

export function createColumns(currency: Currency): Columns {
  const column = (): Column => ({ value: undefined, figure: absent });
  return {
    currency,
    limit: column(),
    used: column(),
    rolling: column(),
    available: column(),
    minimum: column(),
  };
}

/** The figures of the next row of a list. What the list documents is there, if only as missing. */
export function figuresOf(row: PayatomRow, columns: Columns, beside: Beside): Account['figures'] {
  const { currency } = columns;
  const limit = nextIn(columns.limit, row.limit_volum, currency);
  const used = nextIn(columns.used, row.usage_volum, currency);
  const rolling = nextIn(columns.rolling, row.rolling_balance, currency);
  const minimum = nextIn(columns.minimum, row.minimum_balance, currency);
  const given = nextIn(columns.available, row.available_limit, currency);
  const available = given === absent ? leftOf(limit, used, rolling) : given;
  if (beside === 'minimum') {
    if (rolling === absent) return { available, limit, used, minimum };
    return { available, limit, used, minimum, rolling };
  }
  if (minimum === absent) return { available, limit, used, rolling };
  return { available, limit, used, rolling, minimum };
}

function nextIn(column: Column, value: unknown, currency: Currency): Figure {
  if (value !== column.value) {
    column.value = value;
    column.figure = figureOf(readAmount(value), currency);
  }
  return column.figure;
}

/**
 * What the documented formula leaves, where the provider says nothing of its own. A limit of zero may mean that none is
 * set, so nothing is computed from it.
 */
function leftOf(limit: Figure, used: Figure, rolling: Figure): Figure {
  if (limit === unreadable || used === unreadable || rolling === unreadable) return unreadable;
  if (limit.kind === 'missing' || used.kind === 'missing' || isZero(limit.money)) return absent;
  const left = subtractMoney(limit.money, used.money);
  if (rolling.kind === 'missing') return { kind: 'computed', money: left, derivation: 'limit-minus-used' };
  const less = subtractMoney(left, rolling.money);
  return { kind: 'computed', money: less, derivation: 'limit-minus-used-minus-rolling' };
}

const none: readonly AccountNote[] = [];
const overLimit: readonly AccountNote[] = [{ kind: 'over-limit' }];

/** What is odd about the figures of a row. */
export function notesOn(figures: Account['figures']): readonly AccountNote[] {
  if (isUsual(figures)) return none;
  const expected = expectedOf(figures);
  const over = isExceeded(figures) ? overLimit : none;
  return expected === undefined ? over : [{ kind: 'available-differs', expected }, ...over];
}

/** Whether it shows at once that nothing is odd, as nothing mostly is. */
function isUsual({ limit, used, rolling, available }: Account['figures']): boolean {
  if (limit?.kind !== 'given' || used?.kind !== 'given') return false;
  if (rolling?.kind !== 'given' || available?.kind !== 'given') return false;
  return isSurelyLeft(limit.money.amount, used.money.amount, rolling.money.amount, available.money.amount);
}

/** What would be available by the documented formula; undefined when it is, or cannot be told. */
function expectedOf({ limit, used, rolling, available }: Account['figures']): Money | undefined {
  if (limit?.kind !== 'given' || used?.kind !== 'given' || rolling?.kind !== 'given') return undefined;
  if (available?.kind !== 'given') return undefined;
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
