import { pieces } from '../../src/core/reply/build.ts';
import type { Block, Content } from '../../src/core/reply/types.ts';
import type { SlackBlock } from './blocks.ts';
import { limits } from './limits.ts';

/** Kept free in each message: the mark of a possible repeat. */
const spare = { blocks: 1, text: 300, json: 500 };

/** Whether the platform takes these blocks as one message, with room for one more line. */
export function fitsMessage(blocks: readonly SlackBlock[]): boolean {
  if (blocks.length > limits.blocks - spare.blocks) return false;
  if (JSON.stringify(blocks).length > limits.blocksJson - spare.json) return false;
  return textOf(blocks) <= limits.blocksText - spare.text && blocks.every(isFitTable);
}

/** Spares the rendering of what is far too long. */
export function mayFit(blocks: readonly Block[]): boolean {
  let room = 2 * limits.blocksText;
  return blocks.every((block) => {
    if (block.kind === 'table' && block.rows.length >= limits.tableRows) return false;
    room -= lengthOf(block);
    return room >= 0;
  });
}

function lengthOf(block: Block): number {
  switch (block.kind) {
    case 'heading':
    case 'text':
    case 'note':
      return contentLength(block.content);
    case 'fields':
      return block.items.reduce((sum, { label, value }) => sum + label.length + contentLength(value), 0);
    case 'table':
      return block.rows.reduce(
        (sum, row) => row.reduce((cells, cell) => cells + contentLength(cell), sum),
        0,
      );
    case 'code':
      return block.text.length;
    case 'picture':
      return block.alt.length;
    case 'file':
      return block.name.length;
  }
}

function contentLength(content: Content): number {
  return pieces(content).reduce((sum, piece) => {
    if (typeof piece === 'string') return sum + piece.length;
    return sum + ('text' in piece ? piece.text.length : 1);
  }, 0);
}

function isFitTable(block: SlackBlock): boolean {
  if (block.type !== 'table') return true;
  return block.rows.length <= limits.tableRows && textOf(block) <= limits.tableText;
}

/** Characters of every string in it that is shown. */
function textOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + textOf(each), 0);
  if (typeof value !== 'object' || value === null) return 0;
  let sum = 0;
  for (const [name, each] of Object.entries(value)) {
    if (typeof each !== 'string') sum += textOf(each);
    else if (shown.has(name)) sum += each.length;
  }
  return sum;
}

const shown: ReadonlySet<string> = new Set(['text', 'url', 'fallback']);
