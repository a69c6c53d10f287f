import type { Reader } from '../../../src/core/format/format.ts';
import { formatCount, formatMoney, formatTime } from '../../../src/core/format/format.ts';
import { exceedsPrecision } from '../../../src/core/money/money.ts';
import { parseUrl } from '../../../src/core/net/url.ts';
import { pieces } from '../../../src/core/reply/build.ts';
import { stripUnsafe } from '../../../src/core/reply/clean.ts';
import { decimalPoint, isAdjacent, plainContent } from '../../../src/core/reply/plain.ts';
import { renderTable } from '../../../src/core/reply/table.ts';
import { replyWords } from '../../../src/core/reply/text.ts';
import type { Block, Content, Inline, TableBlock } from '../../../src/core/reply/types.ts';
import { telegramLimits } from '../limits.ts';
import { type Composed, createEntityBuilder, type EntityBuilder, type Style } from './entities.ts';

/** Renders blocks as one text with its entities. */
export function composeBlocks(blocks: readonly Block[], reader: Reader): Composed {
  const builder = createEntityBuilder();
  blocks.forEach((block, index) => {
    const before = blocks[index - 1];
    if (before !== undefined) builder.newLine();
    if (before !== undefined && isApart(before, block)) builder.newLine();
    composeBlock(builder, block, reader);
  });
  return builder.compose();
}

/** Whether an empty line separates two blocks. Blocks that are shown in a box need none. */
function isApart(before: Block, block: Block): boolean {
  const boxed = ({ kind }: Block) => kind === 'table' || kind === 'code';
  return !isAdjacent(before, block) && !boxed(before) && !boxed(block);
}

function composeBlock(builder: EntityBuilder, block: Block, reader: Reader): void {
  switch (block.kind) {
    case 'heading':
      composeContent(builder, block.content, reader, bold);
      break;
    case 'text':
      composeContent(builder, block.content, reader);
      break;
    case 'note':
      builder.piece(`${replyWords.tones[block.tone]}:`, bold);
      builder.piece(' ');
      composeContent(builder, block.content, reader);
      break;
    case 'fields':
      for (const [index, { label, value }] of block.items.entries()) {
        if (index > 0) builder.newLine();
        builder.prose(label, bold);
        builder.piece(': ');
        composeContent(builder, value, reader);
      }
      break;
    case 'table':
      composeTable(builder, block, reader);
      break;
    case 'code':
      builder.block(block.text.split(/\r\n|[\n\r]/).map(stripUnsafe));
      break;
    case 'picture':
      builder.prose(replyWords.picture(block.alt, formatCount(block.bytes.length, reader.locale)));
      break;
    case 'file':
      builder.prose(replyWords.file(block.name, formatCount(block.bytes.length, reader.locale)));
      break;
  }
}

const bold: Style = { type: 'bold' };

function composeTable(builder: EntityBuilder, table: TableBlock, reader: Reader): void {
  if (table.caption !== undefined) {
    composeContent(builder, table.caption, reader);
    builder.newLine();
  }
  const lines = renderTable(table, {
    width: telegramLimits.tableColumns,
    cell: (content) => plainContent(content, reader),
    point: decimalPoint(reader.locale),
    leftOut: replyWords.leftOut,
  });
  builder.block(lines);
}

function composeContent(builder: EntityBuilder, content: Content, reader: Reader, style?: Style): void {
  for (const piece of pieces(content)) composeInline(builder, piece, reader, style);
}

function composeInline(builder: EntityBuilder, piece: Inline, reader: Reader, style?: Style): void {
  if (typeof piece === 'string') {
    builder.prose(piece, style);
    return;
  }
  switch (piece.kind) {
    case 'strong':
      builder.prose(piece.text, bold);
      break;
    case 'code':
    case 'identifier':
      builder.piece(piece.text, { type: 'code' });
      break;
    case 'link': {
      const url = readLink(piece.url);
      if (url === undefined) builder.prose(piece.text, style);
      else builder.piece(piece.text, { type: 'text_link', url });
      break;
    }
    case 'money': {
      const odd = exceedsPrecision(piece.money) ? ` ${replyWords.oddDecimals}` : '';
      builder.prose(formatMoney(piece.money, reader.locale) + odd, style);
      break;
    }
    case 'time':
      builder.piece(formatTime(piece.at, reader, piece.style), {
        type: 'date_time',
        unix_time: Math.floor(piece.at / 1000),
        date_time_format: piece.style === 'time' ? 'T' : 'dT',
      });
      break;
  }
}

/** Returns the address of a link in a form that Telegram accepts; undefined for other schemes. */
function readLink(url: string): string | undefined {
  const parsed = parseUrl(url);
  return parsed?.protocol === 'https:' || parsed?.protocol === 'http:' ? parsed.href : undefined;
}
