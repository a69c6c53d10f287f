import { afterEach, describe, expect, it } from 'vitest';
import type { AnswerPort } from '../../../src/core/chat/line.ts';
import { column, table, text } from '../../../src/core/reply/build.ts';
import { closeAll, said } from './bot.ts';
import { echo, meet } from './meeting.ts';

afterEach(closeAll);

describe('an answer', () => {
  it('is sent once, exactly after the pause that Telegram asks for', async () => {
    const { bot, clock, emulator, asha, alone, sends, shown } = await meet();
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

  it('in another chat is not delayed by the pause', async () => {
    const { bot, emulator, asha, alone, sends, shown } = await meet();
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

  it('is retried with increasing pauses while it is surely not sent', async () => {
    const { bot, clock, emulator, asha, alone, sends, shown } = await meet();
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
    'with an unknown outcome is sent again as a possible repeat (connection broken %s it was accepted)',
    async (when) => {
      const { bot, clock, emulator, asha, alone, shown } = await meet();
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
    ['a timeout', { kind: 'hang', when: 'before' }],
    ['an error page of a proxy', { kind: 'body', when: 'before', status: 502, body: '<html>502</html>' }],
    ['a truncated answer', { kind: 'body', when: 'after', status: 200, body: '{"ok":tr' }],
  ] as const)('is repeated twice at most after %s', async (_, how) => {
    const { bot, clock, emulator, asha, alone, sends, pass } = await meet();
    emulator.fault({ method: 'sendMessage', times: 99, how });
    emulator.say(asha, alone, '/a');
    await pass(() => bot.logged.some((line) => line.includes('answer not sent')));
    await clock.advance(120_000);
    expect(sends().length).toBe(3);
    expect(bot.finished()).toBe(0);
  });

  it('is sent without markup if Telegram refuses it', async () => {
    const { emulator, alone, shown, ask } = await meet();
    emulator.fault({
      method: 'sendMessage',
      times: 1,
      how: { kind: 'refuse', code: 400, description: "Bad Request: can't parse entities: x" },
    });
    await ask('/a');
    expect(emulator.answers(alone)[0]?.entities.map(({ type }) => type)).toEqual(['pre']);
    expect(shown()).toEqual(['got a']);
  });

  it('that cannot be rendered is replaced by an error message', async () => {
    const broken = { kind: 'time', at: Number.NaN, style: 'moment' } as const;
    const { bot, shown, ask } = await meet(async () => said('x', { blocks: [text(broken)] }));
    await ask('/a');
    expect(shown()).toEqual([
      'The answer could not be displayed because of an internal error. Send the command again.',
    ]);
    expect(bot.logged.join()).toContain('answer not shown');
  });

  it('contains pictures and files, each in its own message', async () => {
    const bytes = new Uint8Array(2000).fill(7);
    const { emulator, alone, ask } = await meet(async () =>
      said('Usage', {
        blocks: [
          text('Usage'),
          { kind: 'picture', bytes, type: 'image/png', alt: 'Seven days' },
          { kind: 'file', bytes, name: 'über "alles".csv', type: 'text/csv' },
        ],
      }),
    );
    await ask('/a');
    expect(emulator.answers(alone).map(({ text: each, file }) => [each, file])).toEqual([
      ['Usage', undefined],
      ['Seven days', { kind: 'photo', name: 'picture.png', bytes: 2000 }],
      ['', { kind: 'document', name: 'ber-alles-.csv', bytes: 2000 }],
    ]);
    expect(emulator.violations).toEqual([]);
  });

  it('of several messages is sent in order', async () => {
    const rows = Array.from({ length: 260 }, (_, index) => [`account ${index}`, 'fine']);
    const whole = said('Many', { blocks: [table([column('Account', 1), column('State', 1)], rows)] });
    const { shown, ask } = await meet(async () => whole);
    await ask('/a');
    const texts = shown();
    expect(texts.length).toBe(2);
    expect(texts.join('\n').match(/account \d+/g)).toEqual(rows.map(([name]) => name));
  });

  it('shows “typing” repeatedly while it takes long, and not if it is fast', async () => {
    let finish = () => {};
    const slow: AnswerPort = (line) => {
      if (line.text === '/quick') return echo(line);
      return new Promise((resolve) => {
        finish = () => resolve(said('done'));
      });
    };
    const { bot, clock, emulator, asha, alone, ask } = await meet(slow);
    await ask('/quick');
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

describe('a chat that accepts no messages', () => {
  it('is logged once, and again only after it accepted messages', async () => {
    const { bot, clock, emulator, asha } = await meet();
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

  it('because its user blocked the bot is served again after the user unblocks it', async () => {
    const { bot, emulator, asha, alone, shown, ask } = await meet();
    await ask('/a');
    emulator.say(asha, alone, '/b');
    alone.blocked = true;
    await emulator.until(() => bot.finished() === 2);
    expect(shown()).toEqual(['got a']);
    emulator.block(asha, false);
    await emulator.until(() => bot.finished() === 3);
    await ask('/c');
    expect(shown()).toEqual(['got a', 'got c']);
  });
});
