import { deliveryText } from '../../../src/core/chat/text.ts';
import type { Reader } from '../../../src/core/format/format.ts';
import { formatCount } from '../../../src/core/format/format.ts';
import { text } from '../../../src/core/reply/build.ts';
import { cleanText } from '../../../src/core/reply/clean.ts';
import { renderPlain } from '../../../src/core/reply/plain.ts';
import { splitBlocks } from '../../../src/core/reply/split.ts';
import { replyWords } from '../../../src/core/reply/text.ts';
import type { Block, FileBlock, PictureBlock, Reply } from '../../../src/core/reply/types.ts';
import { telegramLimits } from '../limits.ts';
import { composeBlocks } from './blocks.ts';
import { type Button, layButtons } from './buttons.ts';
import { type Composed, createEntityBuilder } from './entities.ts';

/** A text message to send. */
export interface OutboundText extends Composed {
  readonly kind: 'text';
  readonly buttons: readonly (readonly Button[])[];
}

/** A message to send. */
export type OutboundMessage =
  | OutboundText
  | {
      readonly kind: 'photo' | 'document';
      readonly bytes: Uint8Array;
      readonly name: string;
      readonly caption: string;
    };

/** Renders a reply as messages: its text with the buttons below the last part, then its pictures and files. */
export function renderTelegramReply(reply: Reply, reader: Reader): readonly OutboundMessage[] {
  const cache = new Map<readonly Block[], Composed>();
  const compose = (blocks: readonly Block[]): Composed => {
    const composed = cache.get(blocks) ?? composeBlocks(blocks, reader);
    cache.set(blocks, composed);
    return composed;
  };
  const parts = splitBlocks(shownBlocks(reply, reader), (blocks) => fits(compose(blocks)));
  if (parts.length > telegramLimits.messages) return renderAsFile(reply, reader);
  const composed = parts.map(compose).filter((part) => part.text !== '');
  const files = reply.blocks.flatMap(fileMessages);
  const shown = composed.length > 0 || files.length > 0 ? composed : [composeSummary(reply)];
  const buttons = layButtons(reply);
  return [
    ...shown.map((part, index): OutboundMessage => {
      return { kind: 'text', ...part, buttons: index === shown.length - 1 ? buttons : [] };
    }),
    ...files,
  ];
}

/** Renders a reply as one message with its buttons, without pictures and files. A long text is cut, with a remark. */
export function renderTelegramMessage(reply: Reply, reader: Reader): OutboundMessage {
  const blocks = shownBlocks(reply, reader);
  const whole = composeBlocks(blocks, reader);
  const shown = fits(whole) ? whole : cutShort(blocks, reader);
  return { kind: 'text', ...(shown.text === '' ? composeSummary(reply) : shown), buttons: layButtons(reply) };
}

function cutShort(blocks: readonly Block[], reader: Reader): Composed {
  const remark = text(deliveryText.cut);
  const [first = []] = splitBlocks(blocks, (part) => fits(composeBlocks([...part, remark], reader)));
  return composeBlocks([...first, remark], reader);
}

/** Renders the summary, for a reply whose blocks contain only blanks. */
function composeSummary({ summary }: Reply): Composed {
  const builder = createEntityBuilder();
  builder.prose(cleanText(summary, telegramLimits.toast) || '…');
  return builder.compose();
}

/** Adds the remark that the message may be a repeat. */
export function markPossibleRepeat(message: OutboundMessage): OutboundMessage {
  const mark = `${deliveryText.repeat}\n`;
  if (message.kind !== 'text') return { ...message, caption: `${mark}${message.caption}`.trimEnd() };
  const entities = message.entities.map((entity) => ({ ...entity, offset: entity.offset + mark.length }));
  return { ...message, text: mark + message.text, entities };
}

/** Renders a reply as one message without markup, for when Telegram rejects the normal one. */
export function renderPlainText(reply: Reply, reader: Reader): OutboundMessage {
  const builder = createEntityBuilder();
  const lines = renderPlain(reply, { reader, width: telegramLimits.tableColumns }).split('\n');
  const fitting = lines.filter(
    (_, index) => lines.slice(0, index + 1).join('\n').length < telegramLimits.text - telegramLimits.markRoom,
  );
  builder.block(fitting.length > 0 ? fitting : [cleanText(reply.summary, telegramLimits.toast)]);
  return { kind: 'text', ...builder.compose(), buttons: [] };
}

function renderAsFile(reply: Reply, reader: Reader): readonly OutboundMessage[] {
  const headline = createEntityBuilder();
  headline.prose(cleanText(reply.summary, telegramLimits.toast));
  headline.newLine();
  headline.prose(deliveryText.asFile);
  const bytes = Buffer.from(renderPlain(reply, { reader }), 'utf8');
  return [
    { kind: 'text', ...headline.compose(), buttons: layButtons(reply) },
    { kind: 'document', bytes, name: 'answer.txt', caption: '' },
  ];
}

/** Returns the blocks that are rendered as text, with the page number; or the summary if there are no blocks. */
function shownBlocks({ blocks, page, summary }: Reply, { locale }: Reader): readonly Block[] {
  if (blocks.length === 0) return [text(summary)];
  const shown = blocks.filter((block) => fileMessages(block).length === 0);
  if (page === undefined) return shown;
  const count = (value: number) => formatCount(value, locale);
  return [...shown, text(replyWords.page(count(page.number), count(page.of), count(page.rows)))];
}

function fits({ text: shown, entities }: Composed): boolean {
  return (
    shown.length <= telegramLimits.text - telegramLimits.markRoom &&
    entities.length <= telegramLimits.entities
  );
}

/** Renders a picture or file as a message of its own. Returns none for text, and for a file that is too large. */
function fileMessages(block: Block): readonly OutboundMessage[] {
  switch (block.kind) {
    case 'picture':
      return fileMessage(
        block,
        block.bytes.length <= telegramLimits.pictureBytes ? 'photo' : 'document',
        block.alt,
      );
    case 'file':
      return fileMessage(block, 'document', '');
    case 'heading':
    case 'text':
    case 'fields':
    case 'table':
    case 'note':
    case 'code':
      return [];
  }
}

function fileMessage(
  block: PictureBlock | FileBlock,
  kind: 'photo' | 'document',
  caption: string,
): readonly OutboundMessage[] {
  const { bytes } = block;
  if (bytes.length === 0 || bytes.length > telegramLimits.fileBytes) return [];
  const named = block.kind === 'file' ? block.name : `picture.${block.type.slice('image/'.length)}`;
  return [{ kind, bytes, name: safeName(named), caption: cleanText(caption, telegramLimits.toast) }];
}

/** Reduces a file name to letters, digits, dots and dashes. Others break the upload or disguise the file type. */
function safeName(name: string): string {
  const safe = name
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(-telegramLimits.buttonText);
  return safe === '' ? 'file' : safe;
}
