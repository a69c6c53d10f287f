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

/** One message to send. */
export type OutboundMessage =
  | (Composed & { readonly kind: 'text'; readonly buttons: readonly (readonly Button[])[] })
  | {
      readonly kind: 'photo' | 'document';
      readonly bytes: Uint8Array;
      readonly name: string;
      readonly caption: string;
    };

/** The messages of a reply, in order: its text with the buttons under the last part, then its pictures and files. */
export function renderTelegramReply(reply: Reply, reader: Reader): readonly OutboundMessage[] {
  const known = new Map<readonly Block[], Composed>();
  const compose = (blocks: readonly Block[]): Composed => {
    const made = known.get(blocks) ?? composeBlocks(blocks, reader);
    known.set(blocks, made);
    return made;
  };
  const parts = splitBlocks(shownBlocks(reply, reader), (blocks) => fits(compose(blocks)));
  if (parts.length > telegramLimits.messages) return renderAsFile(reply, reader);
  const composed = parts.map(compose).filter((part) => part.text !== '');
  const files = reply.blocks.flatMap(parcelOf);
  const shown = composed.length > 0 || files.length > 0 ? composed : [wordless(reply)];
  const buttons = layButtons(reply);
  return [
    ...shown.map((part, index): OutboundMessage => {
      return { kind: 'text', ...part, buttons: index === shown.length - 1 ? buttons : [] };
    }),
    ...files,
  ];
}

/** The reply as one message with its buttons, without pictures and files. What does not fit is cut, and said to be. */
export function renderTelegramMessage(reply: Reply, reader: Reader): OutboundMessage {
  const blocks = shownBlocks(reply, reader);
  const whole = composeBlocks(blocks, reader);
  const shown = fits(whole) ? whole : cutShort(blocks, reader);
  return { kind: 'text', ...(shown.text === '' ? wordless(reply) : shown), buttons: layButtons(reply) };
}

function cutShort(blocks: readonly Block[], reader: Reader): Composed {
  const remark = text(deliveryText.cut);
  const [first = []] = splitBlocks(blocks, (part) => fits(composeBlocks([...part, remark], reader)));
  return composeBlocks([...first, remark], reader);
}

/** A reply of blanks alone still is an answer. */
function wordless({ summary }: Reply): Composed {
  const composer = createEntityBuilder();
  composer.prose(cleanText(summary, telegramLimits.toast) || '…');
  return composer.compose();
}

/** The message with the remark that it may be there twice. */
export function markPossibleRepeat(parcel: OutboundMessage): OutboundMessage {
  const mark = `${deliveryText.repeat}\n`;
  if (parcel.kind !== 'text') return { ...parcel, caption: `${mark}${parcel.caption}`.trimEnd() };
  const entities = parcel.entities.map((entity) => ({ ...entity, offset: entity.offset + mark.length }));
  return { ...parcel, text: mark + parcel.text, entities };
}

/** The same without any markup, as one message: for when the platform does not take it otherwise. */
export function renderPlainText(reply: Reply, reader: Reader): OutboundMessage {
  const composer = createEntityBuilder();
  const lines = renderPlain(reply, { reader, width: telegramLimits.tableColumns }).split('\n');
  const kept = lines.filter(
    (_, index) => lines.slice(0, index + 1).join('\n').length < telegramLimits.text - telegramLimits.markRoom,
  );
  composer.block(kept.length > 0 ? kept : [cleanText(reply.summary, telegramLimits.toast)]);
  return { kind: 'text', ...composer.compose(), buttons: [] };
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

/** The blocks that are text, and the page's line; the summary when there is no block at all. */
function shownBlocks({ blocks, page, summary }: Reply, { locale }: Reader): readonly Block[] {
  if (blocks.length === 0) return [text(summary)];
  const shown = blocks.filter((block) => parcelOf(block).length === 0);
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

/** A picture or file as its own message; none for what is text, or too large to be sent. */
function parcelOf(block: Block): readonly OutboundMessage[] {
  switch (block.kind) {
    case 'picture':
      return fileParcel(
        block,
        block.bytes.length <= telegramLimits.pictureBytes ? 'photo' : 'document',
        block.alt,
      );
    case 'file':
      return fileParcel(block, 'document', '');
    case 'heading':
    case 'text':
    case 'fields':
    case 'table':
    case 'note':
    case 'code':
      return [];
  }
}

function fileParcel(
  block: PictureBlock | FileBlock,
  kind: 'photo' | 'document',
  caption: string,
): readonly OutboundMessage[] {
  const { bytes } = block;
  if (bytes.length === 0 || bytes.length > telegramLimits.fileBytes) return [];
  const named = block.kind === 'file' ? block.name : `picture.${block.type.slice('image/'.length)}`;
  return [{ kind, bytes, name: safeName(named), caption: cleanText(caption, telegramLimits.toast) }];
}

/** A file name of letters, digits, dots and dashes: others break the upload, or pretend to be another type. */
function safeName(name: string): string {
  const safe = name
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(-telegramLimits.buttonText);
  return safe === '' ? 'file' : safe;
}
