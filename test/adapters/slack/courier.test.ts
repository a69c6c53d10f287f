import { afterEach, describe, expect, it } from 'vitest';
import type { SendResult } from '../../../src/core/chat/courier.ts';
import { note, reply, text } from '../../../src/core/reply/build.ts';
import { until } from '../../emulators/slack/desk.ts';
import type { SlackEmulator } from '../../emulators/slack/index.ts';
import { botUser } from '../../emulators/slack/state.ts';
import { aDesk, closeDesk, inTurn, say } from './slack.ts';

afterEach(closeDesk);

describe('the courier of Slack', () => {
  const alert = reply('Low', [note('warning', 'main is below 10 %')]);

  it('rate-limits each channel by itself, and edits messages', async () => {
    const { slack, adapter, clock } = await aDesk();
    const { courier } = adapter;
    if (courier === undefined) throw new Error('there is no courier');
    slack.channelOf('C0OTHER', [botUser]);
    const sends = ['C0PAYMENTS', 'C0PAYMENTS', 'C0PAYMENTS', 'C0OTHER'].map((channel) =>
      courier.send(`slack:T0WATCH01:${channel}`, alert),
    );
    await until(() => slack.posted.length === 2 && clock.sleepers() === 1);
    await clock.advance(999);
    expect(slack.posted).toHaveLength(2);
    await clock.advance(1);
    await until(() => slack.posted.length === 3 && clock.sleepers() === 1);
    await clock.advance(1000);
    const results = await Promise.all(sends);
    expect(results.map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent', 'sent']);
    const [one] = results;
    const edited = courier.edit(
      'slack:T0WATCH01:C0OTHER',
      results[3]?.kind === 'sent' ? results[3].message : '',
      alert,
    );
    await clock.advance(1050);
    expect(await edited).toMatchObject({ kind: 'sent' });
    expect(one).toMatchObject({ kind: 'sent', message: expect.stringMatching(/^\d+\.\d+$/) });
  });

  it('replies in the thread of a message, and broadcasts to the channel on request', async () => {
    const { slack, adapter, clock } = await aDesk();
    const finish = async (sending: Promise<SendResult> | undefined) => {
      await clock.advance(1050);
      const outcome = await sending;
      return outcome?.kind === 'sent' ? outcome.message : JSON.stringify(outcome);
    };
    const { courier } = adapter;
    const channel = 'slack:T0WATCH01:C0PAYMENTS';
    const card = await finish(courier?.send(channel, alert));
    await finish(courier?.replyTo?.(channel, card, say('acknowledged by Asha'), false));
    await finish(courier?.replyTo?.(channel, card, say('all clear'), true));
    slack.remove(card);
    await finish(courier?.replyTo?.(channel, card, say('to a deleted message'), true));
    slack.trouble(inTurn(['chat.postMessage'], { kind: 'error', error: 'cannot_reply_to_message' }));
    await finish(courier?.replyTo?.(channel, card, say('to a message without replies'), false));
    expect(
      slack.posted.map(({ text: shown, thread, payload }) => [shown, thread, payload['reply_broadcast']]),
    ).toEqual([
      ['acknowledged by Asha', card, undefined],
      ['all clear', card, true],
      ['to a deleted message', undefined, true],
      ['to a message without replies', undefined, undefined],
    ]);
    expect(slack.refused).toEqual([]);
  });

  it('returns pauses and unknown outcomes of replies', async () => {
    const { slack, adapter, clock } = await aDesk();
    const wait = { kind: 'status', status: 429, headers: { 'retry-after': '7' } } as const;
    slack.trouble(
      inTurn(['chat.postMessage'], wait, { kind: 'reset', after: true }, { kind: 'status', status: 503 }),
    );
    const follow = async () => {
      const sent = adapter.courier?.replyTo?.('slack:T0WATCH01:C0PAYMENTS', '1.2', alert, true);
      await clock.advance(1050);
      return sent;
    };
    expect(await follow()).toEqual({ kind: 'wait', ms: 7000 });
    expect(await follow()).toMatchObject({ kind: 'wait' });
    await clock.advance(7000);
    expect(await follow()).toMatchObject({ kind: 'ambiguous' });
    expect(await follow()).toMatchObject({ kind: 'retry' });
    expect(slack.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(3);
  });

  it('does not consider a channel dead because a message was deleted', async () => {
    const { slack, adapter, logged, clock } = await aDesk();
    const channel = 'slack:T0WATCH01:C0PAYMENTS';
    const sending = adapter.courier?.send(channel, alert);
    await clock.advance(1050);
    const sent = await sending;
    const ts = sent?.kind === 'sent' ? sent.message : '';
    slack.remove(ts);
    const editing = adapter.courier?.edit(channel, ts, alert);
    await clock.advance(1050);
    expect(await editing).toMatchObject({ kind: 'dead', why: 'unfit' });
    expect(logged.filter((each) => each.includes('slack-channel-dead'))).toEqual([]);
  });

  it('cuts a long reply to one message with its buttons and a remark', async () => {
    const { slack, adapter, clock } = await aDesk();
    const long = reply(
      'Many',
      Array.from({ length: 60 }, (_, index) => text(`${index} ${'word '.repeat(60)}`)),
    );
    const actions = [{ label: 'List', line: '/alerts' }];
    const sending = adapter.courier?.send('slack:T0WATCH01:C0PAYMENTS', { ...long, actions });
    await clock.advance(1050);
    expect(await sending).toMatchObject({ kind: 'sent' });
    expect(slack.posted).toHaveLength(1);
    expect(slack.posted[0]?.shown.join('\n')).toContain('The rest does not fit here');
    expect(JSON.stringify(slack.posted[0]?.blocks)).toContain('/alerts');
    slack.trouble(inTurn(['chat.update'], { kind: 'error', error: 'invalid_blocks' }));
    const editing = adapter.courier?.edit('slack:T0WATCH01:C0PAYMENTS', slack.posted[0]?.ts ?? '', long);
    await clock.advance(1050);
    expect(await editing).toMatchObject({ kind: 'sent' });
    expect(slack.posted[0]).toMatchObject({
      edits: 1,
      text: expect.stringMatching(/^0 word[\s\S]*\nThe rest does not fit/),
    });
  });

  it.each([
    [
      'was archived',
      'gone',
      (slack: SlackEmulator): void => {
        const channel = slack.channels.get('C0PAYMENTS');
        if (channel !== undefined) channel.archived = true;
      },
    ],
    [
      'removed the bot',
      'removed',
      (slack: SlackEmulator): void => void slack.channels.get('C0PAYMENTS')?.members.delete(botUser),
    ],
  ] as const)('reports a channel that %s as dead, and logs it once', async (_, why, change) => {
    const { slack, adapter, logged, clock } = await aDesk();
    change(slack);
    for (let time = 0; time < 3; time++) {
      const sent = adapter.courier?.send('slack:T0WATCH01:C0PAYMENTS', alert);
      await clock.advance(1050);
      expect(await sent).toMatchObject({ kind: 'dead', why });
    }
    expect(logged.filter((each) => each.includes('slack-channel-dead'))).toHaveLength(1);
  });

  it('returns pauses, unknown outcomes and a refused token', async () => {
    const { slack, adapter, clock } = await aDesk();
    const { courier } = adapter;
    slack.trouble(
      inTurn(
        ['chat.postMessage'],
        { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
        { kind: 'reset', after: true },
        { kind: 'status', status: 503 },
        { kind: 'error', error: 'token_revoked' },
      ),
    );
    const send = async () => {
      const sent = courier?.send('slack:T0WATCH01:C0PAYMENTS', alert);
      await clock.advance(1050);
      return sent;
    };
    expect(await send()).toEqual({ kind: 'wait', ms: 7000 });
    expect(await send()).toMatchObject({ kind: 'wait' });
    await clock.advance(7000);
    expect(await send()).toMatchObject({ kind: 'ambiguous' });
    expect(await send()).toMatchObject({ kind: 'retry' });
    expect(await send()).toMatchObject({ kind: 'refused-token' });
    expect(adapter.health?.().ready).toBe(false);
    expect(await courier?.send('slack:T9OTHER:C0PAYMENTS', alert)).toMatchObject({
      kind: 'dead',
      why: 'gone',
    });
    expect(courier?.serves('slack:T1:C1')).toBe(true);
    expect(courier?.serves('elsewhere:1')).toBe(false);
  });
});
