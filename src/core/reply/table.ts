import { lazy } from '../async/lazy.ts';
import type { Column, Content, TableBlock } from './types.ts';
import { displayWidth, padColumns } from './width.ts';
import { glue, wrap } from './wrap.ts';

/** The layout of a table. */
export interface TableLayout {
  /** Columns of the screen; unlimited if absent. */
  readonly width?: number;
  /** The safe text of a cell, in one line. Blanks inside a figure are `glue`. */
  readonly cell: (content: Content) => string;
  /** The decimal separator of the reader's locale; default `.`. */
  readonly point?: string;
  /** The line below a table without some of its columns. */
  readonly leftOut?: (labels: readonly string[]) => string;
}

const gap = '  ';

/** A column with the rendered texts of its cells. */
interface RenderedColumn {
  readonly column: Column;
  readonly label: string;
  readonly cells: readonly string[];
  /** Its width in columns of the screen. */
  readonly width: number;
}

/**
 * Renders a table as lines of aligned text; figures are aligned by their decimal point. On a narrow screen, the columns with
 * the highest priority number are dropped first; among equal ones, the last. If even those with the lowest number do not
 * fit, each row becomes a card of `label: value` lines with all columns. A figure is never cut.
 */
export function renderTable(table: TableBlock, layout: TableLayout): string[] {
  if (table.rows.length === 0 || table.columns.length === 0) return [];
  const rendered = table.columns.map((column, index) =>
    lazy(() => renderColumn(table, column, index, layout)),
  );
  const fitting = fittingColumns(table.columns, rendered, layout.width);
  const lines =
    fitting.size === 0 ? cards(rendered, layout.width) : aligned([...fitting].map(([, column]) => column));
  const dropped = table.columns.filter((_, index) => fitting.size > 0 && !fitting.has(index));
  const labels = dropped.map(({ label }) => layout.cell(label));
  const remark = labels.length > 0 ? layout.leftOut?.(labels) : undefined;
  return [...lines, ...(remark === undefined ? [] : wrap(remark, layout.width))].map(unglue);
}

function renderColumn(
  { rows }: TableBlock,
  column: Column,
  index: number,
  { cell, point = '.' }: TableLayout,
): RenderedColumn {
  const shown = rows.map((row) => cell(row[index] ?? ''));
  const cells = column.align === 'right' ? alignPoints(shown, point) : shown;
  const label = cell(column.label);
  const width = cells.reduce((widest, each) => Math.max(widest, displayWidth(each)), displayWidth(label));
  return { column, label, cells, width };
}

/**
 * The columns that fit, by index: those with the lowest priority number together, then one by one until one does not fit.
 * Columns after that one are not rendered at all. None if those with the lowest number do not fit.
 */
function fittingColumns(
  columns: readonly Column[],
  rendered: readonly (() => RenderedColumn)[],
  width = Number.POSITIVE_INFINITY,
): ReadonlyMap<number, RenderedColumn> {
  const first = Math.min(...columns.map(({ priority }) => priority));
  const order = [...columns.entries()].sort(([, a], [, b]) => a.priority - b.priority);
  const fitting = new Map<number, RenderedColumn>();
  let taken = -gap.length;
  for (const [index, { priority }] of order) {
    const next = rendered[index]?.();
    if (next === undefined) continue;
    taken += gap.length + next.width;
    if (taken > width) return priority === first ? new Map() : inOrder(fitting);
    fitting.set(index, next);
  }
  return inOrder(fitting);
}

function inOrder(columns: ReadonlyMap<number, RenderedColumn>): ReadonlyMap<number, RenderedColumn> {
  return new Map([...columns].sort(([a], [b]) => a - b));
}

function aligned(rendered: readonly RenderedColumn[]): string[] {
  const columns = rendered.map(({ column, label, cells, width }) => {
    return [label, ...cells].map((cell) => padColumns(cell, width, column.align));
  });
  const lines = columns[0]?.map((_, row) => columns.map((cells) => cells[row]).join(gap)) ?? [];
  return lines.map((line) => line.trimEnd());
}

function cards(columns: readonly (() => RenderedColumn)[], width: number | undefined): string[] {
  const rendered = columns.map((render) => render());
  const rows = rendered[0]?.cells ?? [];
  return rows.flatMap((_, row) => {
    const filled = rendered.map(({ label, cells }) => ({ label, value: (cells[row] ?? '').trim() }));
    const lines = filled
      .filter(({ value }) => value !== '')
      .flatMap(({ label, value }) => wrap(`${label}: ${value}`, width, gap.length));
    return row === 0 ? lines : ['', ...lines];
  });
}

/** Pads cells with blanks, so that their decimal points are aligned. */
function alignPoints(cells: readonly string[], point: string): readonly string[] {
  const tails = cells.map((cell) => tailWidth(cell, point));
  const longest = tails.reduce<number>((widest, tail) => Math.max(widest, tail ?? 0), 0);
  return cells.map((cell, index) => {
    const tail = tails[index];
    return tail === undefined ? cell : cell + ' '.repeat(longest - tail);
  });
}

/** The width from the decimal point of the first figure to the end; undefined if there is no figure. */
function tailWidth(cell: string, point: string): number | undefined {
  const [whole] = /^\D*\d(?:[\d\s.,'’]*\d)?/.exec(cell) ?? [];
  if (whole === undefined) return undefined;
  const decimals = whole.lastIndexOf(point);
  return displayWidth(cell.slice(decimals < 0 ? whole.length : decimals));
}

function unglue(line: string): string {
  return line.replaceAll(glue, ' ');
}
