import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnswerPort } from '../../src/core/chat.ts';
import type { Outcome } from '../../src/core/delivery.ts';
import { column, table, text } from '../../src/core/reply/build.ts';
import { createRegistry } from '../../src/engine/registry.ts';
import type { Emulator } from '../emulators/telegram/index.ts';
import type { Person, Room } from '../emulators/telegram/world.ts';
import { createFakeClock, type FakeClock } from '../fakes/clock.ts';
import { aBot, anEmulator, type Bot, closeAll, said } from '../telegram/bot.ts';

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

const sends = () => emulator.calls.filter(({ method }) => method === 'sendMessage');
const shown = (room = alone) => emulator.answers(room).map(({ text: each }) => each);

/** Lets time pass until the condition holds. */
async function pass(condition: () => boolean): Promise<void> {
  while (!condition()) await clock.advance(200);
}

async function ask(bot: Bot, line: string, room = alone): Promise<void> {
  const before = bot.finished();
  emulator.say(asha, room, line);
  await emulator.until(() => bot.finished() > before);
}

describe('an answer', () => {
  it('waits exactly as long as the platform asks, and then goes out once', async () => {
    const bot = await aBot({ emulator, clock, answer: echo });
    emulator.rates.hold(101, 3);
    emulator.fault({
      method: 'sendMessage',
      times: 1,
      how: {
        kind: 'refuse',
        code: 429,
        description: 'Too Many Requests: retry after 3',
        parameters: { retry_after: 3 },
      },
    });
    emulator.say(asha, alone, '/a');
    await emulator.until(() => sends().length === 1);
    await clock.advance(2999);
    expect(sends().length).toBe(1);
    await clock.advance(1);
    await emulator.until(() => bot.finished() === 1);
    expect(shown()).toEqual(['got a']);
    expect(emulator.violations).toEqual([]);
  });

  it('in another chat does not wait for it', async () => {
    const bot = await aBot({ emulator, clock, answer: echo });
    const noor = emulator.person(102, 'Noor');
    const other = emulator.privateChat(noor);
    emulator.fault({
      chat: 101,
      method: 'sendMessage',
      times: 1,
      how: { kind: 'refuse', code: 429, description: 'Too Many Requests', parameters: { retry_after: 60 } },
    });
    emulator.say(asha, alone, '/a');
    await emulator.until(() => sends().length === 1);
    emulator.say(noor, other, '/b');
    await emulator.until(() => bot.finished() === 1);
    expect([shown(), shown(other)]).toEqual([[], ['got b']]);
  });

  it('is tried again when nothing can have been sent, with growing pauses', async () => {
    const bot = await aBot({ emulator, clock, answer: echo });
    emulator.fault({
      method: 'sendMessage',
      times: 2,
      how: { kind: 'refuse', code: 500, description: 'Internal' },
    });
    emulator.say(asha, alone, '/a');
    await emulator.until(() => sends().length === 1);
    await clock.advance(1000);
    await emulator.until(() => sends().length === 2);
    await clock.advance(1999);
    expect(sends().length).toBe(2);
    await clock.advance(1);
    await emulator.until(() => bot.finished() === 1);
    expect(shown()).toEqual(['got a']);
  });

  it.each(['before', 'after'] as const)(
    'whose outcome nobody knows goes out again as a possible repeat (broken %s it was taken)',
    async (when) => {
      const bot = await aBot({ emulator, clock, answer: echo });
      emulator.fault({ method: 'sendMessage', times: 1, how: { kind: 'drop', when } });
      emulator.say(asha, alone, '/a');
      await emulator.until(() => bot.logged.some((line) => line.includes('answer repeated')));
      await clock.advance(1000);
      await emulator.until(() => bot.finished() === 1);
      const again = 'Possible repeat: this may have been answered already.\ngot a';
      expect(shown()).toEqual(when === 'before' ? [again] : ['got a', again]);
    },
  );

  it.each([
    ['no answer in time', { kind: 'hang', when: 'before' }],
    ['a page of a proxy', { kind: 'body', when: 'before', status: 502, body: '<html>502</html>' }],
    ['half an answer', { kind: 'body', when: 'after', status: 200, body: '{"ok":tr' }],
  ] as const)('is not repeated without end after %s', async (_, how) => {
    const bot = await aBot({ emulator, clock, answer: echo });
    emulator.fault({ method: 'sendMessage', times: 99, how });
    emulator.say(asha, alone, '/a');
    await pass(() => bot.logged.some((line) => line.includes('answer not sent')));
    await clock.advance(120_000);
    expect(sends().length).toBe(3);
    expect(bot.finished()).toBe(0);
  });

  it('that the platform does not take as it is comes without markup', async () => {
    const bot = await aBot({ emulator, clock, answer: echo });
    emulator.fault({
      method: 'sendMessage',
      times: 1,
      how: { kind: 'refuse', code: 400, description: "Bad Request: can't parse entities: x" },
    });
    await ask(bot, '/a');
    expect(emulator.answers(alone)[0]?.entities.map(({ type }) => type)).toEqual(['pre']);
    expect(shown()).toEqual(['got a']);
  });

  it('that cannot be made is said to be a fault of ours', async () => {
    const broken = { kind: 'time', at: Number.NaN, style: 'moment' } as const;
    const bot = await aBot({ emulator, clock, answer: async () => said('x', { blocks: [text(broken)] }) });
    await ask(bot, '/a');
    expect(shown()).toEqual([
      'The answer could not be shown: a fault of ours, now in the log. Send the line again.',
    ]);
    expect(bot.logged.join()).toContain('answer not shown');
  });

  it('brings pictures and files along, each by its own call', async () => {
    const bytes = new Uint8Array(2000).fill(7);
    const bot = await aBot({
      emulator,
      clock,
      answer: async () =>
        said('Usage', {
          blocks: [
            text('Usage'),
            { kind: 'picture', bytes, type: 'image/png', alt: 'Seven days' },
            { kind: 'file', bytes, name: 'über "alles".csv', type: 'text/csv' },
          ],
        }),
    });
    await ask(bot, '/a');
    expect(emulator.answers(alone).map(({ text: each, file }) => [each, file])).toEqual([
      ['Usage', undefined],
      ['Seven days', { kind: 'photo', name: 'picture.png', bytes: 2000 }],
      ['', { kind: 'document', name: 'ber-alles-.csv', bytes: 2000 }],
    ]);
    expect(emulator.violations).toEqual([]);
  });

  it('of several messages is one answer, in order', async () => {
    const rows = Array.from({ length: 260 }, (_, index) => [`account ${index}`, 'fine']);
    const whole = said('Many', { blocks: [table([column('Account', 1), column('State', 1)], rows)] });
    const bot = await aBot({ emulator, clock, answer: async () => whole });
    await ask(bot, '/a');
    const texts = shown();
    expect(texts.length).toBe(2);
    expect(texts.join('\n').match(/account \d+/g)).toEqual(rows.map(([name]) => name));
  });

  it('shows that somebody types while it takes long, again and again, and not when it is at once', async () => {
    let finish = () => {};
    const slow: AnswerPort = (line) => {
      if (line.text === '/quick') return echo(line);
      return new Promise((resolve) => {
        finish = () => resolve(said('done'));
      });
    };
    const bot = await aBot({ emulator, clock, answer: slow });
    await ask(bot, '/quick');
    await clock.advance(10_000);
    expect(emulator.actions).toEqual([]);
    emulator.say(asha, alone, '/slow');
    await emulator.until(() => clock.sleepers() > 1);
    await clock.advance(100);
    await emulator.until(() => emulator.actions.length === 1);
    await clock.advance(4500);
    await emulator.until(() => emulator.actions.length === 2);
    finish();
    await emulator.until(() => bot.finished() === 2);
    await clock.advance(60_000);
    expect(emulator.actions.length).toBe(2);
  });
});

