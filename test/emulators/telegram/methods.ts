import type { Clock } from '../../../src/core/time/clock.ts';
import { checkText, detectEntities, type Entity } from './entities.ts';
import type { Upload } from './multipart.ts';
import type { Method, Params } from './params.ts';
import type { RateKeeper } from './rates.ts';
import { bad } from './refusal.ts';
import type { Updates } from './updates.ts';
import type { Button, Person, Post, Room, World } from './world.ts';

/** A callback query that the bot has not answered. */
export interface Press {
  readonly id: string;
  readonly from: Person;
  readonly chat: number;
  readonly at: number;
  answer?: { readonly text?: string };
}

export interface MethodPorts {
  readonly world: World;
  readonly updates: Updates;
  readonly rates: RateKeeper;
  readonly clock: Clock;
  readonly bot: { readonly id: number; readonly username: string };
  readonly presses: Map<string, Press>;
  readonly menus: Map<
    string,
    readonly { readonly command: string; readonly is_ephemeral?: boolean | undefined }[]
  >;
  readonly actions: number[];
  readonly violate: (what: string) => void;
  readonly posted: (post: Post, how: 'sent' | 'edited') => void;
}

/** How long an ephemeral command (Bot API) or a press (observed) may be answered. */
const answerable = 15_000;

/** Executes a method; throws its `Refusal`. */
export type Handlers = {
  readonly [M in Method]: (
    asked: Params<M>,
    gone: AbortSignal,
    files: ReadonlyMap<string, Upload>,
  ) => unknown;
};

