import type { CallbackQuery, ChatMemberUpdated, Message, Update, User } from 'grammy/types';
import type { ChatId, Principal } from '../../../src/core/access/policy.ts';
import { cleanText } from '../../../src/core/reply/clean.ts';

/** The bot itself, as `getMe` tells. */
export interface BotIdentity {
  readonly id: number;
  readonly username: string;
}

/** Where something happened and where its answer goes. Everything that a delivery keeps beside its lane, which is the chat. */
export interface ReplyTarget {
  readonly private: boolean;
  /** The topic of a forum. */
  readonly thread?: number;
  /** What is answered to; for an ephemeral command its ephemeral id. */
  readonly message?: number;
  readonly ephemeral?: number;
}

/** Who wrote or pressed: the id that counts, and the name that they gave themselves, where it shows anything. */
export interface Sender {
  readonly from: number;
  readonly name?: string;
}

/** What an update means to us. Plain JSON: it is what the inbox keeps. */
export type Event =
  | (Sender & { readonly kind: 'line'; readonly text: string; readonly spot: ReplyTarget })
  | (Sender & {
      readonly kind: 'press';
      readonly query: string;
      readonly data: string;
      /** When the message was sent or last edited, in seconds; 0 when the platform has lost it. */
      readonly dated: number;
      readonly spot: ReplyTarget;
    })
  /** Somebody must be told why this is not run. */
  | { readonly kind: 'turned-away'; readonly because: 'anonymous' | 'forwarded'; readonly spot: ReplyTarget }
  | { readonly kind: 'joined' }
  | { readonly kind: 'left'; readonly why: 'removed' | 'blocked' }
  | { readonly kind: 'back' }
  | { readonly kind: 'moved'; readonly from: number; readonly to: number };

/** An update that concerns us, with the chat whose order it keeps. */
export interface InboundUpdate {
  readonly update: number;
  readonly chat: number;
  readonly event: Event;
}

/** Users that stand for many: anonymous admins, channels, and the platform's own service. Never a person. */
const sharedUsers: ReadonlySet<number> = new Set([1087968824, 136817688, 777000]);

export const chatIdOf = (id: number): ChatId => `telegram:${id}`;
export const principalOf = (id: number): Principal => `telegram:${id}`;

/** The platform's id in one of ours; undefined when it is of another platform. */
export function readChatId(chat: ChatId): number | undefined {
  const [, digits] = /^telegram:(-?\d{1,16})$/.exec(chat) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** What an update means; undefined for all that is not for us: nothing is run by a guess. */
export function readUpdate(update: Update, me: BotIdentity): InboundUpdate | undefined {
  const { message, callback_query: query, my_chat_member: member, update_id: id } = update;
  if (message !== undefined) return arrival(id, message.chat.id, readMessage(message, me));
  if (query?.message !== undefined) return arrival(id, query.message.chat.id, readPress(query));
  if (member !== undefined) return arrival(id, member.chat.id, readMembership(member));
  return undefined;
}

function arrival(update: number, chat: number, event: Event | undefined): InboundUpdate | undefined {
  return event === undefined ? undefined : { update, chat, event };
}

function readMessage(message: Message, me: BotIdentity): Event | undefined {
  const { chat, migrate_to_chat_id: to, migrate_from_chat_id: from } = message;
  // Told in both chats, so that what follows in either waits until everything moved.
  if (to !== undefined) return { kind: 'moved', from: chat.id, to };
  if (from !== undefined) return { kind: 'moved', from, to: chat.id };
  const text = readText(message, me);
  if (text === undefined || message.via_bot !== undefined || message.edit_date !== undefined)
    return undefined;
  const spot = spotOf(message);
  const sender = message.from;
  if (message.sender_chat !== undefined || (sender !== undefined && sharedUsers.has(sender.id))) {
    return message.is_automatic_forward ? undefined : { kind: 'turned-away', because: 'anonymous', spot };
  }
  if (sender === undefined || !isPerson(sender) || (spot.private && chat.id !== sender.id)) return undefined;
  if (message.forward_origin !== undefined) return { kind: 'turned-away', because: 'forwarded', spot };
  return { kind: 'line', ...askerOf(sender), text, spot };
}

/** The line for us: all of a private message; in a group a command that is not another bot's. */
function readText(message: Message, { username }: BotIdentity): string | undefined {
  const { text, entities = [], chat } = message;
  if (text === undefined || text.trim() === '') return undefined;
  if (chat.type === 'channel') return undefined;
  const first = entities.find(({ type, offset }) => type === 'bot_command' && offset === 0);
  if (first === undefined) return chat.type === 'private' ? text : undefined;
  const [command = '', addressed] = text.slice(0, first.length).split('@');
  if (addressed !== undefined && addressed.toLowerCase() !== username.toLowerCase()) return undefined;
  return command + text.slice(first.length);
}

function readPress({ id, from, data, message }: CallbackQuery): Event | undefined {
  if (data === undefined || message === undefined || !isPerson(from) || message.chat.type === 'channel') {
    return undefined;
  }
  const dated = message.date === 0 ? 0 : ((message as Message).edit_date ?? message.date);
  return { kind: 'press', ...askerOf(from), query: id, data, dated, spot: spotOf(message as Message) };
}

function readMembership({
  chat,
  old_chat_member: before,
  new_chat_member: now,
}: ChatMemberUpdated): Event | undefined {
  const [was, is] = [isIn(before), isIn(now)];
  if (chat.type === 'channel' || was === is) return undefined;
  if (chat.type === 'private') return is ? { kind: 'back' } : { kind: 'left', why: 'blocked' };
  return is ? { kind: 'joined' } : { kind: 'left', why: 'removed' };
}

function isIn(member: ChatMemberUpdated['new_chat_member']): boolean {
  return member.status === 'restricted' ? member.is_member : !/^(?:left|kicked)$/.test(member.status);
}

function askerOf({ id, first_name: first = '', last_name: last = '', username = '' }: User): Sender {
  const name = cleanText(`${first} ${last}`) || cleanText(username);
  return name === '' ? { from: id } : { from: id, name };
}

function isPerson({ id, is_bot: isBot }: User): boolean {
  return !isBot && !sharedUsers.has(id);
}

function spotOf(message: Message): ReplyTarget {
  const { chat, message_id: id, ephemeral_message_id: ephemeral, message_thread_id: thread } = message;
  const inTopic = message.is_topic_message === true || (chat.type === 'private' && thread !== undefined);
  return {
    private: chat.type === 'private',
    ...(inTopic && thread !== undefined && { thread }),
    ...(id !== 0 && { message: id }),
    ...(ephemeral !== undefined && { ephemeral }),
  };
}