describe('a chat that takes nothing', () => {
  it('is reported once, and again only after it came back', async () => {
    const bot = await aBot({ emulator, clock, answer: echo });
    const group = emulator.group(-1001, 'Ops', [asha]);
    const dead = () => bot.logged.filter((line) => line.includes('destination dead'));
    emulator.setBot(group, 'kicked', asha);
    await emulator.until(() => bot.finished() === 1);
    for (let tries = 0; tries < 2; tries++) {
      const sending = bot.running.courier?.send('telegram:-1001', said('x'));
      await clock.advance(2000);
      expect(await sending).toEqual({ kind: 'dead', why: 'removed' });
    }
    expect(dead().length).toBe(1);
    emulator.setBot(group, 'member', asha);
    await emulator.until(() => bot.finished() === 2);
    emulator.setBot(group, 'left', asha);
    await emulator.until(() => bot.finished() === 3);
    expect(dead().length).toBe(2);
  });

  it('because its person blocked us costs nothing but a note', async () => {
    const bot = await aBot({ emulator, clock, answer: echo });
    await ask(bot, '/a');
    emulator.say(asha, alone, '/b');
    alone.blocked = true;
    await emulator.until(() => bot.finished() === 2);
    expect(shown()).toEqual(['got a']);
    emulator.block(asha, false);
    await emulator.until(() => bot.finished() === 3);
    await ask(bot, '/c');
    expect(shown()).toEqual(['got a', 'got c']);
  });
});

