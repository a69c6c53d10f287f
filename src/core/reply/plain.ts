import type { Reader } from '../format/format.ts';
import { formatCount, formatDecimal, formatMoney, formatTime } from '../format/format.ts';
import type { Decimal } from '../money/decimal.ts';
import { exceedsPrecision } from '../money/money.ts';
import { pieces } from './build.ts';
import { stripUnsafe } from './clean.ts';
import { renderTable } from './table.ts';
import { replyWords } from './text.ts';
import type { Block, Content, Inline, Page, Reply, TableBlock } from './types.ts';
import { glue, wrap } from './wrap.ts';

/** The reader's preferences and the columns of the screen; unlimited if `width` is absent. */
export interface PlainLayout {
  readonly reader: Reader;
  readonly width?: number;
}

/**
 * Renders a reply as plain text without a final line end. A reply without blocks shows its summary. No string in the reply
 * can contain terminal sequences.
 */
export function renderPlain(reply: Reply, layout: PlainLayout): string {
  const blocks: readonly Block[] =
    reply.blocks.length > 0 ? reply.blocks : [{ kind: 'text', content: reply.summary }];
  const lines: string[] = [];
  let before: Block | undefined;
  for (const block of blocks) {
    if (before !== undefined && !isAdjacent(before, block)) lines.push('');
    // Not spread into one call: a long table has more lines than a call accepts arguments.
    for (const line of renderBlock(block, layout)) lines.push(line);
    before = block;
  }
  const more = [...pageLines(reply.page, layout.reader), ...actionLines(reply)];
  if (more.length > 0) lines.push('', ...more);
  return lines
    .map((line) => line.replaceAll(glue, ' ').trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}

/** The text of a content. Blanks inside a figure are `glue`, where no line breaks. */
export function plainContent(content: Content, reader: Reader): string {
  let text = '';
  for (const piece of pieces(content)) text += plainInline(piece, reader);
  return text.replace(/ {2,}/g, ' ').trim();
}

function renderBlock(block: Block, { reader, width }: PlainLayout): string[] {
  switch (block.kind) {
    case 'heading':
    case 'text':
      return wrap(plainContent(block.content, reader), width);
    case 'fields':
      return block.items.flatMap(({ label, value }) =>
        wrap(`${oneLine(label)}: ${plainContent(value, reader)}`, width, 2),
      );
    case 'table':
      return tableLines(block, { reader, ...(width !== undefined && { width }) });
    case 'note':
      return wrap(`${replyWords.tones[block.tone]}: ${plainContent(block.content, reader)}`, width, 2);
    case 'code':
      return block.text.split(/\r\n|[\n\r]/).map(stripUnsafe);
    case 'picture':
      return wrap(replyWords.picture(oneLine(block.alt), byteSize(block.bytes, reader)), width);
    case 'file':
      return wrap(replyWords.file(oneLine(block.name), byteSize(block.bytes, reader)), width);
  }
}

function plainInline(piece: Inline, reader: Reader): string {
  if (typeof piece === 'string') return stripUnsafe(piece);
  switch (piece.kind) {
    case 'strong':
    case 'code':
    case 'identifier':
      return stripUnsafe(piece.text);
    case 'link':
      return piece.text === piece.url ? stripUnsafe(piece.url) : stripUnsafe(`${piece.text} (${piece.url})`);
    case 'money': {
      const figure = stripUnsafe(formatMoney(piece.money, reader.locale)).replace(/ (?!\()/g, glue);
      return exceedsPrecision(piece.money) ? `${figure} ${replyWords.oddDecimals}` : figure;
    }
    case 'time':
      return stripUnsafe(formatTime(piece.at, reader, piece.style));
  }
}

function tableLines(table: TableBlock, { reader, width }: PlainLayout): string[] {
  const caption = table.caption === undefined ? [] : wrap(plainContent(table.caption, reader), width);
  const lines = renderTable(table, {
    ...(width !== undefined && { width }),
    cell: (content) => plainContent(content, reader),
    point: decimalPoint(reader.locale),
    leftOut: replyWords.leftOut,
  });
  return [...caption, ...lines];
}

function pageLines(page: Page | undefined, { locale }: Reader): string[] {
  if (page === undefined) return [];
  const count = (value: number) => formatCount(value, locale);
  const parts = [replyWords.page(count(page.number), count(page.of), count(page.rows))];
  if (page.previous !== undefined) parts.push(replyWords.previous(oneLine(page.previous)));
  if (page.next !== undefined) parts.push(replyWords.next(oneLine(page.next)));
  return [parts.join('; ')];
}

/** A line to send for each action, except those that a block or the page line already contains. */
function actionLines({ blocks, actions = [], page }: Reply): string[] {
  const pieced = blocks.flatMap(contentsOf).flatMap(pieces);
  const shown = new Set(
    pieced.map((piece) => (typeof piece !== 'string' && piece.kind === 'code' ? piece.text : '')),
  );
  const others = actions.filter(
    ({ line }) => !shown.has(line) && line !== page?.previous && line !== page?.next,
  );
  return others.map(({ line }) => replyWords.send(oneLine(line)));
}

function contentsOf(block: Block): readonly Content[] {
  switch (block.kind) {
    case 'heading':
    case 'text':
    case 'note':
      return [block.content];
    case 'fields':
      return block.items.map(({ value }) => value);
    case 'table':
      return block.rows.flat();
    case 'code':
    case 'picture':
    case 'file':
      return [];
  }
}

/** Whether there is no empty line between two blocks. */
export function isAdjacent(before: Block, block: Block): boolean {
  const prose = (kind: Block['kind']) => kind === 'text' || kind === 'note';
  return before.kind === 'heading' || (prose(before.kind) && prose(block.kind));
}

function oneLine(text: string): string {
  return stripUnsafe(text).trim();
}

function byteSize({ length }: Uint8Array, { locale }: Reader): string {
  const [unit, scale, places] = length < 1000 ? sizes.bytes : length < 1_000_000 ? sizes.kilo : sizes.mega;
  return `${stripUnsafe(formatDecimal((length / scale).toFixed(places) as Decimal, locale))} ${unit}`;
}

const sizes = { bytes: ['bytes', 1, 0], kilo: ['kB', 1e3, 1], mega: ['MB', 1e6, 1] } as const;

/** The decimal separator of a locale. */
export function decimalPoint(locale: string): string {
  return formatDecimal('1.5' as Decimal, locale).replace(/\p{Nd}/gu, '');
}
