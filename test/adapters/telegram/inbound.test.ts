import type { Update } from 'grammy/types';
import { describe, expect, it } from 'vitest';
import { readChatId } from '../../../adapters/telegram/ids.ts';
import { type Event, readUpdate } from '../../../adapters/telegram/receive/inbound.ts';

const me = { id: 7100000001, username: 'WalletwatchBot' };
const asha = { id: 101, is_bot: false, first_name: 'Asha' };
const alone = { id: 101, type: 'private' };
const group = { id: -1001, type: 'supergroup', title: 'Ops' };

const read = (update: object) => readUpdate({ update_id: 5, ...update } as Update, me);

/** A message with the entity that the platform puts on a command. */
function message(text: string, more: object = {}) {
  const command = /^\/\w+(?:@\w+)?/.exec(text)?.[0];
  const entities = command === undefined ? [] : [{ type: 'bot_command', offset: 0, length: command.length }];
  return { message: { message_id: 9, date: 1, chat: alone, from: asha, text, entities, ...more } };
}

function press(more: object = {}, message: object = {}) {
  const on = {
    message_id: 9,
    date: 50,
    chat: group,
    from: { id: me.id, is_bot: true },
    text: 'x',
    ...message,
  };
  return {
    callback_query: { id: '77', from: asha, chat_instance: '1', data: '/balance', message: on, ...more },
  };
}

describe('a message', () => {
  it('in a private chat is a line, with or without a slash', () => {
    expect(read(message('/balance main'))).toEqual({
      update: 5,
      chat: 101,
      event: {
        kind: 'line',
        from: 101,
        name: 'Asha',
        text: '/balance main',
        spot: { private: true, message: 9 },
      },
    });
    expect(read(message('hello'))?.event).toMatchObject({ kind: 'line', text: 'hello' });
  });

  it.each([
    ['/balance main', '/balance main'],
    ['/balance@WalletwatchBot main', '/balance main'],
    ['/balance@walletwatchBOT', '/balance'],
    ['/balance@WalletwatchBot\nnext', '/balance\nnext'],
    ['/balance@OtherBot', undefined],
    ['hello /balance', undefined],
    ['hello', undefined],
  ])('in a group is a line only if it is a command for the bot: %j', (text, expected) => {
    const event = read(message(text, { chat: group }))?.event;
    expect(event?.kind === 'line' ? event.text : undefined).toBe(expected);
  });

  it('includes its topic, and its ephemeral id instead of a message id', () => {
    const inTopic = message('/b', { chat: group, message_thread_id: 7, is_topic_message: true });
    expect(spotOf(read(inTopic)?.event)).toEqual({ private: false, thread: 7, message: 9 });
    const ephemeral = message('/b', { chat: group, message_id: 0, ephemeral_message_id: 33 });
    expect(spotOf(read(ephemeral)?.event)).toEqual({ private: false, ephemeral: 33 });
    const reply = message('/b', { chat: group, message_thread_id: 7 });
    expect(spotOf(read(reply)?.event)).toEqual({ private: false, message: 9 });
  });

  it.each<[string, object]>([
    ['an anonymous admin', { chat: group, from: { id: 1087968824, is_bot: true }, sender_chat: group }],
    [
      'a user who writes as a channel',
      { chat: group, from: { id: 136817688, is_bot: true }, sender_chat: { id: -1 } },
    ],
  ])('of %s is refused with a sentence', (_, more) => {
    expect(read(message('/balance', more))?.event).toMatchObject({
      kind: 'turned-away',
      because: 'anonymous',
    });
  });

  it('that was forwarded is refused with a sentence', () => {
    const more = { forward_origin: { type: 'user', sender_user: asha, date: 1 } };
    expect(read(message('/balance', more))?.event).toMatchObject({ because: 'forwarded' });
  });

  it.each<[string, object]>([
    ['another bot', { from: { id: 55, is_bot: true } }],
    ['an inline bot', { via_bot: { id: 55, is_bot: true } }],
    ['no sender', { from: undefined }],
    ['a channel', { chat: { id: -100, type: 'channel' }, from: undefined }],
    ['the channel of a discussion', { chat: group, sender_chat: { id: -1 }, is_automatic_forward: true }],
    ['a user whose private chat it is not', { from: { ...asha, id: 102 } }],
    ['a user who edited it', { edit_date: 5 }],
    ['a user who sent only blanks', { text: '  ' }],
    ['a user who sent a picture', { text: undefined, caption: '/balance' }],
  ])('of %s is ignored', (_, more) => {
    expect(read(message('/balance', more))).toBeUndefined();
  });

  it.each(['edited_message', 'channel_post', 'edited_channel_post', 'business_message', 'guest_message'])(
    'in an update of the kind %s is ignored',
    (kind) => {
      expect(read({ [kind]: message('/balance').message })).toBeUndefined();
    },
  );
});

