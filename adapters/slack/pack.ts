import type { SlackBlock } from './blocks.ts';
import { limits } from './limits.ts';

/** A block with what it counts for. */
export interface Sized {
  readonly block: SlackBlock;
  /** Characters in its texts. */
  readonly text: number;
  readonly json: number;
}

export function sized(block: SlackBlock): Sized {
  return { block, text: textOf(block), json: JSON.stringify(block).length + 1 };
}

/** One block is kept free in each message for the mark of a possible repeat. */
const room = { blocks: limits.blocks - 1, text: limits.blocksText - 200, json: limits.blocksJson - 500 };

/** Blocks in order as messages that the platform takes: as few as hold them. */
export function pack(blocks: readonly Sized[]): SlackBlock[][] {
  const messages: SlackBlock[][] = [];
  let message: SlackBlock[] = [];
  let [text, json, tables] = [0, 0, 0];
  for (const each of blocks) {
    const table = each.block.type === 'table' ? 1 : 0;
    const over =
      message.length + 1 > room.blocks ||
      text + each.text > room.text ||
      json + each.json > room.json ||
      tables + table > limits.tables;
    if (over && message.length > 0) {
      messages.push(message);
      message = [];
      [text, json, tables] = [0, 0, 0];
    }
    message.push(each.block);
    text += each.text;
    json += each.json;
    tables += table;
  }
  return message.length > 0 ? [...messages, message] : messages;
}

/** Characters of every string in it that is shown. */
function textOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + textOf(each), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [name, each]) => {
    return sum + (typeof each === 'string' && shown.has(name) ? each.length : textOf(each));
  }, 0);
}

const shown: ReadonlySet<string> = new Set(['text', 'url', 'fallback']);
