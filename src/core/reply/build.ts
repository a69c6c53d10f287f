import type { Money } from '../money/money.ts';
import type { Instant } from '../time/clock.ts';
import type {
  Block,
  CodeBlock,
  Column,
  Content,
  FieldsBlock,
  HeadingBlock,
  Identifier,
  Inline,
  NoteBlock,
  Reply,
  ReplyAction,
  TableBlock,
  TextBlock,
} from './types.ts';

export const heading = (content: Content): HeadingBlock => ({ kind: 'heading', content });
export const text = (content: Content): TextBlock => ({ kind: 'text', content });
export const note = (tone: NoteBlock['tone'], content: Content): NoteBlock => ({
  kind: 'note',
  tone,
  content,
});
export const code = (value: string): CodeBlock => ({ kind: 'code', text: value });
export const fields = (items: FieldsBlock['items']): FieldsBlock => ({ kind: 'fields', items });

export const strong = (value: string): Inline => ({ kind: 'strong', text: value });
export const line = (value: string): Inline => ({ kind: 'code', text: value });
export const amount = (value: Money): Inline => ({ kind: 'money', money: value });
/** A date and time. */
export const moment = (at: Instant): Inline => ({ kind: 'time', at, style: 'moment' });
/** A time of day. */
export const time = (at: Instant): Inline => ({ kind: 'time', at, style: 'time' });
export const identifier = (of: Identifier['of'], value: string): Identifier => {
  return { kind: 'identifier', of, text: value };
};

/** A column: its label, its priority on a narrow screen (1 is dropped last), and its alignment. */
export const column = (label: string, priority: number, align: Column['align'] = 'left'): Column => {
  return { label, align, priority };
};

export const table = (
  columns: readonly Column[],
  rows: TableBlock['rows'],
  more: Pick<TableBlock, 'caption' | 'paged'> = {},
): TableBlock => ({ kind: 'table', columns, rows, ...more });

/** A reply whose headline is also its summary. */
export function reply(
  summary: string,
  blocks: readonly Block[],
  actions: readonly ReplyAction[] = [],
): Reply {
  return actions.length > 0 ? { summary, blocks, actions } : { summary, blocks };
}

/** A reply of one sentence. */
export const sentenceReply = (sentence: string): Reply => reply(sentence, [text(sentence)]);

/** The pieces of a content, as an array. */
export function pieces(content: Content): readonly Inline[] {
  return Array.isArray(content) ? content : [content as Inline];
}