describe('a message that nobody asked for', () => {
  it('goes at one a second to a chat, and at twenty a minute to a group', async () => {
    const bot = await aBot({ emulator, clock, answer: echo });
    const group = emulator.group(-1001, 'Ops', [asha]);
    const courier = bot.running.courier;
    const outcomes = Array.from({ length: 45 }, (_, index) =>
      courier?.send('telegram:-1001', said(`alert ${index}`)),
    );
    for (let seconds = 0; seconds < 150; seconds++) await clock.advance(1000);
    expect((await Promise.all(outcomes)).every((outcome) => outcome?.kind === 'sent')).toBe(true);
    expect(shown(group)).toEqual(outcomes.map((_, index) => `alert ${index}`));
    expect(emulator.calls.every(({ outcome }) => outcome === undefined || outcome === 'ok')).toBe(true);
    expect(emulator.violations).toEqual([]);
  });

  it('is tried once, and tells what became of it', async () => {
    const bot = await aBot({ emulator, clock, answer: echo });
    alone.started = true;
    const courier = bot.running.courier;
    const send = async () => {
      const sending = courier?.send('telegram:101', said('alert'));
      await clock.advance(2000);
      return sending;
    };
    expect(await send()).toEqual({ kind: 'sent', message: '1' });
    const refuse = (code: number, description: string, parameters?: object) => {
      emulator.fault({
        method: 'sendMessage',
        times: 1,
        how: { kind: 'refuse', code, description, ...(parameters && { parameters }) },
      });
    };
    refuse(429, 'Too Many Requests', { retry_after: 1 });
    expect(await send()).toEqual({ kind: 'wait', ms: 1000 });
    refuse(500, 'Internal');
    expect(await send()).toEqual({ kind: 'retry' });
    emulator.fault({ method: 'sendMessage', times: 1, how: { kind: 'drop', when: 'after' } });
    expect(await send()).toEqual({ kind: 'ambiguous' });
    refuse(403, 'Forbidden: user is deactivated');
    expect(await send()).toEqual({ kind: 'dead', why: 'gone' });
    refuse(400, 'Bad Request: chat not found');
    expect(await send()).toEqual({ kind: 'dead', why: 'gone' });
    refuse(400, 'Bad Request: CHAT_WRITE_FORBIDDEN');
    expect(await send()).toEqual({ kind: 'dead', why: 'forbidden' });
    refuse(400, 'Bad Request: MESSAGE_TOO_LONG');
    expect(await send()).toEqual({ kind: 'dead', why: 'unfit' });
    emulator.revoke(true);
    expect(await send()).toEqual({ kind: 'refused-token' });
    expect(bot.running.health?.().ready).toBe(false);
    emulator.revoke(false);
    expect(await send()).toMatchObject({ kind: 'sent' });
    expect(courier?.serves('slack:T1:C1')).toBe(false);
    expect(await courier?.send('slack:T1:C1', said('x'))).toEqual({ kind: 'dead', why: 'unfit' });
  });

  it('can be replaced, also by the same', async () => {
    const bot = await aBot({ emulator, clock, answer: echo });
    alone.started = true;
    const { courier } = bot.running;
    await courier?.send('telegram:101', said('firing'));
    const edit = async (message: string, sentence: string) => {
      const editing = courier?.edit('telegram:101', message, said(sentence));
      await clock.advance(2000);
      return editing;
    };
    expect(await edit('1', 'resolved')).toEqual({ kind: 'sent', message: '1' });
    expect(await edit('1', 'resolved')).toEqual({ kind: 'sent', message: '1' });
    expect(await edit('99', 'resolved')).toEqual({ kind: 'dead', why: 'unfit' });
    expect(shown()).toEqual(['resolved']);
  });

  it('answers the message that it follows, and stands alone where that one is gone', async () => {
    const bot = await aBot({ emulator, clock, answer: echo });
    const group = emulator.group(-1001, 'Ops', [asha]);
    const { courier } = bot.running;
    const carry = async (sending: Promise<Outcome> | undefined) => {
      await clock.advance(2000);
      return sending;
    };
    await carry(courier?.send('telegram:-1001', said('firing')));
    const [card] = emulator.answers(group);
    await carry(courier?.follow?.('telegram:-1001', String(card?.id), said('held by Asha'), false));
    expect(await carry(courier?.follow?.('telegram:-1001', '999', said('all clear'), true))).toMatchObject({
      kind: 'sent',
    });
    expect(emulator.answers(group).map(({ text: each, replyTo }) => [each, replyTo])).toEqual([
      ['firing', undefined],
      ['held by Asha', card?.id],
      ['all clear', undefined],
    ]);
    const fail = (how: Parameters<Emulator['fault']>[0]['how']) =>
      emulator.fault({ method: 'sendMessage', times: 1, how });
    const follow = () => carry(courier?.follow?.('telegram:-1001', String(card?.id), said('again'), false));
    fail({ kind: 'refuse', code: 429, description: 'Too Many', parameters: { retry_after: 1 } });
    expect(await follow()).toEqual({ kind: 'wait', ms: 1000 });
    fail({ kind: 'drop', when: 'after' });
    expect(await follow()).toEqual({ kind: 'ambiguous' });
    expect(emulator.violations).toEqual([]);
  });

  it('is one message however much it says, with its buttons and what is missing, also when it is replaced', async () => {
    const bot = await aBot({ emulator, clock, answer: echo });
    alone.started = true;
    const { courier } = bot.running;
    const many = (count: number) =>
      said('Many', {
        blocks: Array.from({ length: count }, (_, index) => text(`user${index}@upi ${'word '.repeat(10)}`)),
        actions: [{ label: 'List', line: '/alerts' }],
      });
    const sending = courier?.send('telegram:101', many(200));
    await clock.advance(2000);
    expect(await sending).toEqual({ kind: 'sent', message: '1' });
    const editing = courier?.edit('telegram:101', '1', many(300));
    await clock.advance(2000);
    expect(await editing).toEqual({ kind: 'sent', message: '1' });
    const [only, ...others] = emulator.answers(alone);
    expect(others).toEqual([]);
    expect(only?.text).toMatch(/The rest does not fit here\..*$/);
    expect(only?.buttons.flat().map(({ text: label }) => label)).toEqual(['List']);
    expect(emulator.violations).toEqual([]);
  });

  it('follows a group to its new id, whichever comes first', async () => {
    const bot = await aBot({ emulator, clock, answer: echo });
    const group = emulator.group(-4001, 'Ops', [asha], { type: 'group' });
    const registry = createRegistry(bot.store, clock);
    await registry.addOperator({ id: 'sample', name: 'Sample' });
    await registry.bind({ chat: 'telegram:-4001', operator: 'sample' });
    await registry.subscribe({ chat: 'telegram:-4001', operator: 'sample' });
    // The refusal comes before the service messages are read.
    const upgraded = emulator.migrate(group, -1004001);
    const sending = bot.running.courier?.send('telegram:-4001', said('alert'));
    await clock.advance(2000);
    expect(await sending).toMatchObject({ kind: 'sent' });
    await emulator.until(() => bot.finished() === 2);
    expect(shown(upgraded)).toEqual(['alert']);
    const moved = [{ chat: 'telegram:-1004001', operator: 'sample' }];
    expect([await registry.bindings('all'), await registry.subscriptions('all')]).toEqual([moved, moved]);
    expect(bot.audited.map(({ what, about }) => [what, about])).toContainEqual([
      'chat moved',
      'telegram:-1004001',
    ]);
  });
});
