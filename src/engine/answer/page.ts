import { renderPageLine } from '../../core/command-line/line.ts';
import { note, reply, text } from '../../core/reply/build.ts';
import type { Block, Reply, TableBlock } from '../../core/reply/types.ts';
import { pageText } from './text.ts';

/** Rows of a page where nobody wants another number. */
export const defaultRows = 20;

/** Which part of a reply is asked for. */
export interface Cut {
  /** Undefined when no page was asked for: then `all` is the whole reply, and otherwise it is the first page. */
  readonly number?: number;
  readonly rows: number | 'all';
  /** The line of the whole reply: what the lines of its pages begin with. */
  readonly line: string;
  /** Whether the pages' lines ask to be shared as this one did. */
  readonly share?: boolean;
}

/**
 * The page of a reply: its paged table cut, the rest as it is on page 1; further pages keep the headline and the
 * table. What fits on one page, or has no such table, stays whole. A page that does not exist gets one sentence and
 * the last page.
 */
export function cutPage(whole: Reply, { number, rows: wanted, line, share = false }: Cut): Reply {
  if (wanted === 'all' && number === undefined) return whole;
  const size = wanted === 'all' ? defaultRows : Math.max(1, Math.trunc(wanted));
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

/** How many rows would be cut into pages. */
export function pagedRows({ blocks }: Reply): number {
  return blocks.find(isPaged)?.rows.length ?? 0;
}

/** The headline, the heading that stands over the table, and the table. */
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
