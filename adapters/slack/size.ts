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
