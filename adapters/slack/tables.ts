import type { Decimal } from '../../src/core/decimal.ts';
import type { Reader } from '../../src/core/format.ts';
import { formatDecimal } from '../../src/core/format.ts';
import { disarm } from '../../src/core/reply/clean.ts';
import { renderTable } from '../../src/core/reply/table.ts';
import type { Block, TableBlock } from '../../src/core/reply/types.ts';
import { replyWords } from '../../src/core/text/reply.ts';
import { cut, type SlackBlock, table as tableBlock } from './blocks.ts';
import { plainLine } from './inline.ts';
import { limits } from './limits.ts';

/** Characters of one table's cells, and how many cells it may have before its JSON is too long. */
const room = { text: 6_000, cells: 200 };
const cellText = 400;

/** The one table that is shown as such: the one that has pages, otherwise the longest. */
export function nativeTable(blocks: readonly Block[]): TableBlock | undefined {
  const fitting = blocks.filter(
    (block): block is TableBlock =>
      block.kind === 'table' && block.columns.length > 0 && block.columns.length <= limits.tableColumns,
  );
  return fitting.sort(
    (a, b) => Number(b.paged ?? false) - Number(a.paged ?? false) || b.rows.length - a.rows.length,
  )[0];
}

/** The table as blocks of as many rows as a message takes, each under the header. */
export function nativeTables({ columns, rows }: TableBlock, reader: Reader): SlackBlock[] {
  const aligns = columns.map(({ align }) => align);
  const head = columns.map(({ label }) => cell(disarm(label)));
  const headText = head.join('').length;
  const tables: SlackBlock[] = [];
  let taken: string[][] = [];
  let text = headText;
  const end = () => {
    if (taken.length > 0) tables.push(tableBlock([head, ...taken], aligns));
    taken = [];
    text = headText;
  };
  for (const row of rows) {
    const cells = columns.map((_, index) => cell(plainLine(row[index] ?? '', reader)));
    const length = cells.join('').length;
    const many = (taken.length + 2) * columns.length > room.cells || taken.length + 2 > limits.tableRows;
    if (many || text + length > room.text) end();
    taken.push(cells);
    text += length;
  }
  end();
  return tables;
}

function cell(text: string): string {
  return text.length > cellText ? cut(text, cellText) : text.trim();
}

/** The table as lines of letters of one width; a table too wide for that as cards. */
export function codeTable(table: TableBlock, reader: Reader): string[] {
  return renderTable(table, {
    width: limits.codeColumns,
    cell: (content) => plainLine(content, reader),
    point: formatDecimal('1.5' as Decimal, reader.locale).replace(/\p{Nd}/gu, ''),
    leftOut: replyWords.leftOut,
  });
}
