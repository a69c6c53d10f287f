import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnswerPort } from '../../../src/core/chat/line.ts';
import { SetupError } from '../../../src/core/errors/errors.ts';
import { createInbox } from '../../../src/engine/chat/inbox.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import type { Emulator } from '../../emulators/telegram/index.ts';
import type { Person, Room } from '../../emulators/telegram/world.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';
import { aBot, anEmulator, type Bot, closeAll, openBot, said, webhookSecret } from './bot.ts';

let clock: FakeClock;
let emulator: Emulator;
let asha: Person;
let alone: Room;
const echo: AnswerPort = async (line) => said(`got ${line.text.slice(1)}`);

beforeEach(async () => {
  clock = createFakeClock();
  emulator = await anEmulator({ clock });
  asha = emulator.person(101, 'Asha');
  alone = emulator.privateChat(asha);
});
afterEach(closeAll);

const shown = (room = alone) => emulator.answers(room).map(({ text }) => text);
const secretHeader = 'x-telegram-bot-api-secret-token';
const update = (id: number, text = '/a') => ({
  update_id: id,
  message: {
    message_id: id,
    date: 1,
    chat: { id: 101, type: 'private' },
    from: { id: 101, is_bot: false },
    text,
  },
});

/** Returns the status of a call. Without `body` only the headers are sent. */
function call(bot: Bot, headers: object, body: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(bot.webhook, { method: 'POST', headers: { ...headers } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
      sent.destroy();
    });
    sent.on('error', reject);
    if (body === undefined) sent.flushHeaders();
    else sent.end(body);
  });
}

describe('a webhook call', () => {
  it.each([
    ['without a secret', {}],
    ['with a wrong one', { [secretHeader]: 'x'.repeat(webhookSecret.length) }],
    ['with a longer one', { [secretHeader]: `${webhookSecret}x` }],
    ['with an empty one', { [secretHeader]: '' }],
  ])('%s is 401 before its body is read', async (_, headers) => {
    const bot = await aBot({ emulator, clock, mode: 'webhook', answer: echo });
    expect(await call(bot, { ...headers, 'content-length': '5000000' }, undefined)).toBe(401);
  });

  it('of 5 MB is 413, with or without a content length', async () => {
    const bot = await aBot({ emulator, clock, mode: 'webhook', answer: echo });
    const proven = { [secretHeader]: webhookSecret };
    expect(await call(bot, { ...proven, 'content-length': '5000000' }, undefined)).toBe(413);
    const { status } = await fetch(bot.webhook, {
      method: 'POST',
      headers: proven,
      body: 'x'.repeat(300_000),
    }).catch(() => ({ status: 413 }));
    expect(status).toBe(413);
  });

  it.each([['garbage'], ['null'], ['[]'], ['{"update_id":"x"}'], ['']])('of %j is 400', async (body) => {
    const bot = await aBot({ emulator, clock, mode: 'webhook', answer: echo });
    expect(await call(bot, { [secretHeader]: webhookSecret }, body)).toBe(400);
  });

  it('that is replayed runs once', async () => {
    alone.started = true;
    const bot = await aBot({ emulator, clock, mode: 'webhook', answer: echo });
    const replays = Array.from({ length: 50 }, () =>
      call(bot, { [secretHeader]: webhookSecret }, JSON.stringify(update(9))),
    );
    expect(new Set(await Promise.all(replays))).toEqual(new Set([200]));
    await emulator.until(() => bot.finished() === 1);
    expect(await call(bot, { [secretHeader]: webhookSecret }, JSON.stringify(update(10, '/b')))).toBe(200);
    await emulator.until(() => bot.finished() === 2);
    expect(shown()).toEqual(['got a', 'got b']);
  });

  it('is 200 only when the update is durable, and is sent again otherwise', async () => {
    const store = createMemoryStore();
    const inbox = createInbox(store, clock);
    let broken = true;
    const bot = await aBot({
      emulator,
      clock,
      mode: 'webhook',
      store,
      answer: echo,
      more: {
        inbox: {
          ...inbox,
          receive: async (messages) => {
            if (broken) throw new Error('disk full');
            return inbox.receive(messages);
          },
        },
      },
    });
    emulator.say(asha, alone, '/a');
    await emulator.until(() => emulator.updates.webhookAnswers.length === 1);
    expect(emulator.updates.webhookAnswers).toEqual([500]);
    expect(bot.logged.join()).toContain('update not stored');
    broken = false;
    while (shown().length === 0) await clock.advance(500);
    expect(shown()).toEqual(['got a']);
    expect(emulator.updates.webhookAnswers).toEqual([500, 200]);
  });

  it('whose answer throws does not end the process, and the next one is answered', async () => {
    let broken = true;
    const bot = await aBot({
      emulator,
      clock,
      mode: 'webhook',
      answer: async (line) => {
        if (broken) throw new Error('thrown');
        return echo(line);
      },
    });
    emulator.say(asha, alone, '/a');
    await emulator.until(() => bot.logged.some((line) => line.includes('delivery failed')));
    broken = false;
    emulator.say(asha, alone, '/b');
    await emulator.until(() => bot.finished() === 1);
    expect(shown()).toEqual(['got b']);
  });

  it('that arrives before the start has finished is 503', async () => {
    const bot = await openBot({ emulator, clock, mode: 'webhook', answer: echo });
    expect(await call(bot, { [secretHeader]: webhookSecret }, JSON.stringify(update(1)))).toBe(503);
    await bot.stop();
  });
});

describe('the webhook', () => {
  it('is set with our secret and the processed kinds of update', async () => {
    const bot = await aBot({ emulator, clock, mode: 'webhook', answer: echo });
    const set = emulator.calls.find(({ method }) => method === 'setWebhook');
    expect(set?.given).toEqual({
      url: bot.webhook,
      secret_token: webhookSecret,
      allowed_updates: ['message', 'callback_query', 'my_chat_member'],
      max_connections: 40,
    });
    expect(emulator.calls.some(({ method }) => method === 'getUpdates')).toBe(false);
  });

  it('that Telegram refuses ends the start with one line', async () => {
    emulator.fault({
      method: 'setWebhook',
      times: 1,
      how: { kind: 'refuse', code: 400, description: 'Bad Request: bad webhook: Failed to resolve host' },
    });
    const bot = await openBot({ emulator, clock, mode: 'webhook', answer: echo });
    const thrown = await bot.start().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(SetupError);
    expect(thrown).toMatchObject({
      exitCode: 78,
      faults: [expect.stringMatching(/^TELEGRAM_WEBHOOK_URL is not accepted/)],
    });
    await bot.stop();
  });
});
