import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnswerPort, Line } from '../../../src/core/chat/line.ts';
import type { Emulator } from '../../emulators/telegram/index.ts';
import type { Person, Post, Room } from '../../emulators/telegram/world.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';
import { aBot, anEmulator, type Bot, closeAll, said } from './bot.ts';

const long = `/balance "${'a name that is too long for a button '.repeat(2).trim()}"`;
let clock: FakeClock;
let emulator: Emulator;
let asha: Person;
let noor: Person;
let alone: Room;
let group: Room;
let asked: Line[];

beforeEach(async () => {
  clock = createFakeClock();
  emulator = await anEmulator({ clock });
  asha = emulator.person(101, 'Asha');
  noor = emulator.person(102, 'Noor');
  alone = emulator.privateChat(asha);
  group = emulator.group(-1001, 'Ops', [asha, noor]);
  asked = [];
});
afterEach(closeAll);

/** Echoes the line with three buttons. Noor's answers are for her only. */
const answer: AnswerPort = async (line) => {
  asked.push(line);
  const actions = [
    { label: 'Again', line: '/balance' },
    { label: 'Next', line: `/accounts page ${asked.length}` },
    { label: 'Long', line: long },
  ];
  if (line.principal === 'telegram:102') return said('Not for you.', { audience: 'asker' });
  return said(`got ${line.text.slice(1)}`, { actions });
};

async function turn(bot: Bot, action: () => unknown): Promise<void> {
  const before = bot.finished();
  action();
  await emulator.until(() => bot.finished() > before);
}

const last = (room: Room): Post => {
  const post = emulator.answers(room).at(-1);
  if (post === undefined) throw new Error('no answer');
  return post;
};
const order = () =>
  emulator.calls.map(({ method }) => method).filter((method) => /answerCallback|edit|send/.test(method));
const toasts = () => [...emulator.presses.values()].map((press) => press.answer?.text);

