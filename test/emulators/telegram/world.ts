import type { Entity } from './entities.ts';
import { bad, Refusal } from './refusal.ts';

export interface Person {
  readonly id: number;
  readonly name: string;
}

export type Standing = 'none' | 'member' | 'administrator' | 'left' | 'kicked';

/** A chat on the server. */
export interface Room {
  readonly id: number;
  readonly type: 'private' | 'group' | 'supergroup';
  readonly title: string;
  readonly topics: readonly number[];
  readonly people: Map<number, Person>;
  bot: Standing;
  /** The id that the group was upgraded to. */
  movedTo?: number;
  /** Whether, in a private chat, the user has written to the bot and has not blocked it. */
  started: boolean;
  blocked: boolean;
}

export interface Button {
  readonly text: string;
  readonly callback_data?: string;
  readonly url?: string;
}

/** A message in a chat. */
export interface Post {
  readonly chat: number;
  /** 0 for an ephemeral message. */
  readonly id: number;
  readonly ephemeral?: number;
  /** The only user who sees it. */
  readonly receiver?: number;
  /** Undefined for the bot. */
  readonly from?: Person;
  readonly thread?: number;
  readonly replyTo?: number;
  readonly date: number;
  edited?: number;
  text: string;
  entities: readonly Entity[];
  buttons: readonly (readonly Button[])[];
  readonly file?: { readonly name: string; readonly bytes: number; readonly kind: 'photo' | 'document' };
}

/** The chats and their messages. */
export interface World {
  readonly rooms: Map<number, Room>;
  readonly posts: Post[];
  /** Returns the chat of a call by the bot; throws the refusal. */
  open(chat: unknown): Room;
  nextId(chat: number): number;
  find(chat: number, id: number): Post | undefined;
  findEphemeral(chat: number, receiver: number, id: number): Post | undefined;
}

export function createWorld(): World {
  const rooms = new Map<number, Room>();
  const posts: Post[] = [];
  const ids = new Map<number, number>();

  return {
    rooms,
    posts,
    open(chat) {
      const room = typeof chat === 'number' ? rooms.get(chat) : undefined;
      if (room === undefined) throw bad('chat not found');
      if (room.movedTo !== undefined) {
        throw bad('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: room.movedTo });
      }
      if (room.type === 'private') {
        if (room.blocked) throw new Refusal(403, 'Forbidden: bot was blocked by the user');
        if (!room.started) throw new Refusal(403, "Forbidden: bot can't initiate conversation with a user");
      } else if (room.bot === 'kicked') {
        throw new Refusal(403, `Forbidden: bot was kicked from the ${room.type} chat`);
      } else if (room.bot === 'left' || room.bot === 'none') {
        throw new Refusal(403, `Forbidden: bot is not a member of the ${room.type} chat`);
      }
      return room;
    },
    nextId(chat) {
      const id = (ids.get(chat) ?? 0) + 1;
      ids.set(chat, id);
      return id;
    },
    find: (chat, id) => posts.find((post) => post.chat === chat && post.id === id && id !== 0),
    findEphemeral: (chat, receiver, id) =>
      posts.find((post) => post.chat === chat && post.receiver === receiver && post.ephemeral === id),
  };
}
