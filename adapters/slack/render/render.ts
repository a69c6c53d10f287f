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

/** A message in Slack's format. `text` is escaped; notifications and screen readers use it. */
export interface Message {
  readonly text: string;
  readonly blocks?: readonly SlackBlock[];
}

/** Renders a reply as messages. A reply that needs too many is cut, with a remark. */
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

/** Renders a reply as one message with its buttons. A long reply is cut, with a remark. */
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

/** Renders a reply as one message without blocks. */
export function renderSingleText(reply: Reply, reader: Reader): Message {
  const whole = renderPlain(reply, { reader });
  const text = escapeText(whole);
  if (text.length <= slackLimits.editText) return { text };
  const [first = ''] = cutText(whole.slice(0, slackLimits.text), slackLimits.text / 2);
  return { text: `${escapeText(first)}\n${escapeText(deliveryText.cut)}` };
}

/** Returns the blocks of each message. Buttons that do not fit into the last one are a message of their own. */
function partsOf(reply: Reply, reader: Reader): SlackBlock[][] {
  const content = contentOf(reply);
  const footer = renderActionButtons(reply, reader);
  if (mayFit(content)) {
    const all = [...renderBlocks(content, reader), ...footer];
    if (fitsMessage(all)) return all.length > 0 ? [all] : [[context(slackText.answer)]];
  }
  const split = splitBlocks(content, (blocks) => mayFit(blocks) && fitsMessage(renderBlocks(blocks, reader)));
  const parts = split.map((blocks) => renderBlocks(blocks, reader)).filter((blocks) => blocks.length > 0);
  const closed = [...(parts.at(-1) ?? []), ...footer];
  return fitsMessage(closed) ? [...parts.slice(0, -1), closed] : [...parts, footer];
}

function contentOf({ blocks, summary }: Reply): readonly Block[] {
  return blocks.length > 0 ? blocks : [{ kind: 'text', content: summary }];
}

/** Renders a reply as messages without blocks, for when Slack refuses the blocks. A long reply is cut. */
export function renderText(reply: Reply, reader: Reader): Message[] {
  const length = slackLimits.text / 2;
  // Cut first, because splitting long texts by grapheme is slow; then remove an unpaired surrogate.
  const text = renderPlain(reply, { reader })
    .slice(0, length * slackLimits.messages)
    .replace(/[\ud800-\udbff]$/, '');
  return cutText(text, length).map((part) => ({ text: escapeText(part) }));
}

/** Adds a sentence above a message. */
export function withNotice(message: Message, sentence: string): Message {
  const text = `${escapeText(sentence)} ${message.text}`;
  if (message.blocks === undefined) return { text };
  return { text, blocks: [context(sentence), ...message.blocks] };
}

/** Returns a message of one sentence. */
export function sentence(text: string): Message {
  return { text: topText(text) };
}

function topText(summary: string): string {
  return escapeText(cut(summary, slackLimits.text / 5) || slackText.answer);
}

/** Escapes `&`, `<` and `>`, the only characters that can start markup. */
function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