describe('a pressed button', () => {
  it('is acknowledged first, runs its line as the user who pressed it, and replaces its message', async () => {
    const bot = await aBot({ emulator, clock, answer });
    await turn(bot, () => emulator.say(asha, alone, '/start'));
    await turn(bot, () => emulator.press(asha, last(alone), 'Next'));
    expect(asked[0]).toMatchObject({ principal: 'telegram:101', name: 'Asha', origin: 'typed' });
    expect(asked[1]).toMatchObject({
      principal: 'telegram:101',
      name: 'Asha',
      chat: { id: 'telegram:101', kind: 'private' },
      text: '/accounts page 1',
      origin: 'button',
    });
    expect(order()).toEqual(['sendMessage', 'answerCallbackQuery', 'editMessageText']);
    expect(emulator.answers(alone).map(({ text }) => text)).toEqual(['got accounts page 1']);
  });

  it('whose answer does not change the message is not an error', async () => {
    const bot = await aBot({
      emulator,
      clock,
      answer: async () => said('the same', { actions: [{ label: 'Again', line: '/b' }] }),
    });
    await turn(bot, () => emulator.say(asha, alone, '/start'));
    await turn(bot, () => emulator.press(asha, last(alone), 'Again'));
    expect(emulator.calls.at(-1)).toMatchObject({ outcome: 400 });
    expect(bot.logged.filter((line) => line.includes('not'))).toEqual([]);
  });

  it('with a long line contains a ticket, which works more than once', async () => {
    const bot = await aBot({ emulator, clock, answer });
    await turn(bot, () => emulator.say(asha, alone, '/start'));
    const button = last(alone)
      .buttons.flat()
      .find(({ text }) => text === 'Long');
    expect(button?.callback_data).toMatch(/^t:[\w-]{22}$/);
    for (let times = 1; times <= 2; times++) {
      await turn(bot, () => emulator.press(asha, last(alone), { data: button?.callback_data ?? '' }));
      expect(asked.at(-1)?.text).toBe(long);
    }
  });

  it.each([
    ['forged data', { data: 'whatever' }, 'unknown', 'This button no longer works. Send the command again.'],
    [
      'an unknown ticket',
      { data: `t:${'x'.repeat(22)}` },
      'unknown',
      'This button no longer works. Send the command again.',
    ],
  ])('with %s is refused with a toast and an audit entry', async (_, what, because, says) => {
    const bot = await aBot({ emulator, clock, answer });
    await turn(bot, () => emulator.say(asha, alone, '/start'));
    await turn(bot, () => emulator.press(asha, last(alone), what));
    expect(toasts()).toEqual([says]);
    expect(asked.length).toBe(1);
    expect(emulator.answers(alone).length).toBe(1);
    expect(bot.audited).toEqual([
      {
        at: clock.now(),
        principal: 'telegram:101',
        chat: 'telegram:101',
        what: 'button',
        decision: 'refused',
        because,
      },
    ]);
  });

  it('with the ticket of another chat is refused with a toast', async () => {
    const bot = await aBot({ emulator, clock, answer });
    await turn(bot, () => emulator.say(asha, alone, '/start'));
    const ticket =
      last(alone)
        .buttons.flat()
        .find(({ text }) => text === 'Long')?.callback_data ?? '';
    await turn(bot, () => emulator.say(asha, group, '/start'));
    await turn(bot, () => emulator.press(noor, last(group), { data: ticket }));
    expect(toasts()).toEqual(['This button belongs to another chat. Send the command yourself.']);
    expect(bot.audited.map(({ because }) => because)).toEqual(['foreign']);
    expect(asked.length).toBe(2);
  });

  it.each([
    ['of a month ago', 30 * 86_400_000],
    ['of two days ago', 48 * 3_600_000 + 1000],
  ])('%s is refused with a toast and an audit entry', async (_, age) => {
    const bot = await aBot({ emulator, clock, answer });
    await turn(bot, () => emulator.say(asha, alone, '/start'));
    clock.jumpTo(clock.now() + age);
    await turn(bot, () => emulator.press(asha, last(alone), 'Again'));
    expect(toasts()).toEqual(['This button is too old. Send the command again.']);
    expect(bot.audited.map(({ because }) => because)).toEqual(['old']);
    expect(asked.length).toBe(1);
  });

  it('by a user without access is answered with a toast, and the message does not change', async () => {
    const bot = await aBot({ emulator, clock, answer });
    await turn(bot, () => emulator.say(asha, group, '/start'));
    await turn(bot, () => emulator.press(noor, last(group), 'Again'));
    expect(asked[1]?.principal).toBe('telegram:102');
    expect(toasts()).toEqual(['Not for you.']);
    expect(last(group).text).toBe('got start');
  });

  it('is acknowledged before a slow answer, which is visible only to the user if it is private', async () => {
    let finish = () => {};
    const slow: AnswerPort = (line) => {
      if (line.origin === 'typed') return answer(line);
      return new Promise((resolve) => {
        finish = () => resolve(said('Figures', { audience: 'asker' }));
      });
    };
    const bot = await aBot({ emulator, clock, answer: slow });
    await turn(bot, () => emulator.say(asha, group, '/start'));
    emulator.press(noor, last(group), 'Again');
    await emulator.until(() => emulator.updates.pending().length > 0 && clock.sleepers() > 2);
    await clock.advance(500);
    await emulator.until(
      () => toasts().length === 1 && [...emulator.presses.values()][0]?.answer !== undefined,
    );
    expect(toasts()).toEqual([undefined]);
    finish();
    await emulator.until(() => bot.finished() === 2);
    expect(emulator.answers(group).map(({ text, receiver }) => [text, receiver])).toEqual([
      ['got start', undefined],
      ['Figures', 102],
    ]);
  });

  it('whose query has expired still replaces its message', async () => {
    const bot = await aBot({ emulator, clock, answer });
    await turn(bot, () => emulator.say(asha, alone, '/start'));
    emulator.fault({
      method: 'answerCallbackQuery',
      times: 1,
      how: {
        kind: 'refuse',
        code: 400,
        description: 'Bad Request: query is too old and response timeout expired or query ID is invalid',
      },
    });
    await turn(bot, () => emulator.press(asha, last(alone), 'Again'));
    expect(last(alone).text).toBe('got balance');
  });

  it('on a deleted message is answered with a new one', async () => {
    const bot = await aBot({ emulator, clock, answer });
    await turn(bot, () => emulator.say(asha, alone, '/start'));
    const deleted = last(alone);
    emulator.world.posts.splice(emulator.world.posts.indexOf(deleted), 1);
    await turn(bot, () => emulator.press(asha, deleted, 'Again'));
    expect(emulator.answers(alone).map(({ text }) => text)).toEqual(['got balance']);
  });

  it('whose edit has an unknown outcome is edited again', async () => {
    const bot = await aBot({ emulator, clock, answer });
    await turn(bot, () => emulator.say(asha, alone, '/start'));
    emulator.fault({ method: 'editMessageText', times: 1, how: { kind: 'drop', when: 'after' } });
    emulator.press(asha, last(alone), 'Again');
    while (bot.finished() < 2) await clock.advance(200);
    expect(emulator.answers(alone).map(({ text }) => text)).toEqual(['got balance']);
  });
});
