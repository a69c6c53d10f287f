import { deliveryText } from '../../../src/core/chat/text.ts';
import type { Reader } from '../../../src/core/format/format.ts';
import { renderPlain } from '../../../src/core/reply/plain.ts';
import { splitBlocks } from '../../../src/core/reply/split.ts';
import type { Block, Reply } from '../../../src/core/reply/types.ts';
import { slackLimits } from '../limits.ts';
import { slackText } from '../text.ts';
import { context, cut, type SlackBlock } from './blocks.ts';
import { renderBlocks } from './body.ts';
import { renderActionButtons } from './buttons.ts';
import { cutText } from './inline.ts';
import { fitsMessage, mayFit } from './size.ts';

/** A message as the platform takes it. `text` is what notifications and screen readers have, already escaped. */
export interface Message {
  readonly text: string;
  readonly blocks?: readonly SlackBlock[];
}

/** A reply as messages, in order. What does not fit into the most that we send is cut, and said to be. */
export function renderSlackReply(reply: Reply, reader: Reader): Message[] {
  const whole = partsOf(reply, reader);
  const parts = whole.slice(0, slackLimits.messages);
  const last = parts.at(-1);
  if (whole.length > slackLimits.messages && last !== undefined)
    parts[slackLimits.messages - 1] = [...last, context(deliveryText.cut)];
  return parts.map((blocks, index) => ({
    text: topText(parts.length > 1 ? `${reply.summary} (${index + 1}/${parts.length})` : reply.summary),
    blocks,
  }));
}

/** A reply as one message with its buttons. What does not fit is cut, and said to be. */
export function renderSlackMessage(reply: Reply, reader: Reader): Message {
  const content = contentOf(reply);
  const footer = renderActionButtons(reply, reader);
  const rendered = (blocks: readonly Block[], closing: readonly SlackBlock[]) => [
    ...renderBlocks(blocks, reader),
    ...closing,
  ];
  const whole = mayFit(content) ? rendered(content, footer) : undefined;
  const text = topText(reply.summary);
  if (whole?.length === 0) return { text, blocks: [context(slackText.answer)] };
  if (whole !== undefined && fitsMessage(whole)) return { text, blocks: whole };
  const closing = [context(deliveryText.cut), ...footer];
  const fits = (blocks: readonly Block[]) => mayFit(blocks) && fitsMessage(rendered(blocks, closing));
  const [first = []] = splitBlocks(content, fits);
  return { text, blocks: rendered(first, closing) };
}

/** The same without any block. */
export function renderSingleText(reply: Reply, reader: Reader): Message {
  const whole = renderPlain(reply, { reader });
  const text = escapeText(whole);
  if (text.length <= slackLimits.editText) return { text };
  const [first = ''] = cutText(whole.slice(0, slackLimits.text), slackLimits.text / 2);
  return { text: `${escapeText(first)}\n${escapeText(deliveryText.cut)}` };
}

/** The blocks of each message; where the buttons do not fit beside the last of it, they are a message of their own. */
function partsOf(reply: Reply, reader: Reader): SlackBlock[][] {
  const content = contentOf(reply);
  const footer = renderActionButtons(reply, reader);
  if (mayFit(content)) {
    const atOnce = [...renderBlocks(content, reader), ...footer];
    if (fitsMessage(atOnce)) return atOnce.length > 0 ? [atOnce] : [[context(slackText.answer)]];
  }
  const split = splitBlocks(content, (blocks) => mayFit(blocks) && fitsMessage(renderBlocks(blocks, reader)));
  const parts = split.map((blocks) => renderBlocks(blocks, reader)).filter((blocks) => blocks.length > 0);
  const closed = [...(parts.at(-1) ?? []), ...footer];
  return fitsMessage(closed) ? [...parts.slice(0, -1), closed] : [...parts, footer];
}

function contentOf({ blocks, summary }: Reply): readonly Block[] {
  return blocks.length > 0 ? blocks : [{ kind: 'text', content: summary }];
}

/** The same reply without any block: for when a payload is refused. What is too long for that is cut. */
export function renderText(reply: Reply, reader: Reader): Message[] {
  const length = slackLimits.text / 2;
  // Cut before it is looked at by the character, which takes long for long texts; half a character is not left.
  const text = renderPlain(reply, { reader })
    .slice(0, length * slackLimits.messages)
    .replace(/[\ud800-\udbff]$/, '');
  return cutText(text, length).map((part) => ({ text: escapeText(part) }));
}

/** The message with a sentence above it. */
export function withNotice(message: Message, sentence: string): Message {
  const text = `${escapeText(sentence)} ${message.text}`;
  if (message.blocks === undefined) return { text };
  return { text, blocks: [context(sentence), ...message.blocks] };
}

/** A message that is one sentence of ours. */
export function sentence(text: string): Message {
  return { text: topText(text) };
}

function topText(summary: string): string {
  return escapeText(cut(summary, slackLimits.text / 5) || slackText.answer);
}

/** `&`, `<` and `>` are the only characters by which a text could become markup. */
function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
