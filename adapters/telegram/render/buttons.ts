import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import type { ChatId } from '../../../src/core/access/policy.ts';
import type { Tickets } from '../../../src/core/chat/tickets.ts';
import { cleanText } from '../../../src/core/reply/clean.ts';
import type { Reply, ReplyAction } from '../../../src/core/reply/types.ts';
import { telegramLimits } from '../limits.ts';
import { telegramText } from '../text.ts';

/** What a person can press: a command line. */
export type Button = ReplyAction;

/** Two buttons stand beside each other when both are this short. */
const halfRow = 16;

/** The buttons of a reply in rows: the pages first, then the actions. */
export function layButtons({ page, actions = [] }: Reply): readonly (readonly Button[])[] {
  const paging = [
    ...(page?.previous === undefined
      ? []
      : [lineButton({ label: telegramText.previous, line: page.previous })]),
    ...(page?.next === undefined ? [] : [lineButton({ label: telegramText.next, line: page.next })]),
  ];
  const paged = new Set(paging.map(({ line }) => line));
  const others = actions.filter(({ line }) => line !== '' && !paged.has(line));
  const rows: Button[][] = paging.length > 0 ? [paging] : [];
  for (const action of others.slice(0, telegramLimits.buttons - paging.length)) {
    const button = lineButton(action);
    const last = rows.at(-1);
    const fits =
      last?.length === 1 &&
      last !== paging &&
      [...last, button].every(({ label }) => label.length <= halfRow);
    if (fits) last.push(button);
    else rows.push([button]);
  }
  return rows;
}

function lineButton({ label, line, style }: ReplyAction): Button {
  const shown =
    cleanText(label, telegramLimits.buttonText) || cleanText(line, telegramLimits.buttonText) || '…';
  return { label: shown, line, ...(style !== undefined && { style }) };
}

/** What marks the data of a button as a ticket; a command line begins otherwise. */
const ticketMark = 't:';

/** What stands before the data of a button whose message keeps its place: an alert, which nobody's answer replaces. */
const keptMark = '!';

/** Rows as the platform takes them. Lines that its buttons cannot carry become tickets of this chat. */
export async function renderButtons(
  rows: readonly (readonly Button[])[],
  chat: ChatId,
  tickets: Tickets,
  kept?: 'kept',
): Promise<InlineKeyboardMarkup | undefined> {
  if (rows.length === 0) return undefined;
  const mark = kept === undefined ? '' : keptMark;
  const long = rows.flat().flatMap(({ line }) => (travels(line, mark) ? [] : [line]));
  const issued = await tickets.issue(chat, long);
  const dataOf = new Map(long.map((line, index) => [line, `${ticketMark}${issued[index] ?? ''}`]));
  const inline_keyboard = rows.map((row) =>
    row.map(({ label, line, style }): InlineKeyboardButton => {
      const callback_data = `${mark}${dataOf.get(line) ?? line}`;
      return { text: label, callback_data, ...(style !== undefined && { style }) };
    }),
  );
  return { inline_keyboard };
}

/** Whether the message of a pressed button keeps its place. */
export function keepsMessage(data: string): boolean {
  return data.startsWith(keptMark);
}

/** What stands behind a pressed button. */
export async function readButton(
  given: string,
  chat: ChatId,
  tickets: Tickets,
): Promise<{ readonly kind: 'line'; readonly line: string } | { readonly kind: 'unknown' | 'foreign' }> {
  const data = keepsMessage(given) ? given.slice(keptMark.length) : given;
  if (data.startsWith(ticketMark)) return tickets.redeem(data.slice(ticketMark.length), chat);
  return data.startsWith('/') ? { kind: 'line', line: data } : { kind: 'unknown' };
}

/** Whether a line is carried as it is: short, and without what would not come back the same. */
function travels(line: string, mark: string): boolean {
  const bytes = Buffer.byteLength(line) + mark.length;
  return line.startsWith('/') && bytes <= telegramLimits.callbackData && !/\p{Cs}/u.test(line);
}