describe('a name', () => {
  it.each<[object, string | undefined]>([
    [{ first_name: 'Asha', last_name: 'Rao' }, 'Asha Rao'],
    [{ first_name: ' \u3164 ', username: 'asha_r' }, 'asha_r'],
    [{ first_name: '\u202eahsA\nall clear' }, 'ahsA all clear'],
    [{ first_name: 'A'.repeat(10_000) }, `${'A'.repeat(63)}…`],
    [{ first_name: '\u200b' }, undefined],
    [{}, undefined],
  ])('of %j is shown as %s', (names, name) => {
    const from = { id: 101, is_bot: false, ...names };
    expect(read(message('/ack A1', { from }))?.event).toMatchObject({ kind: 'line', from: 101 });
    for (const update of [message('/ack A1', { from }), press({ from })]) {
      const event = read(update)?.event;
      expect(event !== undefined && 'name' in event ? event.name : undefined).toBe(name);
    }
  });
});

describe('a press', () => {
  it('is the line of the button, by the user who pressed it, with the date of the last edit', () => {
    expect(read(press({}, { edit_date: 60 }))).toEqual({
      update: 5,
      chat: -1001,
      event: {
        kind: 'press',
        from: 101,
        name: 'Asha',
        query: '77',
        data: '/balance',
        dated: 60,
        spot: { private: false, message: 9 },
      },
    });
  });

  it('on a message that Telegram no longer has, has no date', () => {
    expect(read(press({}, { date: 0 }))?.event).toMatchObject({ dated: 0 });
  });

  it.each<[string, object]>([
    ['of a bot', { from: { id: 55, is_bot: true } }],
    ['of a game', { data: undefined }],
    ['on an inline message', { message: undefined }],
  ])('%s is ignored', (_, more) => {
    expect(read(press(more))).toBeUndefined();
  });
});

describe('a chat', () => {
  const change = (chat: object, before: object, now: object) => {
    return read({
      my_chat_member: { chat, from: asha, date: 1, old_chat_member: before, new_chat_member: now },
    })?.event;
  };

  it('reports that the bot was added, removed, blocked and unblocked', () => {
    expect(change(group, { status: 'left' }, { status: 'member' })).toEqual({ kind: 'joined' });
    expect(change(group, { status: 'kicked' }, { status: 'administrator' })).toEqual({ kind: 'joined' });
    expect(change(group, { status: 'member' }, { status: 'kicked' })).toEqual({
      kind: 'left',
      why: 'removed',
    });
    expect(change(group, { status: 'restricted', is_member: true }, { status: 'left' })).toEqual({
      kind: 'left',
      why: 'removed',
    });
    expect(change(alone, { status: 'member' }, { status: 'kicked' })).toEqual({
      kind: 'left',
      why: 'blocked',
    });
    expect(change(alone, { status: 'kicked' }, { status: 'member' })).toEqual({ kind: 'back' });
    expect(change(group, { status: 'member' }, { status: 'administrator' })).toBeUndefined();
    expect(
      change({ id: -9, type: 'channel' }, { status: 'left' }, { status: 'administrator' }),
    ).toBeUndefined();
  });

  it('reports its new id in both chats, each in its own order', () => {
    const moved = { kind: 'moved', from: -5, to: -1005 };
    const bot = { id: 1087968824, is_bot: true };
    const service = (chat: number, more: object) => ({
      message: { message_id: 1, chat: { id: chat, type: 'group' }, from: bot, ...more },
    });
    expect(read(service(-5, { migrate_to_chat_id: -1005 }))).toEqual({ update: 5, chat: -5, event: moved });
    expect(read(service(-1005, { migrate_from_chat_id: -5 }))).toEqual({
      update: 5,
      chat: -1005,
      event: moved,
    });
  });

  it('of another platform has no Telegram id', () => {
    expect(readChatId('telegram:-1001')).toBe(-1001);
    for (const other of ['slack:T1:C1', 'telegram:', 'telegram:1:2', 'telegram:x'] as const) {
      expect(readChatId(other)).toBeUndefined();
    }
  });
});

function spotOf(event: Event | undefined): unknown {
  return event !== undefined && 'spot' in event ? event.spot : undefined;
}
