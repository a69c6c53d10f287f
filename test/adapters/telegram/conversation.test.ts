import { afterEach, describe, expect, it } from 'vitest';
import { commands } from '../../../src/commands/index.ts';
import type { Clock } from '../../../src/core/time/clock.ts';
import { systemClock } from '../../../src/observe/clock.ts';
import type { Emulator } from '../../emulators/telegram/index.ts';
import { conversation, openConversation, type Step } from '../conversation.ts';
import { noon } from '../gallery.ts';
import { aBot, anEmulator, type Bot, closeAll } from './bot.ts';
import { openRealDoor } from './real-door.ts';

afterEach(closeAll);

/** Its time of day is always noon, so that answers do not depend on the day of the test. */
const clock: Clock = { ...systemClock, now: () => noon };

/** Every command, as users type them. */
const lines = [
  '/start',
  '/help',
  '/help balance',
  '/whoami',
  '/balance',
  '/balance airpay',
  '/balnce',
  '/accounts',
  '/accounts inactive',
  '/accounts wrong state',
  '/summary',
  '/summary 31-12-2023 c_date',
  '/summary 2023-12-31',
  '/wallets',
  '/wallets USD',
  '/wallet 101',
  '/wallet 999',
  '/wallet',
  '/operators',
  '/audit',
  'hello there',
  '/balance “unclosed',
];

describe.each(['polling', 'webhook'] as const)('a day with the bot by %s', (mode) => {
  it('matches the golden transcript', async () => {
    const door = await openRealDoor(clock);
    const emulator = await anEmulator({ clock, rates: { burst: 500, group: 500, all: 500 } });
    const asha = emulator.person(101, 'Asha');
    const noor = emulator.person(102, 'Noor');
    await door.registry.grant({ principal: 'telegram:101', operator: 'sample', role: 'admin' });
    const bot = await aBot({ emulator, clock, mode, answer: door.answer, store: door.store, commands });
    await emulator.until(() => emulator.menus.size === 3);

    const alone = emulator.privateChat(asha);
    for (const line of lines) await turn(bot, emulator, () => emulator.say(asha, alone, line));
    await turn(bot, emulator, () => emulator.say(noor, emulator.privateChat(noor), '/balance'));

    // Buttons, in place.
    const presses = async (line: string, ...labels: readonly string[]) => {
      await turn(bot, emulator, () => emulator.say(asha, alone, line));
      for (const label of labels) {
        const open = emulator.answers(alone).at(-1);
        if (open === undefined) throw new Error('no answer');
        await turn(bot, emulator, () => emulator.press(asha, open, label));
      }
    };
    await presses('/audit', 'Next ›', '‹ Previous');
    await presses('/help', '/help balance', '/balance user@upi');

    // A group: added, asked without a binding, bound, asked again, in a topic, by a stranger, and upgraded.
    const group = emulator.group(-4001, 'Ops', [asha, noor], { type: 'group', bot: 'none', topics: [] });
    await turn(bot, emulator, () => emulator.setBot(group, 'member', asha));
    await turn(bot, emulator, () => emulator.say(asha, group, '/balance@WalletwatchBot airpay'));
    const link =
      emulator
        .answers(group)
        .at(-1)
        ?.entities.find(({ type }) => type === 'text_link')?.url ?? '';
    const parameter = new URL(link).searchParams.get('start') ?? '';
    await turn(bot, emulator, () => emulator.say(noor, emulator.privateChat(noor), `/start ${parameter}`));
    await turn(bot, emulator, () => emulator.say(asha, alone, `/start ${parameter}`));
    await turn(bot, emulator, () => emulator.say(asha, group, '/balance airpay', { ephemeral: true }));
    await door.registry.bind({ chat: 'telegram:-4001', operator: 'sample' });
    await turn(bot, emulator, () => emulator.say(asha, group, '/balance airpay'));
    await turn(bot, emulator, () => emulator.say(noor, group, '/balance airpay'));
    let upgraded = group;
    const upgrade = () => {
      upgraded = emulator.migrate(group, -1004001);
    };
    await turn(bot, emulator, upgrade, 2);
    await turn(bot, emulator, () => emulator.say(asha, upgraded, '/balance airpay'));
    const forum = emulator.group(-1005001, 'Forum', [asha], { topics: [7] });
    await door.registry.bind({ chat: 'telegram:-1005001', operator: 'sample' });
    await turn(bot, emulator, () => emulator.say(asha, forum, '/wallet 101', { thread: 7 }));

    expect(emulator.violations).toEqual([]);
    expect(bot.logged.filter((line) => line.includes('failed') || line.includes('not '))).toEqual([]);
    const transcript = `${emulator.transcript.join('\n')}\n`;
    await expect(transcript).toMatchFileSnapshot('../../golden/telegram/conversation.txt');
    await door.close();
  });
});

describe.each(['polling', 'webhook'] as const)('the conversation of every platform, by %s', (mode) => {
  it('matches the golden transcript', async () => {
    const names = { asker: 'telegram:101', keeper: 'telegram:102', bound: 'telegram:-1001' } as const;
    const door = openConversation(names);
    const emulator = await anEmulator({ clock: door.clock, rates: { burst: 500, group: 500, all: 500 } });
    const people = {
      asker: emulator.person(101, 'Asker'),
      keeper: emulator.person(102, 'Keeper'),
      stranger: emulator.person(103, 'Stranger'),
    };
    const everybody = Object.values(people);
    const groups = {
      bound: emulator.group(-1001, 'Bound', everybody),
      unbound: emulator.group(-1002, 'Unbound', everybody),
    };
    const bot = await aBot({ emulator, clock: door.clock, mode, answer: door.answer, commands });
    const roomOf = ({ by, in: place }: Step) =>
      place === 'private' ? emulator.privateChat(people[by]) : groups[place];
    for (const step of conversation) {
      await turn(bot, emulator, () => {
        const open = emulator.answers(roomOf(step)).at(-1);
        if ('send' in step) emulator.say(people[step.by], roomOf(step), step.send);
        else if (open !== undefined) emulator.press(people[step.by], open, step.press);
      });
      // Lets the rate limits expire.
      await door.clock.advance(1000);
    }
    expect(emulator.violations).toEqual([]);
    await expect(`${emulator.transcript.join('\n')}\n`).toMatchFileSnapshot(
      '../../golden/telegram/every.txt',
    );
  });
});

/** Performs an action and waits until the bot has finished its updates. */
async function turn(bot: Bot, emulator: Emulator, action: () => unknown, updates = 1): Promise<void> {
  const before = bot.finished();
  action();
  await emulator.until(() => bot.finished() === before + updates);
}
