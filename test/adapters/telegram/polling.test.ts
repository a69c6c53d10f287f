import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InboundMessage } from '../../../src/core/chat/inbox.ts';
import type { AnswerPort } from '../../../src/core/chat/line.ts';
import { SetupError } from '../../../src/core/errors/errors.ts';
import { createInbox } from '../../../src/engine/chat/inbox.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import type { Emulator } from '../../emulators/telegram/index.ts';
import type { Person, Room } from '../../emulators/telegram/world.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';
import { aBot, anEmulator, closeAll, openBot, said } from './bot.ts';

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
const polls = () => emulator.calls.filter(({ method }) => method === 'getUpdates');

async function pass(condition: () => boolean): Promise<void> {
  while (!condition()) await clock.advance(200);
}

describe('polling', () => {
  it('confirms an update only when it is durable, and then runs it once', async () => {
    const store = createMemoryStore();
    const inbox = createInbox(store, clock);
    let broken = true;
    const fragile = {
      ...inbox,
      receive: async (messages: readonly InboundMessage[]) => {
        if (broken) throw new Error('disk full');
        return inbox.receive(messages);
      },
    };
    await aBot({ emulator, clock, store, answer: echo, more: { inbox: fragile } });
    emulator.say(asha, alone, '/a');
    await pass(() => polls().length >= 4);
    expect(emulator.updates.pending().length).toBe(1);
    expect(shown()).toEqual([]);
    broken = false;
    await pass(() => shown().length === 1);
    await pass(() => emulator.updates.pending().length === 0);
    expect(shown()).toEqual(['got a']);
  });

  it('runs an update once even if it is delivered again', async () => {
    const bot = await aBot({ emulator, clock, answer: echo });
    emulator.say(asha, alone, '/a');
    const [update] = emulator.updates.pending();
    await emulator.until(() => bot.finished() === 1 && emulator.updates.pending().length === 0);
    if (update === undefined) throw new Error('no update');
    emulator.updates.redeliver(update);
    emulator.say(asha, alone, '/b');
    await emulator.until(() => bot.finished() === 2);
    expect(shown()).toEqual(['got a', 'got b']);
  });

  it('answers each chat in order, and no slow chat delays another', async () => {
    const noor = emulator.person(102, 'Noor');
    const other = emulator.privateChat(noor);
    let finish = () => {};
    const slow: AnswerPort = (line) => {
      if (line.text !== '/slow') return echo(line);
      return new Promise((resolve) => {
        finish = () => resolve(said('got slow'));
      });
    };
    const bot = await aBot({ emulator, clock, answer: slow });
    emulator.say(asha, alone, '/slow');
    emulator.say(asha, alone, '/a');
    emulator.say(noor, other, '/b');
    await emulator.until(() => bot.finished() === 1);
    expect([shown(), shown(other)]).toEqual([[], ['got b']]);
    finish();
    await emulator.until(() => bot.finished() === 3);
    expect(shown()).toEqual(['got slow', 'got a']);
  });

  it.each([
    ['a server error', { kind: 'refuse', code: 502, description: 'Bad Gateway' }],
    ['an error page of a proxy', { kind: 'body', when: 'before', status: 200, body: '<html>' }],
    ['a broken connection', { kind: 'drop', when: 'before' }],
    ['no answer', { kind: 'hang', when: 'before' }],
    [
      'a requested pause',
      { kind: 'refuse', code: 429, description: 'Too Many Requests', parameters: { retry_after: 7 } },
    ],
    [
      'a second poller',
      { kind: 'refuse', code: 409, description: 'Conflict: terminated by other getUpdates request' },
    ],
    ['a token that is refused for a while', { kind: 'refuse', code: 401, description: 'Unauthorized' }],
  ] as const)('continues after %s, and is not ready until then', async (_, how) => {
    const bot = await aBot({ emulator, clock, answer: echo });
    await emulator.until(() => polls().length === 1);
    expect(bot.running.health?.()).toEqual({ ready: true });
    emulator.fault({ method: 'getUpdates', times: 3, how });
    emulator.say(asha, alone, '/before');
    await emulator.until(() => bot.finished() === 1);
    const isWait = how.kind === 'refuse' && how.code === 429;
    if (!isWait) await pass(() => bot.running.health?.().ready === false);
    emulator.say(asha, alone, '/a');
    await pass(() => bot.finished() === 2);
    await pass(() => bot.running.health?.().ready === true);
    expect(shown()).toEqual(['got before', 'got a']);
  });

  it('deletes a foreign webhook and continues', async () => {
    const bot = await aBot({ emulator, clock, answer: echo });
    emulator.updates.setWebhook({ url: 'https://other.example.com' });
    await clock.advance(31_000);
    emulator.say(asha, alone, '/a');
    await pass(() => bot.finished() === 1);
    expect(shown()).toEqual(['got a']);
  });

  it('obeys a pause exactly', async () => {
    await aBot({ emulator, clock, answer: echo });
    await emulator.until(() => polls().length === 1);
    emulator.fault({
      method: 'getUpdates',
      times: 1,
      how: { kind: 'refuse', code: 429, description: 'Too Many Requests', parameters: { retry_after: 9 } },
    });
    emulator.say(asha, alone, '/a');
    await emulator.until(() => polls().length === 2);
    await clock.advance(8999);
    expect(polls().length).toBe(2);
    await clock.advance(1);
    await emulator.until(() => polls().length === 3);
  });

  it('skips a malformed update', async () => {
    const bot = await aBot({ emulator, clock, answer: echo });
    emulator.updates.push('message', 101, { message_id: 1, text: '/x', entities: [null], chat: null });
    emulator.say(asha, alone, '/a');
    await emulator.until(() => bot.finished() === 1);
    expect(shown()).toEqual(['got a']);
    expect(bot.logged.join()).toContain('update not understood');
  });
});

