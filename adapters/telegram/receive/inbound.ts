import type { CallbackQuery, ChatMemberUpdated, Message, Update, User } from 'grammy/types';
import { cleanText } from '../../../src/core/reply/clean.ts';

/** The bot's own account, from `getMe`. */
export interface BotIdentity {
  readonly id: number;
  readonly username: string;
}

/** Where an answer is sent, besides the chat. */
export interface ReplyTarget {
  readonly private: boolean;
  /** The topic of a forum. */
  readonly thread?: number;
  /** The message that is answered. */
  readonly message?: number;
  /** The same for an ephemeral command. */
  readonly ephemeral?: number;
}

/** The user who wrote or pressed: the id, which identifies, and the display name, if there is one. */
export interface Sender {
  readonly from: number;
  readonly name?: string;
}

/** The meaning of an update. It is stored in the inbox as JSON: do not rename its fields. */
export type Event =
  | (Sender & { readonly kind: 'line'; readonly text: string; readonly spot: ReplyTarget })
  | (Sender & {
      readonly kind: 'press';
      readonly query: string;
      readonly data: string;
      /** When the message was sent or last edited, in seconds; 0 if Telegram no longer has it. */
      readonly dated: number;
      readonly spot: ReplyTarget;
    })
  /** A command that is not run; the answer is the reason. */
  | { readonly kind: 'turned-away'; readonly because: 'anonymous' | 'forwarded'; readonly spot: ReplyTarget }
  | { readonly kind: 'joined' }
  | { readonly kind: 'left'; readonly why: 'removed' | 'blocked' }
  | { readonly kind: 'back' }
  | { readonly kind: 'moved'; readonly from: number; readonly to: number };

/** An update that is processed, and the chat in whose order it is. */
export interface InboundUpdate {
  readonly update: number;
  readonly chat: number;
  readonly event: Event;
}

/** Accounts that many people act through: anonymous admins, channels, and Telegram's own service. */
const sharedUsers: ReadonlySet<number> = new Set([1087968824, 136817688, 777000]);

/** Reads an update; returns undefined for updates that are not addressed to the bot. */
export function readUpdate(update: Update, me: BotIdentity): InboundUpdate | undefined {
  const { message, callback_query: query, my_chat_member: member, update_id: id } = update;
  if (message !== undefined) return toInbound(id, message.chat.id, readMessage(message, me));
  if (query?.message !== undefined) return toInbound(id, query.message.chat.id, readPress(query));
  if (member !== undefined) return toInbound(id, member.chat.id, readMembership(member));
  return undefined;
}

function toInbound(update: number, chat: number, event: Event | undefined): InboundUpdate | undefined {
  return event === undefined ? undefined : { update, chat, event };
}

function readMessage(message: Message, me: BotIdentity): Event | undefined {
  const { chat, migrate_to_chat_id: to, migrate_from_chat_id: from } = message;
  // Sent in both chats: later updates of either wait until everything is moved.
  if (to !== undefined) return { kind: 'moved', from: chat.id, to };
  if (from !== undefined) return { kind: 'moved', from, to: chat.id };
  const text = readText(message, me);
  if (text === undefined || message.via_bot !== undefined || message.edit_date !== undefined)
    return undefined;
  const spot = replyTargetOf(message);
  const sender = message.from;
  if (message.sender_chat !== undefined || (sender !== undefined && sharedUsers.has(sender.id))) {
    return message.is_automatic_forward ? undefined : { kind: 'turned-away', because: 'anonymous', spot };
  }
  if (sender === undefined || !isPerson(sender) || (spot.private && chat.id !== sender.id)) return undefined;
  if (message.forward_origin !== undefined) return { kind: 'turned-away', because: 'forwarded', spot };
  return { kind: 'line', ...senderOf(sender), text, spot };
}

/** Returns the command line: the whole text in a private chat; in a group a command that does not name another bot. */
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
  return {
    kind: 'press',
    ...senderOf(from),
    query: id,
    data,
    dated,
    spot: replyTargetOf(message as Message),
  };
}

function readMembership({
  chat,
  old_chat_member: before,
  new_chat_member: now,
}: ChatMemberUpdated): Event | undefined {
  const [wasMember, isMember] = [isIn(before), isIn(now)];
  if (chat.type === 'channel' || wasMember === isMember) return undefined;
  if (chat.type === 'private') return isMember ? { kind: 'back' } : { kind: 'left', why: 'blocked' };
  return isMember ? { kind: 'joined' } : { kind: 'left', why: 'removed' };
}

function isIn(member: ChatMemberUpdated['new_chat_member']): boolean {
  return member.status === 'restricted' ? member.is_member : !/^(?:left|kicked)$/.test(member.status);
}

function senderOf({ id, first_name: first = '', last_name: last = '', username = '' }: User): Sender {
  const name = cleanText(`${first} ${last}`) || cleanText(username);
  return name === '' ? { from: id } : { from: id, name };
}

function isPerson({ id, is_bot: isBot }: User): boolean {
  return !isBot && !sharedUsers.has(id);
}

function replyTargetOf(message: Message): ReplyTarget {
  const { chat, message_id: id, ephemeral_message_id: ephemeral, message_thread_id: thread } = message;
  const inTopic = message.is_topic_message === true || (chat.type === 'private' && thread !== undefined);
  return {
    private: chat.type === 'private',
    ...(inTopic && thread !== undefined && { thread }),
    ...(id !== 0 && { message: id }),
    ...(ephemeral !== undefined && { ephemeral }),
  };
}
