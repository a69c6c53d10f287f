import { column, table } from './build.ts';
import type { Content, TableBlock } from './types.ts';

/** A column of a grid: how it is labelled and what a row shows in it, undefined where it has nothing to say. */
export interface GridColumn<R> {
  readonly label: string;
  /** What to keep on a narrow screen: 1 is kept longest. */
  readonly priority: number;
  readonly align?: 'left' | 'right';
  readonly cell: (row: R) => Content | undefined;
}

/** A table of rows of one kind, without the columns that no row fills. */
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