describe('the start', () => {
  it('ends with one line if the token is not known', async () => {
    emulator.revoke(true);
    const bot = await openBot({ emulator, clock, answer: echo });
    const thrown = await bot.start().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(SetupError);
    expect(thrown).toMatchObject({
      exitCode: 78,
      faults: [
        'TELEGRAM_BOT_TOKEN is not accepted by Telegram: it is wrong or was revoked. Get a new one from @BotFather.',
      ],
    });
    await bot.stop();
  });

  it('succeeds, and retries in the background, if Telegram cannot be reached', async () => {
    emulator.fault({ method: 'getMe', times: 2, how: { kind: 'drop', when: 'before' } });
    const bot = await aBot({ emulator, clock, answer: echo });
    expect(bot.running.health?.()).toEqual({ ready: false, why: 'Telegram cannot be reached' });
    emulator.say(asha, alone, '/a');
    await pass(() => bot.finished() === 1);
    expect(shown()).toEqual(['got a']);
  });

  it('does not wait for an unreachable server', async () => {
    const bot = await openBot({ emulator, clock, answer: echo, apiRoot: 'http://127.0.0.1:1' });
    await bot.start();
    expect(bot.running.health?.().ready).toBe(false);
    const stopping = bot.stop();
    await clock.advance(60_000);
    await stopping;
  });
});

describe('a stop', () => {
  it('answers the received updates and fetches no more', async () => {
    let finish = () => {};
    const slow: AnswerPort = (line) =>
      new Promise((resolve) => {
        finish = () => void echo(line).then(resolve);
      });
    const bot = await openBot({ emulator, clock, answer: slow });
    await bot.start();
    emulator.say(asha, alone, '/a');
    await emulator.until(
      () => clock.sleepers() > 1 && emulator.calls.some(({ method }) => method === 'getUpdates'),
    );
    await pass(() => emulator.actions.length > 0);
    const stopping = bot.stop();
    emulator.say(asha, alone, '/b');
    finish();
    await stopping;
    expect(shown()).toEqual(['got a']);
    expect(
      emulator.updates.pending().map((update) => (update['message'] as { text: string }).text),
    ).toContain('/b');
  });
});

describe('a process after one that was killed', () => {
  it('answers the unanswered messages, and marks those that may have been answered', async () => {
    const store = createMemoryStore();
    const inbox = createInbox(store, clock);
    const body = (text: string) =>
      JSON.stringify({ kind: 'line', from: 101, text, spot: { private: true, message: 1 } });
    const left = (id: string, text: string) => ({
      id,
      orderingKey: 'telegram:101',
      at: clock.now(),
      body: body(text),
    });
    await inbox.receive([
      left('telegram:7100000001-1', '/a'),
      left('telegram:7100000001-2', '/b'),
      left('telegram:7100000001-3', '/c'),
    ]);
    await inbox.finish('telegram:7100000001-1');
    await inbox.markAnswering('telegram:7100000001-2');
    alone.started = true;
    const bot = await aBot({ emulator, clock, store, answer: echo });
    await emulator.until(() => bot.finished() === 2);
    expect(shown()).toEqual(['Possible repeat: this may have been answered already.\ngot b', 'got c']);
  });

  it('answers in the new chat what was asked before the group was upgraded', async () => {
    const store = createMemoryStore();
    const group = emulator.group(-4001, 'Ops', [asha], { type: 'group' });
    const first = await openBot({ emulator, clock, store, answer: () => new Promise(() => {}) });
    await first.start();
    emulator.say(asha, group, '/balance');
    await pass(() => emulator.actions.length === 1);
    const upgraded = emulator.migrate(group, -1004001);
    await pass(() => first.audited.some(({ what }) => what === 'chat moved'));
    // The first process is killed here: it is never stopped.
    const second = await aBot({ emulator, clock, store, answer: echo });
    await pass(() => second.finished() >= 1);
    expect(shown(upgraded)).toEqual(['got balance']);
    void first.stop();
    await clock.advance(60_000);
  });
});
