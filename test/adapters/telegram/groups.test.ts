import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../../src/commands/index.ts';
import type { AnswerPort, Line } from '../../../src/core/chat/line.ts';
import type { Emulator } from '../../emulators/telegram/index.ts';
import type { Person, Room } from '../../emulators/telegram/world.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';
import { aBot, anEmulator, type Bot, closeAll, said } from './bot.ts';

let clock: FakeClock;
let emulator: Emulator;
let asha: Person;
let group: Room;
let bound: boolean;

beforeEach(async () => {
  clock = createFakeClock();
  emulator = await anEmulator({ clock });
  asha = emulator.person(101, 'Asha');
  group = emulator.group(-1001, 'Ops', [asha]);
  bound = false;
});
afterEach(closeAll);

/** Figures for the asker only, until the group is bound. */
const answer: AnswerPort = async (line) => {
  const open = line.chat.kind === 'private' || bound;
  const shared = open && line.text.endsWith('share');
  return said(`figures of ${line.text.slice(1)}`, {
    audience: open ? 'everyone' : 'asker',
    ...(shared && { shared }),
  });
};

async function turn(bot: Bot, action: () => unknown): Promise<void> {
  const before = bot.finished();
  action();
  await emulator.until(() => bot.finished() > before);
}

const shown = (room = group) =>
  emulator.answers(room).map(({ text, receiver }) => [text, receiver ?? 'everyone']);
const scopeOf = (room: Room) => emulator.menus.get(JSON.stringify({ type: 'chat', chat_id: room.id }));

describe('a group without a binding', () => {
  it('is sent a link that leads only the asker to the answer in the private chat', async () => {
    const bot = await aBot({ emulator, clock, answer });
    await turn(bot, () => emulator.say(asha, group, '/balance main'));
    expect(shown()).toEqual([
      ['The answer is for you alone. Read it in our private chat. Open the private chat', 'everyone'],
    ]);
    const [post] = emulator.answers(group);
    expect(post?.replyTo).toBe(1);
    const url = new URL(post?.entities.find(({ type }) => type === 'text_link')?.url ?? '');
    expect(`${url.origin}${url.pathname}`).toBe('https://t.me/WalletwatchBot');
    const parameter = url.searchParams.get('start') ?? '';
    expect(parameter).toMatch(/^[\w-]{1,64}$/);

    const alone = emulator.privateChat(asha);
    await turn(bot, () => emulator.say(asha, alone, `/start ${parameter}`));
    expect(shown(alone)).toEqual([['figures of balance main', 'everyone']]);

    const noor = emulator.person(102, 'Noor');
    const others = emulator.privateChat(noor);
    await turn(bot, () => emulator.say(noor, others, `/start ${parameter}`));
    expect(shown(others)).toEqual([
      ['This button belongs to another chat. Send the command yourself.', 'everyone'],
    ]);
    expect(bot.audited.map(({ what, because }) => [what, because])).toEqual([['deep link', 'foreign']]);
  });

  it('passes on the code of an invitation', async () => {
    const lines: Line[] = [];
    const bot = await aBot({
      emulator,
      clock,
      answer: async (line) => {
        lines.push(line);
        return said('linked');
      },
    });
    await turn(bot, () => emulator.say(asha, emulator.privateChat(asha), '/start ABCDE-FGHJK-MNPQR-STVWX'));
    expect(lines.map(({ text }) => text)).toEqual(['/start ABCDE-FGHJK-MNPQR-STVWX']);
  });

  it('answers an ephemeral command visibly to its sender only', async () => {
    const bot = await aBot({ emulator, clock, answer });
    await turn(bot, () => emulator.say(asha, group, '/balance', { ephemeral: true }));
    expect(shown()).toEqual([['figures of balance', 101]]);
    expect(emulator.actions).toEqual([]);
  });

  it('whose admin is the bot answers any command visibly to its sender only', async () => {
    group.bot = 'administrator';
    const bot = await aBot({ emulator, clock, answer });
    await turn(bot, () => emulator.say(asha, group, '/balance'));
    expect(shown()).toEqual([['figures of balance', 101]]);
  });

  it('shows a placeholder for a slow answer to an ephemeral command', async () => {
    let finish = () => {};
    const slow: AnswerPort = (line) =>
      new Promise((resolve) => {
        finish = () => void answer(line).then(resolve);
      });
    const bot = await aBot({ emulator, clock, answer: slow });
    emulator.say(asha, group, '/balance', { ephemeral: true });
    await emulator.until(() => clock.sleepers() > 1);
    await clock.advance(9000);
    await emulator.until(() => emulator.answers(group).length === 1);
    expect(shown()).toEqual([['Working on it …', 101]]);
    await clock.advance(12_000);
    finish();
    await emulator.until(() => bot.finished() === 1);
    expect(shown()).toEqual([['figures of balance', 101]]);
    expect(emulator.violations).toEqual([]);
  });

  it('is sent the setup commands once, when the bot is added', async () => {
    group.bot = 'none';
    const bot = await aBot({ emulator, clock, answer, commands });
    await turn(bot, () => emulator.setBot(group, 'member', asha));
    emulator.setBot(group, 'administrator', asha);
    await turn(bot, () => emulator.say(asha, group, '/balance', { ephemeral: true }));
    expect(shown().map(([text]) => String(text).split('\n')[0])).toEqual([
      'Walletwatch is here.',
      'figures of balance',
    ]);
    expect(shown()[0]?.[0]).toContain('bind add telegram:-1001 <operator>');
    expect(shown()[0]?.[0]).toContain('subscribe add telegram:-1001 <operator>');
  });
});

