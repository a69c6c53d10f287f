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

/** Blocks as one text with its markup. Every kind of block and of inline has its branch here. */
export function composeBlocks(blocks: readonly Block[], reader: Reader): Composed {
  const composer = createEntityBuilder();
  blocks.forEach((block, index) => {
    const before = blocks[index - 1];
    if (before !== undefined) composer.newLine();
    if (before !== undefined && isApart(before, block)) composer.newLine();
    composeBlock(composer, block, reader);
  });
  return composer.compose();
}

/** Whether an empty line stands between two blocks. What stands in a box of its own needs none. */
function isApart(before: Block, block: Block): boolean {
  const boxed = ({ kind }: Block) => kind === 'table' || kind === 'code';
  return !isAdjacent(before, block) && !boxed(before) && !boxed(block);
}

function composeBlock(composer: EntityBuilder, block: Block, reader: Reader): void {
  switch (block.kind) {
    case 'heading':
      composeContent(composer, block.content, reader, bold);
      break;
    case 'text':
      composeContent(composer, block.content, reader);
      break;
    case 'note':
      composer.piece(`${replyWords.tones[block.tone]}:`, bold);
      composer.piece(' ');
      composeContent(composer, block.content, reader);
      break;
    case 'fields':
      for (const [index, { label, value }] of block.items.entries()) {
        if (index > 0) composer.newLine();
        composer.prose(label, bold);
        composer.piece(': ');
        composeContent(composer, value, reader);
      }
      break;
    case 'table':
      composeTable(composer, block, reader);
      break;
    case 'code':
      composer.block(block.text.split(/\r\n|[\n\r]/).map(stripUnsafe));
      break;
    case 'picture':
      composer.prose(replyWords.picture(block.alt, formatCount(block.bytes.length, reader.locale)));
      break;
    case 'file':
      composer.prose(replyWords.file(block.name, formatCount(block.bytes.length, reader.locale)));
      break;
  }
}

const bold: Style = { type: 'bold' };

function composeTable(composer: EntityBuilder, table: TableBlock, reader: Reader): void {
  if (table.caption !== undefined) {
    composeContent(composer, table.caption, reader);
    composer.newLine();
  }
  const lines = renderTable(table, {
    width: telegramLimits.tableColumns,
    cell: (content) => plainContent(content, reader),
    point: decimalPoint(reader.locale),
    leftOut: replyWords.leftOut,
  });
  composer.block(lines);
}

function composeContent(composer: EntityBuilder, content: Content, reader: Reader, style?: Style): void {
  for (const piece of pieces(content)) composeInline(composer, piece, reader, style);
}

function composeInline(composer: EntityBuilder, piece: Inline, reader: Reader, style?: Style): void {
  if (typeof piece === 'string') {
    composer.prose(piece, style);
    return;
  }
  switch (piece.kind) {
    case 'strong':
      composer.prose(piece.text, bold);
      break;
    case 'code':
    case 'identifier':
      composer.piece(piece.text, { type: 'code' });
      break;
    case 'link': {
      const url = readLink(piece.url);
      if (url === undefined) composer.prose(piece.text, style);
      else composer.piece(piece.text, { type: 'text_link', url });
      break;
    }
    case 'money': {
      const odd = exceedsPrecision(piece.money) ? ` ${replyWords.oddDecimals}` : '';
      composer.prose(formatMoney(piece.money, reader.locale) + odd, style);
      break;
    }
    case 'time':
      composer.piece(formatTime(piece.at, reader, piece.style), {
        type: 'date_time',
        unix_time: Math.floor(piece.at / 1000),
        date_time_format: piece.style === 'time' ? 'T' : 'dT',
      });
      break;
  }
}

/** The address of a link that the platform takes; undefined for any other. */
function readLink(url: string): string | undefined {
  const parsed = parseUrl(url);
  return parsed?.protocol === 'https:' || parsed?.protocol === 'http:' ? parsed.href : undefined;
}
