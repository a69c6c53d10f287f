import { column, table } from './build.ts';
import type { Content, TableBlock } from './types.ts';

/** A column of a grid: its label, and the cell of each row; undefined for an empty cell. */
export interface GridColumn<R> {
  readonly label: string;
  /** Priority on a narrow screen; 1 is dropped last. */
  readonly priority: number;
  readonly align?: 'left' | 'right';
  readonly cell: (row: R) => Content | undefined;
}

/** Builds a table of rows of one type, without columns that are empty in all rows. */
export function grid<R>(
  rows: readonly R[],
  columns: readonly GridColumn<R>[],
  more: Pick<TableBlock, 'caption' | 'paged'> = {},
): TableBlock {
  const filled = columns
    .map((shown) => ({ shown, cells: rows.map((row) => shown.cell(row)) }))
    .filter(({ cells }) => cells.some((cell) => cell !== undefined));
  return table(
    filled.map(({ shown }) => column(shown.label, shown.priority, shown.align)),
    rows.map((_, index) => filled.map(({ cells }) => cells[index] ?? '')),
    more,
  );
}
