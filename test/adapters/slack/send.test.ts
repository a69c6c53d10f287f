import { afterEach, describe, expect, it } from 'vitest';
import type { AnswerPort } from '../../../src/core/chat/line.ts';
import { reply, text } from '../../../src/core/reply/build.ts';
import { until } from '../../emulators/slack/desk.ts';
import { aDesk, closeDesk, say, texts } from './slack.ts';

afterEach(closeDesk);

describe('an answer', () => {
  it('is visible to the asker only, and to everyone if it is shared', async () => {
    const shared: AnswerPort = async ({ text: line }) =>
      line.endsWith('share')
        ? { ...say('for all'), audience: 'everyone', shared: true }
        : { ...say('for one'), audience: 'everyone' };
    const { slack } = await aDesk({ answer: shared });
    await slack.slash('/summary');
    await until(() => slack.posted.length === 1);
    await slack.slash('/summary yesterday share');
    await until(() => slack.posted.length === 2);
    expect(slack.posted.map(({ only, text: shown }) => [shown, only])).toEqual([
      ['for one', 'U0ASKER01'],
      ['for all', undefined],
    ]);
  });

  it('to a mention is visible to the asker only', async () => {
    const { slack } = await aDesk();
    await slack.mention('balance');
    await until(() => slack.posted.length === 1);
    expect(slack.posted[0]).toMatchObject({ only: 'U0ASKER01', text: 'got balance' });
  });

  it('to a direct message is a direct message', async () => {
    const { slack } = await aDesk();
    await slack.say('balance');
    await until(() => slack.posted.length === 1);
    expect(slack.posted[0]).toMatchObject({ channel: 'D0ASKER01', text: 'got balance' });
    expect(slack.posted[0]?.only).toBeUndefined();
  });

  it('to a page button replaces its message, and to other buttons is a new message', async () => {
    const paged: AnswerPort = async ({ text: line }) => ({
      ...say(line),
      actions: [{ label: 'Help', line: '/help' }],
      page: { number: 1, of: 2, rows: 9, next: '/accounts page 2' },
    });
    const { slack } = await aDesk({ answer: paged });
    await slack.slash('/accounts');
    await until(() => slack.posted.length === 1);
    const [first] = slack.posted;
    if (first === undefined) throw new Error('nothing was posted');
    await slack.press(first, 'Next ›');
    await until(() => slack.posted[0]?.edits === 1);
    expect(texts(slack.posted)).toEqual(['/accounts page 2']);
    await slack.press(first, 'Help');
    await until(() => slack.posted.length === 2);
    expect(texts(slack.posted)).toEqual(['/accounts page 2', '/help']);
  });

  it('for one user does not replace a page that everyone sees', async () => {
    const shared: AnswerPort = async ({ text: line, origin }) => ({
      ...say(line),
      page: { number: 1, of: 2, rows: 9, next: '/accounts page 2' },
      ...(origin === 'typed' && { audience: 'everyone', shared: true }),
    });
    const { slack } = await aDesk({ answer: shared });
    await slack.slash('/accounts share');
    await until(() => slack.posted.length === 1);
    const [first] = slack.posted;
    if (first === undefined) throw new Error('nothing was posted');
    await slack.press(first, 'Next ›', { user: 'U0OTHER01' });
    await until(() => slack.posted.length === 2);
    expect(slack.posted.map(({ text: shown, only, edits }) => [shown, only, edits])).toEqual([
      ['/accounts share', undefined, 0],
      ['/accounts page 2', 'U0OTHER01', 0],
    ]);
    expect(slack.refused).toEqual([]);
  });

  it('that is slow is announced by “working”', async () => {
    let go = () => {};
    const slow: AnswerPort = async (_, onProgress) => {
      onProgress?.({ done: 120, of: 400 });
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      return say('done');
    };
    const { slack, clock } = await aDesk({ answer: slow });
    await slack.slash('/balance');
    await until(() => clock.sleepers() > 0);
    await clock.advance(1500);
    await until(() => slack.posted.length === 1);
    go();
    await until(() => slack.posted.length === 2);
    expect(texts(slack.posted)).toEqual(['Working on it: 120 of 400 …', 'done']);
    await slack.say('balance');
    await until(() => clock.sleepers() > 0);
    await clock.advance(1500);
    await until(() => slack.posted.length === 3);
    go();
    await until(() => slack.posted[2]?.edits === 1);
    expect(texts(slack.posted)).toEqual(['Working on it: 120 of 400 …', 'done', 'done']);
  });

  it('of many messages continues after the uses of its response_url', async () => {
    const long = Array.from({ length: 30 }, (_, index) => text(`${index} ${'word '.repeat(300)}`));
    const { slack } = await aDesk({ answer: async () => reply('Long', long) });
    await slack.slash('/balance');
    await until(() => slack.calls.some(({ method }) => method === 'chat.postEphemeral'));
    await until(() => slack.posted.length === 6);
    const shown = slack.posted.flatMap((each) => each.shown).join('');
    expect(shown).toContain('29 word');
    expect(slack.posted.every(({ only }) => only === 'U0ASKER01')).toBe(true);
    expect(slack.refused).toEqual([]);
  });
});
