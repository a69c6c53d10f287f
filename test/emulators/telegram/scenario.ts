import type { Clock } from '../../../src/core/time/clock.ts';
import type { Press } from './methods.ts';
import type { Updates } from './updates.ts';
import type { Person, Post, Room, Standing, World } from './world.ts';

/** Options of a message. */
export interface Saying {
  readonly thread?: number;
  readonly replyTo?: number;
  /** Sent by an ephemeral command. */
  readonly ephemeral?: boolean;
  /** Further fields of the message, such as `forward_origin`, passed to the bot as they are. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly kind?: 'message' | 'edited_message' | 'channel_post';
}

/** Actions of users and chats. Each causes an update for the bot. */
export interface Scenario {
  person(id: number, name: string): Person;
  privateChat(person: Person): Room;
  group(
    id: number,
    title: string,
    people: readonly Person[],
    more?: Partial<Pick<Room, 'type' | 'topics' | 'bot'>>,
  ): Room;
  /** Returns the message's id, or its ephemeral id. */
  say(person: Person, room: Room, text: string, saying?: Saying): number;
  /** Presses the button with this label, or sends arbitrary data as a modified client can. Returns the id of the query. */
  press(person: Person, post: Post, what: string | { readonly data: string }): string;
  setBot(room: Room, standing: Standing, by: Person): void;
  block(person: Person, blocked: boolean): void;
  /** Upgrades a group to a supergroup: a new id, and both service messages. */
  migrate(room: Room, to: number): Room;
}

export interface ScenarioPorts {
  readonly world: World;
  readonly updates: Updates;
  readonly presses: Map<string, Press>;
  readonly clock: Clock;
  readonly bot: { readonly id: number; readonly username: string };
  readonly said: (person: Person, room: Room, text: string, saying: Saying) => void;
  readonly pressed: (person: Person, post: Post, label: string) => void;
}

export function createScenario({
  world,
  updates,
  presses,
  clock,
  bot,
  said,
  pressed,
}: ScenarioPorts): Scenario {
  let queries = 0;
  let ephemerals = 0;
  const seconds = () => Math.floor(clock.now() / 1000);
  const userOf = ({ id, name }: Person) => ({ id, is_bot: false, first_name: name });
  const chatOf = ({ id, type, title }: Room) => ({ id, type, ...(type !== 'private' && { title }) });
  const member = (standing: Standing) => ({
    status: standing === 'none' ? 'left' : standing,
    user: { id: bot.id, is_bot: true, first_name: bot.username },
  });

  function open(room: Room): Room {
    world.rooms.set(room.id, room);
    return room;
  }

  return {
    person: (id, name) => ({ id, name }),
    privateChat(person) {
      const known = world.rooms.get(person.id);
      if (known !== undefined) return known;
      return open({
        id: person.id,
        type: 'private',
        title: person.name,
        topics: [],
        people: new Map([[person.id, person]]),
        bot: 'member',
        started: false,
        blocked: false,
      });
    },
    group: (id, title, people, more = {}) =>
      open({
        id,
        type: 'supergroup',
        title,
        topics: [],
        people: new Map(people.map((person) => [person.id, person])),
        bot: 'member',
        started: true,
        blocked: false,
        ...more,
      }),
    say(person, room, text, saying = {}) {
      const { thread, replyTo, ephemeral = false, more = {}, kind = 'message' } = saying;
      if (room.type === 'private') room.started = true;
      const id = ephemeral ? 0 : world.nextId(room.id);
      if (ephemeral) ephemerals += 1;
      const command = /^\/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]+)?/.exec(text)?.[0];
      const post: Post = {
        chat: room.id,
        id,
        from: person,
        date: seconds(),
        text,
        entities: [],
        buttons: [],
        ...(ephemeral && { ephemeral: ephemerals, receiver: person.id }),
        ...(thread !== undefined && { thread }),
      };
      world.posts.push(post);
      said(person, room, text, saying);
      updates.push(kind, room.id, {
        message_id: id,
        date: post.date,
        chat: chatOf(room),
        from: userOf(person),
        text,
        ...(command !== undefined && {
          entities: [{ type: 'bot_command', offset: 0, length: command.length }],
        }),
        ...(ephemeral && { ephemeral_message_id: ephemerals }),
        ...(thread !== undefined && { message_thread_id: thread, is_topic_message: true }),
        ...(replyTo !== undefined && { reply_to_message: { message_id: replyTo } }),
        ...more,
      });
      return ephemeral ? ephemerals : id;
    },
    press(person, post, what) {
      const button =
        typeof what === 'string' ? post.buttons.flat().find(({ text }) => text === what) : undefined;
      const data = typeof what === 'string' ? button?.callback_data : what.data;
      const room = world.rooms.get(post.chat);
      if (data === undefined || room === undefined)
        throw new Error(`no such button: ${JSON.stringify(what)}`);
      queries += 1;
      const id = String(4_000_000_000_000_000 + queries);
      presses.set(id, { id, from: person, chat: room.id, at: clock.now() });
      pressed(person, post, typeof what === 'string' ? what : `(forged) ${what.data}`);
      updates.push('callback_query', room.id, {
        id,
        from: userOf(person),
        chat_instance: '1',
        data,
        message: {
          message_id: post.id,
          date: post.date,
          chat: chatOf(room),
          from: { id: bot.id, is_bot: true, first_name: bot.username },
          text: post.text,
          ...(post.edited !== undefined && { edit_date: post.edited }),
          ...(post.ephemeral !== undefined && { ephemeral_message_id: post.ephemeral }),
          ...(post.thread !== undefined && { message_thread_id: post.thread, is_topic_message: true }),
        },
      });
      return id;
    },
    setBot(room, standing, by) {
      const before = room.bot;
      room.bot = standing;
      updates.push('my_chat_member', room.id, {
        chat: chatOf(room),
        from: userOf(by),
        date: seconds(),
        old_chat_member: member(before),
        new_chat_member: member(standing),
      });
    },
    block(person, blocked) {
      const room = world.rooms.get(person.id);
      if (room === undefined) throw new Error('no private chat');
      room.blocked = blocked;
      updates.push('my_chat_member', room.id, {
        chat: chatOf(room),
        from: userOf(person),
        date: seconds(),
        old_chat_member: member(blocked ? 'member' : 'kicked'),
        new_chat_member: member(blocked ? 'kicked' : 'member'),
      });
    },
    migrate(room, to) {
      const upgraded = open({ ...room, id: to, type: 'supergroup' });
      room.movedTo = to;
      const service = (chat: Room, more: object) => ({
        message_id: world.nextId(chat.id),
        date: seconds(),
        chat: chatOf(chat),
        from: { id: 1087968824, is_bot: true, first_name: 'Group' },
        sender_chat: chatOf(chat),
        ...more,
      });
      updates.push('message', room.id, service(room, { migrate_to_chat_id: to }));
      updates.push('message', to, service(upgraded, { migrate_from_chat_id: room.id }));
      return upgraded;
    },
  };
}
