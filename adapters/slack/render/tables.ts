import type { Reader } from '../../../src/core/format/format.ts';
import { formatDecimal } from '../../../src/core/format/format.ts';
import type { Decimal } from '../../../src/core/money/decimal.ts';
import { stripUnsafe } from '../../../src/core/reply/clean.ts';
import { renderTable } from '../../../src/core/reply/table.ts';
import { replyWords } from '../../../src/core/reply/text.ts';
import type { Block, TableBlock } from '../../../src/core/reply/types.ts';
import { slackLimits } from '../limits.ts';
import { type SlackBlock, tableBlock } from './blocks.ts';
import { plainLine } from './inline.ts';

/** Returns the table that is rendered natively, of which a message has one: the paged one, otherwise the longest. */
export function nativeTable(blocks: readonly Block[]): TableBlock | undefined {
  let best: TableBlock | undefined;
  for (const block of blocks) {
    if (block.kind !== 'table' || block.rows.length === 0) continue;
    if (block.columns.length === 0 || block.columns.length > slackLimits.tableColumns) continue;
    if (block.paged === true) return block;
    if (best === undefined || block.rows.length > best.rows.length) best = block;
  }
  return best;
}

/** Renders a native table, whose cells are plain text. */
export function tableOf({ columns, rows }: TableBlock, reader: Reader): SlackBlock {
  const head = columns.map(({ label }) => stripUnsafe(label).trim());
  const body = rows.map((row) => columns.map((_, index) => plainLine(row[index] ?? '', reader)));
  return tableBlock(
    [head, ...body],
    columns.map(({ align }) => align),
  );
}

/** Renders a table as monospace lines; a table that is too wide as cards. */
export function codeTable(block: TableBlock, reader: Reader): string[] {
  return renderTable(block, {
    width: slackLimits.codeColumns,
    cell: (content) => plainLine(content, reader),
    point: formatDecimal('1.5' as Decimal, reader.locale).replace(/\p{Nd}/gu, ''),
    leftOut: replyWords.leftOut,
  });
}