export function createHandlers(ports: MethodPorts): Handlers {
  const { world, updates, rates, clock, bot, presses, menus, actions, violate, posted } = ports;
  let ephemerals = 0;

  const seconds = () => Math.floor(clock.now() / 1000);
  const nextEphemeral = () => {
    ephemerals += 1;
    return 9000 + ephemerals;
  };

  function checkButtons(buttons: readonly (readonly Button[])[]): void {
    const all = buttons.flat();
    if (all.length > 100) throw bad('REPLY_MARKUP_TOO_LONG');
    if (buttons.some((row) => row.length === 0 || row.length > 8))
      violate('a row of no or of more than 8 buttons');
    for (const { text, callback_data: data, url } of all) {
      if (text.trim() === '') throw bad('text buttons are unallowed in the inline keyboard');
      if (text !== text.trim() || /[\u0000-\u001f\p{Cs}]/u.test(text))
        violate('a label that the server changes');
      if (data !== undefined && (data === '' || Buffer.byteLength(data) > 64))
        throw bad('BUTTON_DATA_INVALID');
      if (url !== undefined && !URL.canParse(url)) throw bad('BUTTON_URL_INVALID');
    }
  }

  function readText(text: string, entities: readonly Entity[] = [], most = 4096): readonly Entity[] {
    checkText(text, entities, most, violate);
    return [...entities, ...detectEntities(text, entities)];
  }

  type Around = Pick<
    Params<'sendMessage'>,
    'chat_id' | 'message_thread_id' | 'reply_parameters' | 'ephemeral_message_parameters' | 'reply_markup'
  >;

  function place(
    around: Around,
  ): Pick<Post, 'receiver' | 'ephemeral' | 'thread' | 'replyTo'> & { readonly room: Room } {
    const room = world.open(around.chat_id);
    const { message_thread_id: thread, reply_parameters: to, ephemeral_message_parameters: alone } = around;
    checkButtons(around.reply_markup?.inline_keyboard ?? []);
    if (thread !== undefined && !room.topics.includes(thread)) throw bad('message thread not found');
    const answered = to?.message_id === undefined ? undefined : world.find(room.id, to.message_id);
    if (to?.message_id !== undefined && answered === undefined && to.allow_sending_without_reply !== true) {
      throw bad('message to be replied not found');
    }
    if (to?.ephemeral_message_id !== undefined && alone === undefined) {
      throw bad('a reply to an ephemeral message must be an ephemeral message');
    }
    if (alone !== undefined) checkEphemeral(room, alone, to?.ephemeral_message_id);
    return {
      room,
      ...(thread !== undefined && { thread }),
      ...(answered !== undefined && { replyTo: answered.id }),
      ...(alone !== undefined && { receiver: alone.receiver_user_id, ephemeral: nextEphemeral() }),
    };
  }

  function checkEphemeral(
    room: Room,
    {
      receiver_user_id: user,
      callback_query_id: query,
    }: NonNullable<Params<'sendMessage'>['ephemeral_message_parameters']>,
    command: number | undefined,
  ): void {
    if (room.type === 'private') throw bad('ephemeral messages are for groups');
    if (!room.people.has(user)) throw bad('USER_NOT_PARTICIPANT');
    if (room.bot === 'administrator') return;
    const press = query === undefined ? undefined : presses.get(query);
    if (press !== undefined && press.from.id === user && press.chat === room.id && isFresh(press.at)) return;
    const asked = command === undefined ? undefined : world.findEphemeral(room.id, user, command);
    if (asked?.from?.id === user && isFresh(asked.date * 1000)) return;
    throw bad('MESSAGE_NOT_COMMAND');
  }

  function isFresh(at: number): boolean {
    return clock.now() - at <= answerable + 999;
  }

  function send(around: Around, content: Pick<Post, 'text' | 'entities' | 'file'>): unknown {
    const { room, ...where } = place(around);
    rates.admit(room.id);
    const post: Post = {
      chat: room.id,
      id: where.ephemeral === undefined ? world.nextId(room.id) : 0,
      date: seconds(),
      buttons: around.reply_markup?.inline_keyboard ?? [],
      ...where,
      ...content,
    };
    world.posts.push(post);
    posted(post, 'sent');
    return messageOf(post, room);
  }

  function messageOf(post: Post, room: Room): unknown {
    return {
      message_id: post.id,
      date: post.date,
      chat: { id: room.id, type: room.type, title: room.title },
      from: { id: bot.id, is_bot: true, first_name: bot.username, username: bot.username },
      text: post.text,
      ...(post.ephemeral !== undefined && { ephemeral_message_id: post.ephemeral }),
    };
  }

  function edit(
    post: Post | undefined,
    asked: Omit<Params<'editMessageText'>, 'chat_id' | 'message_id'>,
  ): Post {
    if (post === undefined) throw bad('message to edit not found');
    if (post.from !== undefined || post.file !== undefined) throw bad("message can't be edited");
    const buttons = asked.reply_markup?.inline_keyboard ?? [];
    checkButtons(buttons);
    const entities = readText(asked.text, asked.entities);
    const now = JSON.stringify([asked.text, entities, buttons]);
    if (now === JSON.stringify([post.text, post.entities, post.buttons])) {
      throw bad(
        'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      );
    }
    rates.admit(post.chat);
    Object.assign(post, { text: asked.text, entities, buttons, edited: seconds() });
    posted(post, 'edited');
    return post;
  }

  function file(
    around: Around & { readonly caption?: string | undefined },
    given: string,
    files: ReadonlyMap<string, Upload>,
    kind: 'photo' | 'document',
  ): unknown {
    const upload = given.startsWith('attach://') ? files.get(given.slice('attach://'.length)) : undefined;
    if (upload === undefined) throw bad('wrong remote file identifier specified');
    if (upload.bytes.length === 0) throw bad('file must be non-empty');
    if (upload.bytes.length > (kind === 'photo' ? 10_000_000 : 50_000_000)) throw bad('file is too big');
    if (!/^[A-Za-z0-9._-]+$/.test(upload.name)) violate(`a file name that breaks: ${upload.name}`);
    const { caption = '' } = around;
    const entities = caption === '' ? [] : readText(caption, [], 1024);
    return send(around, {
      text: caption,
      entities,
      file: { name: upload.name, bytes: upload.bytes.length, kind },
    });
  }

  const scopeKey = (scope: Params<'setMyCommands'>['scope']) => JSON.stringify(scope ?? { type: 'default' });

  return {
    getMe: () => ({ id: bot.id, is_bot: true, first_name: 'Walletwatch', username: bot.username }),
    getUpdates: (asked, gone) => updates.get(asked, gone),
    setWebhook(asked) {
      updates.setWebhook(asked);
      return true;
    },
    deleteWebhook(asked) {
      updates.deleteWebhook(asked.drop_pending_updates === true);
      return true;
    },
    setMyCommands({ commands, scope }) {
      menus.set(scopeKey(scope), commands);
      return true;
    },
    deleteMyCommands: ({ scope }) => menus.delete(scopeKey(scope)) || true,
    sendChatAction({ chat_id: chat }) {
      actions.push(world.open(chat).id);
      return true;
    },
    sendMessage(asked) {
      world.open(asked.chat_id);
      if (asked.link_preview_options?.is_disabled !== true) violate('a message that previews links');
      return send(asked, { text: asked.text, entities: readText(asked.text, asked.entities) });
    },
    sendPhoto: (asked, _, files) => file(asked, asked.photo, files, 'photo'),
    sendDocument: (asked, _, files) => file(asked, asked.document, files, 'document'),
    editMessageText(asked) {
      const room = world.open(asked.chat_id);
      return messageOf(edit(world.find(room.id, asked.message_id), asked), room);
    },
    editEphemeralMessageText(asked) {
      const { chat_id: chat, receiver_user_id: user, ephemeral_message_id: id, ...rest } = asked;
      edit(world.findEphemeral(world.open(chat).id, user, id), rest);
      return true;
    },
    deleteEphemeralMessage({ chat_id: chat, receiver_user_id: user, ephemeral_message_id: id }) {
      const post = world.findEphemeral(world.open(chat).id, user, id);
      if (post === undefined) throw bad('message to delete not found');
      world.posts.splice(world.posts.indexOf(post), 1);
      return true;
    },
    answerCallbackQuery({ callback_query_id: id, text }) {
      const press = presses.get(id);
      if (press === undefined || press.answer !== undefined || clock.now() - press.at > answerable) {
        throw bad('query is too old and response timeout expired or query ID is invalid');
      }
      if (text !== undefined && text.length > 200) throw bad('MESSAGE_TOO_LONG');
      press.answer = text === undefined ? {} : { text };
      return true;
    },
  };
}
