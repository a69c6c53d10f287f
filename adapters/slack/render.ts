import type { Reader } from '../../src/core/format.ts';
import { formatCount } from '../../src/core/format.ts';
import { disarm } from '../../src/core/reply/clean.ts';
import { renderPlain } from '../../src/core/reply/plain.ts';
import type { Action, Block, Reply } from '../../src/core/reply/types.ts';
import { replyWords } from '../../src/core/text/reply.ts';
import type { RichElement, RichPart, SlackBlock } from './blocks.ts';
import * as slack from './blocks.ts';
import { cutLine, cutText, plainLine, richLine, richString } from './inline.ts';
import { limits } from './limits.ts';
import { pack, sized } from './pack.ts';
import { codeTable, nativeTable, nativeTables } from './tables.ts';
import { slackText } from './text.ts';

/** A message as the platform takes it. `text` is what notifications and screen readers have. */
export interface Message {
  readonly text: string;
  readonly blocks?: readonly SlackBlock[];
}

/** How action ids of buttons begin that turn the page of their own message. */
export const pageAction = 'page:';

/** Characters of one block of text, so that blocks are small enough to be packed well. */
const blockText = 2_500;

/** A reply as messages, in order. What does not fit into `most` of them is cut, and said to be. */
export function renderReply(reply: Reply, reader: Reader, most: number = limits.messages): Message[] {
  const shown = reply.blocks.length > 0 ? reply.blocks : [{ kind: 'text', content: reply.summary } as const];
  const packed = pack([...renderBlocks(shown, reader), ...footer(reply, reader)].map(sized));
  const kept = packed.slice(0, most);
  const last = kept.at(-1);
  if (packed.length > most && last !== undefined)
    kept[most - 1] = [...last.slice(0, -1), slack.context(slackText.cut)];
  return kept.map((blocks, index) => ({
    text: topText(kept.length > 1 ? `${reply.summary} (${index + 1}/${kept.length})` : reply.summary),
    blocks,
  }));
}

/** The same reply without any block: for when a payload is refused. */
export function renderText(reply: Reply, reader: Reader): Message[] {
  const parts = cutText(renderPlain(reply, { reader }), limits.text / 2);
  return parts.slice(0, limits.messages).map((part) => ({ text: escapeText(part) }));
}

/** The message with a sentence above it. */
export function withNotice(message: Message, sentence: string): Message {
  const text = `${escapeText(sentence)} ${message.text}`;
  if (message.blocks === undefined) return { text };
  return { text, blocks: [slack.context(sentence), ...message.blocks] };
}

export function sentence(text: string): Message {
  return { text: topText(text) };
}

/** `&`, `<` and `>` are the only characters by which a text could become markup. */
export function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function topText(summary: string): string {
  return escapeText(slack.cut(summary, limits.text / 5) || slackText.answer);
}

function renderBlocks(blocks: readonly Block[], reader: Reader): SlackBlock[] {
  const native = nativeTable(blocks);
  const out: SlackBlock[] = [];
  const lines: RichElement[][] = [];
  const parts: RichPart[] = [];
  const flushLines = () => {
    for (const chunk of chunkLines(lines)) parts.push(slack.section(chunk));
    lines.length = 0;
  };
  const flush = () => {
    flushLines();
    // One part a block: parts of one block run together on some clients.
    for (const part of parts) out.push(slack.richText([part]));
    parts.length = 0;
  };
  const addLine = (line: RichElement[]) => lines.push(...cutLine(line, blockText));
  const addCode = (text: readonly string[]) => {
    flushLines();
    for (const chunk of chunkStrings(text)) parts.push(slack.preformatted(chunk));
  };

  for (const block of blocks) {
    switch (block.kind) {
      case 'heading': {
        const plain = plainLine(block.content, reader);
        if (out.length === 0 && parts.length === 0 && lines.length === 0 && fitsHeader(plain)) {
          out.push(slack.header(plain));
        } else {
          flush();
          addLine(richLine(block.content, reader, true));
        }
        break;
      }
      case 'text':
        addLine(richLine(block.content, reader));
        break;
      case 'fields':
        for (const { label, value } of block.items) {
          addLine([richString(`${disarm(label)}: `, { bold: true }), ...richLine(value, reader)]);
        }
        break;
      case 'note': {
        flushLines();
        const tone = richString(`${replyWords.tones[block.tone]}: `, { bold: true });
        for (const line of cutLine([tone, ...richLine(block.content, reader)], blockText)) {
          parts.push(slack.quote(line));
        }
        break;
      }
      case 'table': {
        if (block.rows.length === 0 || block.columns.length === 0) break;
        if (block.caption !== undefined) addLine(richLine(block.caption, reader));
        if (block === native) {
          flush();
          out.push(...nativeTables(block, reader));
        } else {
          addCode(codeTable(block, reader));
        }
        break;
      }
      case 'code':
        addCode(block.text.split(/\r\n|[\n\r]/).map(disarm));
        break;
      case 'picture':
      case 'file':
        addLine([richString(plainBlock(block, reader))]);
        break;
    }
  }
  flush();
  return out;
}

