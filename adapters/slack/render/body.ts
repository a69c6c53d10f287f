import type { Reader } from '../../../src/core/format/format.ts';
import { stripUnsafe } from '../../../src/core/reply/clean.ts';
import { renderPlain } from '../../../src/core/reply/plain.ts';
import { replyWords } from '../../../src/core/reply/text.ts';
import type { Block, Content, TableBlock } from '../../../src/core/reply/types.ts';
import { slackLimits } from '../limits.ts';
import type { RichElement, RichPart, SlackBlock } from './blocks.ts';
import { header, preformatted, quote, richText, section } from './blocks.ts';
import { plainLine, richLine, richString } from './inline.ts';
import { codeTable, nativeTable, tableOf } from './tables.ts';

/** Collects the blocks of one message. Consecutive lines share a block. */
interface BlockBuilder {
  line(elements: RichElement[]): void;
  part(part: RichPart): void;
  block(block: SlackBlock): void;
  isEmpty(): boolean;
  /** Ends the current block of lines. */
  endLines(): void;
  build(): SlackBlock[];
}

/** Renders blocks as the blocks of one message, which may be too long. */
export function renderBlocks(blocks: readonly Block[], reader: Reader): SlackBlock[] {
  const builder = createBlockBuilder();
  const native = nativeTable(blocks);
  for (const block of blocks) renderBlock(block, block === native, builder, reader);
  return builder.build();
}

function renderBlock(block: Block, isNative: boolean, builder: BlockBuilder, reader: Reader): void {
  switch (block.kind) {
    case 'heading':
      renderHeading(block.content, builder, reader);
      break;
    case 'text':
      builder.line(richLine(block.content, reader));
      break;
    case 'fields':
      for (const { label, value } of block.items) {
        builder.line([richString(`${stripUnsafe(label)}: `, { bold: true }), ...richLine(value, reader)]);
      }
      break;
    case 'note': {
      const tone = richString(`${replyWords.tones[block.tone]}: `, { bold: true });
      builder.part(quote([tone, ...richLine(block.content, reader)]));
      break;
    }
    case 'table':
      renderTable(block, isNative, builder, reader);
      break;
    case 'code':
      renderCode(block.text.split(/\r\n|[\n\r]/).map(stripUnsafe), builder);
      break;
    case 'picture':
    case 'file':
      builder.line([richString(renderPlain({ summary: '', blocks: [block] }, { reader }))]);
      break;
  }
}

/** Renders a heading: large at the start of the message, otherwise bold in a block of its own. */
function renderHeading(content: Content, builder: BlockBuilder, reader: Reader): void {
  const plain = plainLine(content, reader);
  if (builder.isEmpty() && plain !== '' && plain.length <= slackLimits.header) {
    builder.block(header(plain));
  } else {
    builder.endLines();
    builder.line(richLine(content, reader, true));
  }
}

function renderTable(table: TableBlock, isNative: boolean, builder: BlockBuilder, reader: Reader): void {
  if (table.caption !== undefined) builder.line(richLine(table.caption, reader));
  if (table.rows.length === 0 || table.columns.length === 0) return;
  if (isNative) builder.block(tableOf(table, reader));
  else renderCode(codeTable(table, reader), builder);
}

function renderCode(lines: readonly string[], builder: BlockBuilder): void {
  const text = lines.join('\n');
  if (text.trim() !== '') builder.part(preformatted(text));
}

function createBlockBuilder(): BlockBuilder {
  const blocks: SlackBlock[] = [];
  let lines: RichElement[] = [];

  const endLines = () => {
    if (lines.length > 0) blocks.push(richText([section(lines)]));
    lines = [];
  };
  const block = (added: SlackBlock) => {
    endLines();
    blocks.push(added);
  };
  return {
    line(elements) {
      if (elements.length === 0) return;
      if (lines.length > 0) lines.push(richString('\n'));
      lines.push(...elements);
    },
    part: (part) => block(richText([part])),
    block,
    isEmpty: () => blocks.length === 0 && lines.length === 0,
    endLines,
    build() {
      endLines();
      return blocks;
    },
  };
}
