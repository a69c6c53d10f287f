import { renderPageLine } from '../../core/command-line/line.ts';
import { note, reply, text } from '../../core/reply/build.ts';
import type { Block, Reply, TableBlock } from '../../core/reply/types.ts';
import { pageText } from './text.ts';

/** Rows per page, unless the adapter or the user sets another number. */
export const defaultRows = 20;

/** The requested page of a reply. */
export interface Cut {
  /** Undefined if the line has no `page`: the first page, or the whole reply if `rows` is `all`. */
  readonly number?: number;
  readonly rows: number | 'all';
  /** The command line of the reply, without `page`. */
  readonly line: string;
  /** Whether the command lines of the other pages contain `share`. */
  readonly share?: boolean;
}

/**
 * Cuts the paged table of a reply to one page. Page 1 has all other blocks; further pages have the headline and the table.
 * A reply that fits on one page, or has no paged table, is returned whole. For a page that does not exist, the reply is one
 * sentence and a button for the last page.
 */
export function cutPage(whole: Reply, { number, rows: pageRows, line, share = false }: Cut): Reply {
  if (pageRows === 'all' && number === undefined) return whole;
  const size = pageRows === 'all' ? defaultRows : Math.max(1, Math.trunc(pageRows));
  const table = whole.blocks.find(isPaged);
  if (table === undefined) return whole;
  const rows = table.rows.length;
  const of = Math.max(1, Math.ceil(rows / size));
  const at = number ?? 1;
  const pageLine = (page: number) => renderPageLine(line, page, share);
  if (at > of) {
    const [sentence, last] = [pageText.beyond(at, of), of === 1 ? line : pageLine(of)];
    return reply(sentence, [text(sentence)], [{ label: last, line: last }]);
  }
  if (of === 1) return whole;
  const cut: TableBlock = { ...table, rows: table.rows.slice((at - 1) * size, at * size) };
  return {
    ...whole,
    blocks:
      at === 1 ? whole.blocks.map((block) => (block === table ? cut : block)) : further(whole, table, cut),
    page: {
      number: at,
      of,
      rows,
      ...(at > 1 && { previous: pageLine(at - 1) }),
      ...(at < of && { next: pageLine(at + 1) }),
    },
  };
}

/** The number of rows in the paged table. */
export function pagedRows({ blocks }: Reply): number {
  return blocks.find(isPaged)?.rows.length ?? 0;
}

/** The headline, the heading above the table, and the table. */
function further({ blocks }: Reply, table: TableBlock, cut: TableBlock): readonly Block[] {
  const place = blocks.indexOf(table);
  const [first, above] = [blocks[0], blocks[place - 1]];
  const headline = first !== table && (first?.kind === 'heading' || first?.kind === 'text') ? [first] : [];
  const over = above?.kind === 'heading' && above !== first ? [above] : [];
  const noted = blocks.some(({ kind }) => kind === 'note');
  return [...headline, ...over, cut, ...(noted ? [note('info', pageText.notesOnFirst)] : [])];
}

function isPaged(block: Block): block is TableBlock {
  return block.kind === 'table' && block.paged === true;
}