/** The words of a block that this platform is not sent. */
function plainBlock(block: Block, reader: Reader): string {
  return renderPlain({ summary: '', blocks: [block] }, { reader });
}

function fitsHeader(text: string): boolean {
  return text !== '' && text.length <= limits.header;
}

/** Lines below each other in sections of a good size. */
function chunkLines(lines: readonly RichElement[][]): RichElement[][] {
  const chunks: RichElement[][] = [];
  let chunk: RichElement[] = [];
  let taken = 0;
  for (const line of lines) {
    if (line.length === 0) continue;
    const length = JSON.stringify(line).length;
    if (taken + length > blockText * 2 && chunk.length > 0) {
      chunks.push(chunk);
      chunk = [];
      taken = 0;
    }
    if (chunk.length > 0) chunk.push(richString('\n'));
    chunk.push(...line);
    taken += length;
  }
  return chunk.length > 0 ? [...chunks, chunk] : chunks;
}

function chunkStrings(lines: readonly string[]): string[] {
  const chunks: string[] = [];
  let chunk: string[] = [];
  let taken = 0;
  for (const part of lines.flatMap((line) => (line === '' ? [''] : cutText(line, blockText)))) {
    if (taken + part.length + 1 > blockText && chunk.length > 0) {
      chunks.push(chunk.join('\n'));
      chunk = [];
      taken = 0;
    }
    chunk.push(part);
    taken += part.length + 1;
  }
  if (chunk.length > 0) chunks.push(chunk.join('\n'));
  return chunks.filter((text) => text.trim() !== '');
}

/** Where in a long answer this is, and the buttons. */
function footer({ page, actions = [] }: Reply, reader: Reader): SlackBlock[] {
  const count = (value: number) => formatCount(value, reader.locale);
  const turns: readonly (readonly [string, Action])[] = [
    ...turn('previous', slackText.previous, page?.previous),
    ...turn('next', slackText.next, page?.next),
  ];
  const first = actions.findIndex(({ style }) => style === 'primary');
  const others = actions.map(({ label, line, style }, index): readonly [string, Action] => {
    const kept = style === 'primary' && index !== first ? undefined : style;
    return [`line:${index}`, { label, line, ...(kept !== undefined && { style: kept }) }];
  });
  const buttons = [...turns, ...others]
    .filter(([, { line }]) => line.trim() !== '' && line.length <= limits.buttonValue)
    .slice(0, limits.buttons)
    .map(([id, action]) => slack.button(action, id));
  return [
    ...(page === undefined
      ? []
      : [slack.context(replyWords.page(count(page.number), count(page.of), count(page.rows)))]),
    ...(buttons.length === 0 ? [] : [slack.actions(buttons)]),
  ];
}

function turn(way: string, label: string, line: string | undefined): readonly (readonly [string, Action])[] {
  return line === undefined ? [] : [[`${pageAction}${way}`, { label, line }]];
}
