import { pieces } from '../../../src/core/reply/build.ts';
import type { Block, Content } from '../../../src/core/reply/types.ts';
import { slackLimits } from '../limits.ts';
import type { SlackBlock } from './blocks.ts';

/** Kept free in each message: the mark of a possible repeat. */
const spare = { blocks: 1, text: 300, json: 500 };

/** Below this a message fits however its JSON is written: a text doubles at most, and an object has some 60 more. */
const small = { text: 2_000, objects: 150 };

/** Whether the platform takes these blocks as one message, with room for one more line. */
export function fitsMessage(blocks: readonly SlackBlock[]): boolean {
  if (blocks.length > slackLimits.blocks - spare.blocks) return false;
  const { text, objects } = measure(blocks);
  if (text > slackLimits.blocksText - spare.text || !blocks.every(isFitTable)) return false;
  if (text <= small.text && objects <= small.objects) return true;
  return JSON.stringify(blocks).length <= slackLimits.blocksJson - spare.json;
}

/** Spares the rendering of what is far too long. */
export function mayFit(blocks: readonly Block[]): boolean {
  let room = 2 * slackLimits.blocksText;
  return blocks.every((block) => {
    if (block.kind === 'table' && block.rows.length >= slackLimits.tableRows) return false;
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
  return block.rows.length <= slackLimits.tableRows && measure(block).text <= slackLimits.tableText;
}

interface Measure {
  /** Characters of every string in it that is shown. */
  text: number;
  objects: number;
}

function measure(value: unknown, sum: Measure = { text: 0, objects: 0 }): Measure {
  if (Array.isArray(value)) {
    for (const each of value) measure(each, sum);
  } else if (typeof value === 'object' && value !== null) {
    sum.objects += 1;
    for (const name in value) {
      const each = (value as Readonly<Record<string, unknown>>)[name];
      if (typeof each !== 'string') measure(each, sum);
      else if (name === 'text' || name === 'url' || name === 'fallback') sum.text += each.length;
      // A button's line is not shown, but it is there.
      else if (name === 'value') sum.objects += each.length / 30;
    }
  }
  return sum;
}
