import { pieces } from '../../../src/core/reply/build.ts';
import type { Block, Content } from '../../../src/core/reply/types.ts';
import { slackLimits } from '../limits.ts';
import type { SlackBlock } from './blocks.ts';

/** Reserved in each message for the mark of a possible repeat. */
const reserved = { blocks: 1, text: 300, json: 500 };

/** Below these a message fits in any case: escaping doubles a text at most, and an object adds some 60 characters. */
const small = { text: 2_000, objects: 150 };

/** Whether Slack accepts these blocks as one message, with room for one more line. */
export function fitsMessage(blocks: readonly SlackBlock[]): boolean {
  if (blocks.length > slackLimits.blocks - reserved.blocks) return false;
  const { text, objects } = measure(blocks);
  if (text > slackLimits.blocksText - reserved.text || !blocks.every(isFitTable)) return false;
  if (text <= small.text && objects <= small.objects) return true;
  return JSON.stringify(blocks).length <= slackLimits.blocksJson - reserved.json;
}

/** Whether blocks may fit into a message: a cheap check before rendering. */
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
  /** Characters of all displayed strings. */
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
      // A button's line is not displayed, but it is part of the JSON.
      else if (name === 'value') sum.objects += each.length / 30;
    }
  }
  return sum;
}
