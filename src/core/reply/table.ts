import { lazy } from '../async/lazy.ts';
import type { Column, Content, TableBlock } from './types.ts';
import { displayWidth, padColumns } from './width.ts';
import { glue, wrap } from './wrap.ts';

/** How a table is laid out. */
export interface TableLayout {
  /** Columns of the screen; without it nothing is dropped. */
  readonly width?: number;
  /** The text of a cell: one line, disarmed. Blanks inside a figure are `glue`. */
  readonly cell: (content: Content) => string;
  /** The decimal point of the reader's locale; `.` unless told. */
  readonly point?: string;
  /** The line below a table that had to drop columns. */
  readonly leftOut?: (labels: readonly string[]) => string;
}

const gap = '  ';

/** A column with the texts of its cells. */
interface Strip {
  readonly column: Column;
  readonly label: string;
  readonly cells: readonly string[];
  /** Columns of the screen that it takes. */
  readonly width: number;
}

/**
 * A table as lines of aligned text, figures by their decimal point. On a narrow screen the columns with the highest
 * priority number go first, of equal ones the last; when even those with the lowest do not fit, every row becomes a card
 * of `label: value` lines with all of its columns. A figure is never cut.
 */
export function renderTable(table: TableBlock, layout: TableLayout): string[] {
  if (table.rows.length === 0 || table.columns.length === 0) return [];
  const strips = table.columns.map((column, index) => lazy(() => stripOf(table, column, index, layout)));
  const kept = keepFitting(table.columns, strips, layout.width);
  const lines = kept.size === 0 ? cards(strips, layout.width) : aligned([...kept].map(([, strip]) => strip));
  const dropped = table.columns.filter((_, index) => kept.size > 0 && !kept.has(index));
  const labels = dropped.map(({ label }) => layout.cell(label));
  const remark = labels.length > 0 ? layout.leftOut?.(labels) : undefined;
  return [...lines, ...(remark === undefined ? [] : wrap(remark, layout.width))].map(unglue);
}

function stripOf(
  { rows }: TableBlock,
  column: Column,
  index: number,
  { cell, point = '.' }: TableLayout,
): Strip {
  const shown = rows.map((row) => cell(row[index] ?? ''));
  const cells = column.align === 'right' ? alignPoints(shown, point) : shown;
  const label = cell(column.label);
  const width = cells.reduce((most, each) => Math.max(most, displayWidth(each)), displayWidth(label));
  return { column, label, cells, width };
}

/**
 * The strips that fit beside each other, by their place: those of the lowest priority number together, then one by one
 * until one does not fit, so that what is left out is not laid out either. None when not even the first ones fit.
 */
function keepFitting(
  columns: readonly Column[],
  strips: readonly (() => Strip)[],
  width = Number.POSITIVE_INFINITY,
): ReadonlyMap<number, Strip> {
  const first = Math.min(...columns.map(({ priority }) => priority));
  const order = [...columns.entries()].sort(([, a], [, b]) => a.priority - b.priority);
  const kept = new Map<number, Strip>();
  let taken = -gap.length;
  for (const [index, { priority }] of order) {
    const strip = strips[index]?.();
    if (strip === undefined) continue;
    taken += gap.length + strip.width;
    if (taken > width) return priority === first ? new Map() : inOrder(kept);
    kept.set(index, strip);
  }
  return inOrder(kept);
}

function inOrder(kept: ReadonlyMap<number, Strip>): ReadonlyMap<number, Strip> {
  return new Map([...kept].sort(([a], [b]) => a - b));
}

function aligned(strips: readonly Strip[]): string[] {
  const columns = strips.map(({ column, label, cells, width }) => {
    return [label, ...cells].map((cell) => padColumns(cell, width, column.align));
  });
  const lines = columns[0]?.map((_, row) => columns.map((cells) => cells[row]).join(gap)) ?? [];
  return lines.map((line) => line.trimEnd());
}

function cards(laid: readonly (() => Strip)[], width: number | undefined): string[] {
  const strips = laid.map((strip) => strip());
  const rows = strips[0]?.cells ?? [];
  return rows.flatMap((_, row) => {
    const filled = strips.map(({ label, cells }) => ({ label, value: (cells[row] ?? '').trim() }));
    const lines = filled
      .filter(({ value }) => value !== '')
      .flatMap(({ label, value }) => wrap(`${label}: ${value}`, width, gap.length));
    return row === 0 ? lines : ['', ...lines];
  });
}

/** The cells with blanks behind them, so that their decimal points stand below each other. */
function alignPoints(cells: readonly string[], point: string): readonly string[] {
  const tails = cells.map((cell) => tailWidth(cell, point));
  const longest = tails.reduce<number>((most, tail) => Math.max(most, tail ?? 0), 0);
  return cells.map((cell, index) => {
    const tail = tails[index];
    return tail === undefined ? cell : cell + ' '.repeat(longest - tail);
  });
}

/** Columns from the decimal point of the first figure to the end; undefined where there is no figure. */
function tailWidth(cell: string, point: string): number | undefined {
  const [whole] = /^\D*\d(?:[\d\s.,'’]*\d)?/.exec(cell) ?? [];
  if (whole === undefined) return undefined;
  const decimals = whole.lastIndexOf(point);
  return displayWidth(cell.slice(decimals < 0 ? whole.length : decimals));
}

function unglue(line: string): string {
  return line.replaceAll(glue, ' ');
}
