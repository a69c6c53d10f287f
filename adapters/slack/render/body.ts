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

/** Collects what becomes one message: lines that follow each other share a block. */
interface Sheet {
  line(elements: RichElement[]): void;
  part(part: RichPart): void;
  block(block: SlackBlock): void;
  isEmpty(): boolean;
  /** A gap before what follows. */
  rest(): void;
  done(): SlackBlock[];
}

/** The blocks of a reply as blocks of one message, whether or not it is too long. */
export function renderBlocks(blocks: readonly Block[], reader: Reader): SlackBlock[] {
  const sheet = createSheet();
  const native = nativeTable(blocks);
  for (const block of blocks) renderBlock(block, block === native, sheet, reader);
  return sheet.done();
}

function renderBlock(block: Block, isNative: boolean, sheet: Sheet, reader: Reader): void {
  switch (block.kind) {
    case 'heading':
      renderHeading(block.content, sheet, reader);
      break;
    case 'text':
      sheet.line(richLine(block.content, reader));
      break;
    case 'fields':
      for (const { label, value } of block.items) {
        sheet.line([richString(`${stripUnsafe(label)}: `, { bold: true }), ...richLine(value, reader)]);
      }
      break;
    case 'note': {
      const tone = richString(`${replyWords.tones[block.tone]}: `, { bold: true });
      sheet.part(quote([tone, ...richLine(block.content, reader)]));
      break;
    }
    case 'table':
      renderTable(block, isNative, sheet, reader);
      break;
    case 'code':
      renderCode(block.text.split(/\r\n|[\n\r]/).map(stripUnsafe), sheet);
      break;
    case 'picture':
    case 'file':
      sheet.line([richString(renderPlain({ summary: '', blocks: [block] }, { reader }))]);
      break;
  }
}

/** Large where it opens the message, otherwise bold with a gap before it. */
function renderHeading(content: Content, sheet: Sheet, reader: Reader): void {
  const plain = plainLine(content, reader);
  if (sheet.isEmpty() && plain !== '' && plain.length <= slackLimits.header) {
    sheet.block(header(plain));
  } else {
    sheet.rest();
    sheet.line(richLine(content, reader, true));
  }
}

function renderTable(table: TableBlock, isNative: boolean, sheet: Sheet, reader: Reader): void {
  if (table.caption !== undefined) sheet.line(richLine(table.caption, reader));
  if (table.rows.length === 0 || table.columns.length === 0) return;
  if (isNative) sheet.block(tableOf(table, reader));
  else renderCode(codeTable(table, reader), sheet);
}

function renderCode(lines: readonly string[], sheet: Sheet): void {
  const text = lines.join('\n');
  if (text.trim() !== '') sheet.part(preformatted(text));
}

function createSheet(): Sheet {
  const blocks: SlackBlock[] = [];
  let lines: RichElement[] = [];

  const rest = () => {
    if (lines.length > 0) blocks.push(richText([section(lines)]));
    lines = [];
  };
  const block = (added: SlackBlock) => {
    rest();
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
    rest,
    done() {
      rest();
      return blocks;
    },
  };
}
