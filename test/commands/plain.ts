import type { Reader } from '../../src/core/format/format.ts';
import { formatMoney, formatTime } from '../../src/core/format/format.ts';
import { pieces } from '../../src/core/reply/build.ts';
import type { Block, Content, Inline, Reply } from '../../src/core/reply/types.ts';

/** A reply as plain text that leaves nothing out: for reading content in tests. */
export function plain(reply: Reply, reader: Reader): string {
  const blocks = reply.blocks.map((block) => blockText(block, reader));
  const actions = (reply.actions ?? []).map(({ label, line }) => `[${label}] ${line}`);
  return [`(${reply.summary})`, ...blocks, ...actions].join('\n');
}

function blockText(block: Block, reader: Reader): string {
  const shown = (content: Content) =>
    pieces(content)
      .map((piece) => pieceText(piece, reader))
      .join('');
  switch (block.kind) {
    case 'heading':
      return `# ${shown(block.content)}`;
    case 'text':
      return shown(block.content);
    case 'note':
      return `! ${block.tone}: ${shown(block.content)}`;
    case 'fields':
      return block.items.map(({ label, value }) => `${label}: ${shown(value)}`).join('\n');
    case 'code':
      return block.text;
    case 'table': {
      const head = block.columns.map(({ label, priority }) => `${label}/${priority}`).join(' | ');
      const rows = block.rows.map((row) => row.map(shown).join(' | '));
      const caption = block.caption === undefined ? [] : [shown(block.caption)];
      return [...caption, `${head}${block.paged ? ' (paged)' : ''}`, ...rows].join('\n');
    }
    case 'picture':
      return block.alt;
    case 'file':
      return block.name;
  }
}

function pieceText(piece: Inline, reader: Reader): string {
  if (typeof piece === 'string') return piece;
  switch (piece.kind) {
    case 'money':
      return formatMoney(piece.money, reader.locale);
    case 'time':
      return formatTime(piece.at, reader, piece.style);
    case 'identifier':
      return `<${piece.of} ${piece.text}>`;
    case 'strong':
    case 'code':
    case 'link':
      return piece.text;
  }
}
