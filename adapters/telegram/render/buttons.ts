import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import type { ChatId } from '../../../src/core/access/policy.ts';
import type { Tickets } from '../../../src/core/chat/tickets.ts';
import { cleanText } from '../../../src/core/reply/clean.ts';
import type { Reply, ReplyAction } from '../../../src/core/reply/types.ts';
import { telegramLimits } from '../limits.ts';
import { telegramText } from '../text.ts';

/** A button that sends a command line. */
export type Button = ReplyAction;

/** Longest label of a button that shares its row with another one. */
const maxHalfRowLabel = 16;

/** Returns the buttons of a reply in rows: the pages first, then the actions. */
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
      [...last, button].every(({ label }) => label.length <= maxHalfRowLabel);
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

/** Prefix of button data that is a ticket; a command line starts with a slash. */
const ticketMark = 't:';

/** Prefix of the data of a button whose message is not replaced by the answer, such as an alert. */
const keepMark = '!';

export interface ButtonOptions {
  /** Whether an answer to these buttons leaves their message as it is. */
  readonly keepsMessage: boolean;
}

/** Returns the keyboard of a message. Lines that do not fit into button data become tickets of this chat. */
export async function renderButtons(
  rows: readonly (readonly Button[])[],
  chat: ChatId,
  tickets: Tickets,
  { keepsMessage }: ButtonOptions = { keepsMessage: false },
): Promise<InlineKeyboardMarkup | undefined> {
  if (rows.length === 0) return undefined;
  const mark = keepsMessage ? keepMark : '';
  const long = rows.flat().flatMap(({ line }) => (fitsData(line, mark) ? [] : [line]));
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

/** Whether the answer to a pressed button leaves its message as it is. */
export function keepsMessage(data: string): boolean {
  return data.startsWith(keepMark);
}

/** Returns the command line of a pressed button. */
export async function readButton(
  raw: string,
  chat: ChatId,
  tickets: Tickets,
): Promise<{ readonly kind: 'line'; readonly line: string } | { readonly kind: 'unknown' | 'foreign' }> {
  const data = keepsMessage(raw) ? raw.slice(keepMark.length) : raw;
  if (data.startsWith(ticketMark)) return tickets.redeem(data.slice(ticketMark.length), chat);
  return data.startsWith('/') ? { kind: 'line', line: data } : { kind: 'unknown' };
}

/** Whether a line fits into button data unchanged: short, and without unpaired surrogates. */
function fitsData(line: string, mark: string): boolean {
  const bytes = Buffer.byteLength(line) + mark.length;
  return line.startsWith('/') && bytes <= telegramLimits.callbackData && !/\p{Cs}/u.test(line);
}
