// For the benchmark rows `provider` and `sweep`: rows often repeat the amount of the row before.
import type { Currency } from '../../core/money/money.ts';
import type { Figure } from '../../core/provider/provider.ts';
import { absent, figureOf, readAmount } from '../../core/provider/wire.ts';

/** The last parsed amount of a column. A repeated amount is not parsed again; both rows share one figure. */
interface Column {
  value: unknown;
  figure: Figure;
}

/** The last amount of each column of a list. */
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

/** Returns what `figureOf(readAmount(value), currency)` returns. */
export function readNext(column: Column, value: unknown, currency: Currency): Figure {
  if (value !== column.value) {
    column.value = value;
    column.figure = figureOf(readAmount(value), currency);
  }
  return column.figure;
}
