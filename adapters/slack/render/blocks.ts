import type { types } from '@slack/bolt';
import { cleanText } from '../../../src/core/reply/clean.ts';
import type { ReplyAction } from '../../../src/core/reply/types.ts';
import { slackLimits } from '../limits.ts';

export type RichElement = types.RichTextElement;
export type RichPart = types.RichTextSection | types.RichTextQuote | types.RichTextPreformatted;
export type SlackBlock =
  | types.HeaderBlock
  | types.RichTextBlock
  | types.TableBlock
  | types.ContextBlock
  | types.ActionsBlock;

/** Text without mentions, links and emoji. */
const plainText = (text: string): types.PlainTextElement => ({ type: 'plain_text', text, emoji: false });

/** A large line of at most `limits.header` characters. */
export const header = (text: string): types.HeaderBlock => ({ type: 'header', text: plainText(text) });

/** A small grey line. */
export const context = (text: string): types.ContextBlock => ({
  type: 'context',
  elements: [plainText(cut(text, slackLimits.contextText))],
});

/** Text of explicit elements: only an element of its own is a mention, a link or a date. */
export const richText = (elements: RichPart[]): types.RichTextBlock => ({ type: 'rich_text', elements });

export const section = (elements: RichElement[]): types.RichTextSection => ({
  type: 'rich_text_section',
  elements,
});

export const quote = (elements: RichElement[]): types.RichTextQuote => ({
  type: 'rich_text_quote',
  elements,
});

export const preformatted = (text: string): types.RichTextPreformatted => ({
  type: 'rich_text_preformatted',
  elements: [{ type: 'text', text }],
});

/** A table of plain cells; the first row is its header. Slack refuses empty cells, so they show a dash. */
export function tableBlock(
  rows: readonly (readonly string[])[],
  aligns: readonly ('left' | 'right')[],
): types.TableBlock {
  return {
    type: 'table',
    column_settings: aligns.map((align) => (align === 'right' ? { align } : { align, is_wrapped: true })),
    rows: rows.map((cells) => cells.map((text) => ({ type: 'raw_text', text: text === '' ? '–' : text }))),
  };
}

/** A button that sends a command line. */
export function button({ label, line, style }: ReplyAction, actionId: string): types.Button {
  return {
    type: 'button',
    action_id: actionId,
    text: plainText(cut(label, slackLimits.buttonText) || cut(line, slackLimits.buttonText)),
    // An unpaired surrogate, which a user-chosen name may contain, invalidates the whole message.
    value: line.replace(/\p{Cs}/gu, '\ufffd'),
    ...(style !== undefined && { style }),
  };
}

export const actionsBlock = (elements: types.Button[]): types.ActionsBlock => ({ type: 'actions', elements });

/** Returns one line of at most `max` UTF-16 units, with `…` where it was cut. */
export function cut(text: string, max: number): string {
  for (let graphemes = max; ; graphemes = graphemes >> 1) {
    const clean = cleanText(text, graphemes);
    if (clean.length <= max || graphemes <= 1) return clean.length <= max ? clean : '…';
  }
}
