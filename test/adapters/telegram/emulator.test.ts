import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../emulators/telegram/index.ts';
import type { Person, Room } from '../../emulators/telegram/world.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';

let clock: FakeClock;
let emulator: Emulator;
let asha: Person;
let alone: Room;
let group: Room;

beforeEach(async () => {
  clock = createFakeClock();
  emulator = await startEmulator({ clock });
  asha = emulator.person(101, 'Asha');
  alone = emulator.privateChat(asha);
  alone.started = true;
  group = emulator.group(-1001, 'Ops', [asha], { topics: [7] });
});
afterEach(() => emulator.close());

interface Told {
  readonly ok: boolean;
  readonly error_code?: number;
  readonly description?: string;
  readonly parameters?: Readonly<Record<string, number>>;
  readonly result?: unknown;
}

async function call(method: string, given: object = {}, token = emulator.token): Promise<Told> {
  const answer = await fetch(`${emulator.root}/bot${token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(given),
  });
  return (await answer.json()) as Told;
}

const send = (more: object = {}) =>
  call('sendMessage', { chat_id: 101, text: 'x', link_preview_options: { is_disabled: true }, ...more });
const entity = (type: string, offset: number, length: number, more: object = {}) => ({
  type,
  offset,
  length,
  ...more,
});

/** One violation of each documented rule. */
describe('the emulator refuses', () => {
  it('a token and a method that it does not know', async () => {
    expect(await call('getMe', {}, '1:x')).toMatchObject({ error_code: 401, description: 'Unauthorized' });
    expect(await call('sendSticker', { chat_id: 101 })).toMatchObject({ error_code: 404 });
    expect(await send({ parse_mode: 'HTML' })).toMatchObject({ error_code: 400 });
    expect(emulator.violations.length).toBe(2);
  });

  it.each<[string, object, string]>([
    ['no text', { text: ' ' }, 'message text is empty'],
    ['4,097 characters', { text: 'x'.repeat(4097) }, 'message is too long'],
    ['half a character', { text: '\ud83d' }, 'strings must be encoded in UTF-8'],
    ['markup beyond the end', { text: 'abc', entities: [entity('bold', 1, 3)] }, "can't parse entities"],
    ['markup of length 0', { text: 'abc', entities: [entity('bold', 1, 0)] }, "can't parse entities"],
    ['markup within a character', { text: '😀', entities: [entity('bold', 0, 1)] }, "can't parse entities"],
    ['markup in code', { text: 'abc', entities: [entity('code', 0, 3), entity('bold', 1, 1)] }, 'overlaps'],
    [
      'crossing entities',
      { text: 'abc', entities: [entity('bold', 0, 2), entity('italic', 1, 2)] },
      'overlaps',
    ],
    ['a mention', { text: '@all', entities: [entity('mention', 0, 4)] }, 'unsupported type'],
    [
      'a link to a script',
      { text: 'x', entities: [entity('text_link', 0, 1, { url: 'javascript:x' })] },
      'url',
    ],
    ['a chat that is not', { chat_id: 999 }, 'chat not found'],
    ['a topic that is not', { chat_id: -1001, message_thread_id: 8 }, 'message thread not found'],
    ['an answer to nothing', { reply_parameters: { message_id: 9 } }, 'message to be replied not found'],
    [
      '65 bytes behind a button',
      { reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: 'ओ'.repeat(22) }]] } },
      'BUTTON_DATA_INVALID',
    ],
    [
      'a message to one member without a trigger',
      { chat_id: -1001, ephemeral_message_parameters: { receiver_user_id: 101 } },
      'MESSAGE_NOT_COMMAND',
    ],
  ])('%s', async (_, more, says) => {
    const told = await send(more);
    expect(told).toMatchObject({ ok: false, error_code: 400 });
    expect(told.description).toContain(says);
  });

  it('an edit without a change, of a missing message, and of a message of another user', async () => {
    await send({ text: 'a' });
    const edit = (message_id: number, text: string) =>
      call('editMessageText', { chat_id: 101, message_id, text });
    expect((await edit(1, 'a')).description).toContain('message is not modified');
    expect((await edit(1, 'b')).ok).toBe(true);
    expect((await edit(9, 'b')).description).toContain('message to edit not found');
    const theirs = emulator.say(asha, alone, 'mine');
    expect((await edit(theirs, 'b')).description).toContain("message can't be edited");
  });

  it('an answer to a press after 15 s, and a second one', async () => {
    await send({ reply_markup: { inline_keyboard: [[{ text: 'go', callback_data: '/a' }]] } });
    const [post] = emulator.answers(alone);
    if (post === undefined) throw new Error('no message');
    const [first, second] = [emulator.press(asha, post, 'go'), emulator.press(asha, post, 'go')];
    const answer = (callback_query_id: string, text = 'x') =>
      call('answerCallbackQuery', { callback_query_id, text });
    expect((await answer(first, 'x'.repeat(201))).description).toContain('MESSAGE_TOO_LONG');
    expect((await answer(first)).ok).toBe(true);
    expect((await answer(first)).description).toContain('query is too old');
    await clock.advance(15_001);
    expect((await answer(second)).description).toContain('query is too old');
  });

  it('messages over a rate limit, with the time to wait', async () => {
    for (let count = 0; count < 20; count++) expect((await send({ chat_id: -1001 })).ok).toBe(true);
    const told = await send({ chat_id: -1001 });
    expect(told).toMatchObject({ error_code: 429, parameters: { retry_after: 60 } });
    expect(emulator.violations).toEqual([]);
    await send({ chat_id: -1001 });
    expect(emulator.violations.join()).toContain('before its pause was over');
    for (let count = 0; count < 10; count++) expect((await send()).ok).toBe(true);
    expect(await send()).toMatchObject({ error_code: 429, parameters: { retry_after: 1 } });
  });

  it('chats that the bot may not write to, and names the new id of an upgraded group', async () => {
    alone.blocked = true;
    expect(await send()).toMatchObject({
      error_code: 403,
      description: 'Forbidden: bot was blocked by the user',
    });
    group.bot = 'kicked';
    expect((await send({ chat_id: -1001 })).description).toContain('bot was kicked');
    const other = emulator.group(-5, 'Old', [asha], { type: 'group' });
    emulator.migrate(other, -1005);
    expect(await send({ chat_id: -5 })).toMatchObject({
      error_code: 400,
      parameters: { migrate_to_chat_id: -1005 },
    });
    const stranger = emulator.privateChat(emulator.person(103, 'Stranger'));
    expect((await send({ chat_id: stranger.id })).description).toContain("can't initiate conversation");
  });

  it('a webhook that is not https, and polling beside one', async () => {
    expect((await call('setWebhook', { url: 'http://bot.example.com' })).description).toContain('HTTPS');
    expect((await call('setWebhook', { url: 'https://bot.example.com:8080' })).description).toContain(
      'ports',
    );
    expect((await call('setWebhook', { url: 'https://bot.example.com' })).ok).toBe(true);
    expect((await call('getUpdates')).description).toContain('webhook is active');
  });
});

describe('the emulator notices', () => {
  it.each<[string, object]>([
    ['blanks at the start', { text: ' x' }],
    ['blanks at the end', { text: 'x\n' }],
    ['what a reader cannot see', { text: 'a\u202eb' }],
    ['markup of blanks', { text: 'a b', entities: [entity('bold', 1, 1)] }],
    ['a preview of links', { link_preview_options: { is_disabled: false } }],
    [
      'more than 100 entities',
      { text: 'x'.repeat(101), entities: Array.from({ length: 101 }, (__, at) => entity('bold', at, 1)) },
    ],
  ])('%s', async (_, more) => {
    expect((await send(more)).ok).toBe(true);
    expect(emulator.violations.length).toBe(1);
  });

  it('text that becomes a link or a command by itself', async () => {
    await send({
      text: '@all /grant #tag $USD evil.example a@b.co 127.0.0.1 +919876543210 or 4111 1111 1111 1111',
    });
    const types = emulator.answers(alone)[0]?.entities.map(({ type }) => type);
    expect(new Set(types)).toEqual(
      new Set(['mention', 'bot_command', 'hashtag', 'cashtag', 'url', 'email', 'phone_number', 'bank_card']),
    );
  });
});

describe('updates', () => {
  const get = async (given: object = {}) => {
    const told = await call('getUpdates', given);
    return told.ok
      ? (told.result as { update_id: number }[]).map(({ update_id: id }) => id)
      : told.error_code;
  };

  it('are delivered until they are confirmed, and are filtered by kind', async () => {
    const ids = [emulator.updates.push('message', 1, {}), emulator.updates.push('message', 1, {})];
    expect(await get({ limit: 1 })).toEqual(ids.slice(0, 1));
    expect(await get()).toEqual(ids);
    expect(await get({ offset: ids[1] })).toEqual(ids.slice(1));
    expect(await get({ offset: (ids[1] ?? 0) + 1, allowed_updates: ['message'] })).toEqual([]);
    emulator.updates.push('poll', 1, {});
    expect(await get()).toEqual([]);
  });

  it('are delivered to the latest poller; the other one gets a conflict', async () => {
    const first = get({ timeout: 30 });
    await emulator.until(() => clock.sleepers() === 1);
    const second = get({ timeout: 30 });
    expect(await first).toBe(409);
    emulator.updates.push('message', 1, {});
    expect(await second).toHaveLength(1);
  });
});
