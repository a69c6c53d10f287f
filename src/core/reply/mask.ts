import { pieces } from './build.ts';
import type { Block, Content, Identifier, Inline, Reply } from './types.ts';

/** Number of characters of a masked number that are shown. */
const shownCharacters = 4;

/** The reply for everyone in a bound chat: account and phone numbers show only their last four digits. */
export function maskReply(reply: Reply): Reply {
  return { ...reply, blocks: reply.blocks.map(maskBlock) };
}

/** `…6789` */
export function maskNumber(value: string): string {
  return value.length > shownCharacters ? `…${value.slice(-shownCharacters)}` : value;
}

function maskBlock(block: Block): Block {
  switch (block.kind) {
    case 'heading':
    case 'text':
    case 'note':
      return { ...block, content: maskContent(block.content) };
    case 'fields':
      return {
        ...block,
        items: block.items.map(({ label, value }) => ({ label, value: maskContent(value) })),
      };
    case 'table': {
      const rows = block.rows.map((row) => row.map(maskContent));
      const { caption, ...rest } = block;
      return { ...rest, rows, ...(caption !== undefined && { caption: maskContent(caption) }) };
    }
    case 'code':
    case 'picture':
    case 'file':
      return block;
  }
}

function maskContent(content: Content): Content {
  return pieces(content).map(maskInline);
}

function maskInline(inline: Inline): Inline {
  if (typeof inline === 'string' || inline.kind !== 'identifier') return inline;
  return { ...inline, text: maskIdentifier(inline) };
}

function maskIdentifier({ of, text }: Identifier): string {
  switch (of) {
    case 'account':
    case 'phone':
      return maskNumber(text);
    case 'name':
    case 'upi':
    case 'wallet':
      return text;
  }
}