describe('a group with a binding', () => {
  beforeEach(() => {
    bound = true;
  });

  it('is sent answers as replies to the command, in its topic', async () => {
    const forum = emulator.group(-1002, 'Forum', [asha], { topics: [7] });
    const bot = await aBot({ emulator, clock, answer });
    await turn(bot, () => emulator.say(asha, forum, '/balance', { thread: 7 }));
    expect(emulator.answers(forum).map(({ text, thread, replyTo }) => [text, thread, replyTo])).toEqual([
      ['figures of balance', 7, 1],
    ]);
  });

  it('does not see an answer to an ephemeral command unless it is shared', async () => {
    const bot = await aBot({ emulator, clock, answer });
    await turn(bot, () => emulator.say(asha, group, '/balance', { ephemeral: true }));
    await turn(bot, () => emulator.say(asha, group, '/balance share', { ephemeral: true }));
    expect(shown()).toEqual([
      ['figures of balance', 101],
      ['figures of balance share', 'everyone'],
    ]);
  });

  it('sees commands again after they were ephemeral', async () => {
    group.bot = 'none';
    const bot = await aBot({ emulator, clock, answer, commands });
    await turn(bot, () => emulator.setBot(group, 'member', asha));
    await emulator.until(() => scopeOf(group) !== undefined);
    expect(scopeOf(group)?.every(({ is_ephemeral: hidden }) => hidden === true)).toBe(true);
    await turn(bot, () => emulator.say(asha, group, '/balance', { ephemeral: true }));
    await emulator.until(() => scopeOf(group) === undefined);
  });
});

describe('the menus', () => {
  it('are registered for private chats, groups and their admins', async () => {
    await aBot({ emulator, clock, answer, commands });
    await emulator.until(() => emulator.menus.size === 3);
    const names = (type: string) =>
      emulator.menus.get(JSON.stringify({ type }))?.map(({ command }) => command) ?? [];
    expect(names('all_private_chats')).toEqual(commands.map(({ name }) => name));
    expect(names('all_chat_administrators')).toEqual(commands.map(({ name }) => name));
    expect(names('all_group_chats')).toEqual(expect.arrayContaining(['balance', 'accounts', 'help']));
    expect(names('all_group_chats')).not.toContain('grant');
    expect(emulator.violations).toEqual([]);
  });
});

describe('a command without a visible sender', () => {
  it('is refused with a sentence, as a forwarded command is', async () => {
    const bot = await aBot({ emulator, clock, answer });
    const anonymous = {
      from: { id: 1087968824, is_bot: true, first_name: 'Group' },
      sender_chat: { id: -1001 },
    };
    await turn(bot, () => emulator.say(asha, group, '/balance', { more: anonymous }));
    const forwarded = { forward_origin: { type: 'hidden_user', sender_user_name: 'x', date: 1 } };
    const alone = emulator.privateChat(asha);
    await turn(bot, () => emulator.say(asha, alone, '/balance', { more: forwarded }));
    expect(shown()[0]?.[0]).toMatch(/^The sender is not visible\./);
    expect(shown(alone)[0]?.[0]).toBe('Forwarded commands are not run. Send the line yourself.');
  });
});
