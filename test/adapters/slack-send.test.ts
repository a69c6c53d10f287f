import { afterEach, describe, expect, it } from 'vitest';
import type { AnswerPort, Line } from '../../src/core/chat.ts';
import type { Outcome } from '../../src/core/delivery.ts';
import { note, reply, text } from '../../src/core/reply/build.ts';
import type { Reply } from '../../src/core/reply/types.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { type Desk, type DeskOptions, openDesk, until } from '../emulators/slack/desk.ts';
import { type Call, type SlackEmulator, startSlack, type Trouble } from '../emulators/slack/index.ts';
import { botUser, type Posted } from '../emulators/slack/state.ts';
import { createFakeClock, type FakeClock } from '../fakes/clock.ts';

let desk: Desk | undefined;
const lines: Line[] = [];
const say = (sentence: string): Reply => ({ ...reply(sentence, [text(sentence)]), audience: 'asker' });
const answer: AnswerPort = async (line) => {
  lines.push(line);
  return say(`got ${line.text}`);
};

async function open(options: Partial<DeskOptions> = {}) {
  lines.length = 0;
  const clock = createFakeClock();
  desk = await openDesk({ mode: 'http', answer, clock, ...options });
  desk.slack.channelOf('C0PAYMENTS', [botUser]);
  return { ...desk, clock };
}

afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

const repeat = /^Possible repeat/;
const texts = (posted: readonly Posted[]) => posted.map((each) => each.text);

/** Lets time pass, a little at a time, until the condition holds. */
async function pass(clock: FakeClock, condition: () => boolean): Promise<void> {
  while (!condition()) await clock.advance(50);
}

/** The given troubles for the calls of these methods, in order, and none after. */
function inTurn(methods: readonly string[], ...troubles: Trouble[]): (call: Call) => Trouble | undefined {
  return ({ method }) => (methods.includes(method) ? troubles.shift() : undefined);
}

describe('an answer', () => {
  it('goes to the asker alone, and to everyone only when it was shared', async () => {
    const shared: AnswerPort = async ({ text: line }) =>
      line.endsWith('share')
        ? { ...say('for all'), audience: 'everyone', shared: true }
        : { ...say('mine'), audience: 'everyone' };
    const { slack } = await open({ answer: shared });
    await slack.slash('/summary');
    await until(() => slack.posted.length === 1);
    await slack.slash('/summary yesterday share');
    await until(() => slack.posted.length === 2);
    expect(slack.posted.map(({ only, text: shown }) => [shown, only])).toEqual([
      ['mine', 'U0ASKER01'],
      ['for all', undefined],
    ]);
  });

  it('to a mention is seen by the asker alone, in its thread', async () => {
    const { slack } = await open();
    await slack.mention('balance');
    await until(() => slack.posted.length === 1);
    expect(slack.posted[0]).toMatchObject({ only: 'U0ASKER01', text: 'got balance' });
  });

  it('to a direct message is a message there', async () => {
    const { slack } = await open();
    await slack.say('balance');
    await until(() => slack.posted.length === 1);
    expect(slack.posted[0]).toMatchObject({ channel: 'D0ASKER01', text: 'got balance' });
    expect(slack.posted[0]?.only).toBeUndefined();
  });

  it('turns its page in place, and any other button answers below', async () => {
    const paged: AnswerPort = async ({ text: line }) => ({
      ...say(line),
      actions: [{ label: 'Help', line: '/help' }],
      page: { number: 1, of: 2, rows: 9, next: '/accounts page 2' },
    });
    const { slack } = await open({ answer: paged });
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

  it('does not turn a page that everyone sees into what one may see', async () => {
    const shared: AnswerPort = async ({ text: line, origin }) => ({
      ...say(line),
      page: { number: 1, of: 2, rows: 9, next: '/accounts page 2' },
      ...(origin === 'typed' && { audience: 'everyone', shared: true }),
    });
    const { slack } = await open({ answer: shared });
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

  it('that takes its time is announced', async () => {
    let go = () => {};
    const slow: AnswerPort = async (_, onProgress) => {
      onProgress?.({ done: 120, of: 400 });
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      return say('done');
    };
    const { slack, clock } = await open({ answer: slow });
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

  it('of many messages goes on where its own address is used up', async () => {
    const long = Array.from({ length: 30 }, (_, index) => text(`${index} ${'word '.repeat(300)}`));
    const { slack } = await open({ answer: async () => reply('Long', long) });
    await slack.slash('/balance');
    await until(() => slack.calls.some(({ method }) => method === 'chat.postEphemeral'));
    await until(() => slack.posted.length === 6);
    const shown = slack.posted.flatMap((each) => each.shown).join('');
    expect(shown).toContain('29 word');
    expect(slack.posted.every(({ only }) => only === 'U0ASKER01')).toBe(true);
    expect(slack.refused).toEqual([]);
  });
});

describe('a message that Slack does not take at once', () => {
  it('waits as long as it was asked to, and keeps no other channel waiting', async () => {
    const { slack, clock } = await open();
    const limited = inTurn(['chat.postEphemeral'], {
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '30' },
    });
    slack.trouble((call) => (call.channel === 'C0PAYMENTS' ? limited(call) : undefined));
    await slack.mention('balance');
    await until(() => clock.sleepers() > 0);
    slack.channelOf('C0OTHER', [botUser]);
    await slack.mention('accounts', { channel: 'C0OTHER' });
    await until(() => slack.posted.length === 1);
    await clock.advance(29_000);
    expect(texts(slack.posted)).toEqual(['got accounts']);
    await clock.advance(1_000);
    await until(() => slack.posted.length === 2);
    expect(texts(slack.posted)).toEqual(['got accounts', 'got balance']);
  });

  it('is sent again without a mark when it surely did not arrive', async () => {
    const { slack, clock } = await open();
    slack.trouble(inTurn(['response_url'], { kind: 'status', status: 503 }, { kind: 'status', status: 503 }));
    await slack.slash('/balance');
    await pass(clock, () => slack.posted.length === 1);
    expect(texts(slack.posted)).toEqual(['got /balance']);
  });

  it.each<readonly [string, Trouble]>([
    ['the connection broke', { kind: 'reset', after: true }],
    ['the server failed', { kind: 'status', status: 500, after: true }],
  ])('is marked as a possible repeat when %s after it was taken', async (_, trouble) => {
    const { slack, clock } = await open();
    slack.trouble(inTurn(['response_url'], trouble));
    await slack.slash('/balance');
    await pass(clock, () => slack.posted.length === 2);
    expect(slack.posted[0]?.text).toBe('got /balance');
    expect(slack.posted[1]?.text).toMatch(repeat);
    expect(slack.posted[1]?.shown.join(' ')).toMatch(/Possible repeat.*got \/balance/);
  });

  it('is given up after three whose outcome nobody knows', async () => {
    const { slack, clock, logged } = await open();
    slack.trouble(({ method }) => (method === 'response_url' ? { kind: 'reset' } : undefined));
    await slack.slash('/balance');
    await pass(clock, () => logged.some((each) => each.includes('slack-answer-undeliverable')));
    expect(slack.calls.filter(({ method }) => method === 'response_url')).toHaveLength(3);
  });

  it('goes without its blocks when they are refused', async () => {
    const { slack } = await open();
    const trouble = inTurn(['chat.postEphemeral'], { kind: 'error', error: 'invalid_blocks' });
    slack.trouble(trouble);
    await slack.mention('balance');
    await until(() => slack.posted.length === 1);
    expect(slack.posted[0]?.blocks).toBeUndefined();
    expect(slack.posted[0]?.text).toBe('got balance');
  });

  it('goes to the asker’s own conversation where the channel takes nothing', async () => {
    const { slack } = await open();
    slack.channelOf('C0NOTOURS', ['U0ASKER01']);
    await slack.mention('balance', { channel: 'C0NOTOURS' });
    await until(() => slack.posted.length === 1);
    expect(slack.posted[0]).toMatchObject({ channel: 'D0ASKER01' });
    expect(slack.posted[0]?.text).toMatch(/^I could not answer you where you asked.*got balance/);
  });

  it('makes it unready when the token is refused, and stays to be answered', async () => {
    const { slack, adapter, store, stop } = await open();
    slack.trouble(({ method }) =>
      method === 'chat.postEphemeral' ? { kind: 'error', error: 'token_revoked' } : undefined,
    );
    await slack.mention('balance');
    await until(() => adapter.health?.().ready === false);
    expect(adapter.health?.()).toMatchObject({
      why: expect.stringMatching(/^SLACK_BOT_TOKEN is not accepted/),
    });
    await stop();
    slack.trouble(undefined);
    desk = await openDesk({ mode: 'http', answer, clock: createFakeClock(), store, slack });
    await until(() => slack.posted.length === 1);
    expect(slack.posted[0]?.shown.join(' ')).toMatch(/Possible repeat/);
  });
});

describe('after a restart', () => {
  it('what was taken and not answered is answered, without its own address', async () => {
    const store = createMemoryStore();
    const clock = createFakeClock();
    const slack = await startSlack({ now: clock.now });
    let hang = true;
    const never = new Promise<Reply>(() => {});
    const stuck: AnswerPort = (line) => (hang ? never : answer(line));
    lines.length = 0;
    const first = await openDesk({ mode: 'http', answer: stuck, clock, store, slack });
    slack.channelOf('C0PAYMENTS', [botUser]);
    await slack.slash('/balance main');
    const kept = await store.read((view) => view.list({ name: 'deliveries' } as never));
    expect(JSON.stringify(kept)).toContain('/balance main');
    expect(JSON.stringify(kept)).not.toContain('/commands/');
    // The first process is killed here: it never answers and never stops.
    hang = false;
    desk = await openDesk({ mode: 'http', answer: stuck, clock, store, slack });
    await until(() => slack.posted.length === 1);
    expect(slack.posted[0]).toMatchObject({ only: 'U0ASKER01', text: 'got /balance main' });
    expect(lines).toHaveLength(1);
    expect(first.adapter.health?.().ready).toBe(true);
    await desk.stop();
    await slack.close();
    desk = undefined;
  });
});

describe('a message that nobody asked for', () => {
  const alert = reply('Low', [note('warning', 'main is below 10 %')]);

  it('is paced in its channel alone, and can be edited', async () => {
    const { slack, adapter, clock } = await open();
    const { courier } = adapter;
    if (courier === undefined) throw new Error('there is no courier');
    slack.channelOf('C0OTHER', [botUser]);
    const sends = ['C0PAYMENTS', 'C0PAYMENTS', 'C0PAYMENTS', 'C0OTHER'].map((channel) =>
      courier.send(`slack:T0WATCH01:${channel}`, alert),
    );
    await until(() => clock.sleepers() >= 4);
    await clock.advance(0);
    await until(() => slack.posted.length === 2);
    await clock.advance(1050);
    await until(() => slack.posted.length === 3);
    await clock.advance(1050);
    const outcomes = await Promise.all(sends);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent', 'sent']);
    const [one] = outcomes;
    const edited = courier.edit(
      'slack:T0WATCH01:C0OTHER',
      outcomes[3]?.kind === 'sent' ? outcomes[3].message : '',
      alert,
    );
    await clock.advance(1050);
    expect(await edited).toMatchObject({ kind: 'sent' });
    expect(one).toMatchObject({ kind: 'sent', message: expect.stringMatching(/^\d+\.\d+$/) });
  });

  it('stands in the thread of what it follows, and in the channel too when everyone is to see it', async () => {
    const { slack, adapter, clock } = await open();
    const carry = async (sending: Promise<Outcome> | undefined) => {
      await clock.advance(1050);
      const outcome = await sending;
      return outcome?.kind === 'sent' ? outcome.message : JSON.stringify(outcome);
    };
    const { courier } = adapter;
    const channel = 'slack:T0WATCH01:C0PAYMENTS';
    const card = await carry(courier?.send(channel, alert));
    await carry(courier?.follow?.(channel, card, say('held by Asha'), false));
    await carry(courier?.follow?.(channel, card, say('all clear'), true));
    slack.remove(card);
    await carry(courier?.follow?.(channel, card, say('after its message was deleted'), true));
    slack.trouble(inTurn(['chat.postMessage'], { kind: 'error', error: 'cannot_reply_to_message' }));
    await carry(courier?.follow?.(channel, card, say('that takes no replies'), false));
    expect(
      slack.posted.map(({ text: shown, thread, payload }) => [shown, thread, payload['reply_broadcast']]),
    ).toEqual([
      ['held by Asha', card, undefined],
      ['all clear', card, true],
      ['after its message was deleted', undefined, true],
      ['that takes no replies', undefined, undefined],
    ]);
    expect(slack.refused).toEqual([]);
  });

  it('that follows another has the same pauses and unknown outcomes', async () => {
    const { slack, adapter, clock } = await open();
    const wait = { kind: 'status', status: 429, headers: { 'retry-after': '7' } } as const;
    slack.trouble(
      inTurn(['chat.postMessage'], wait, { kind: 'reset', after: true }, { kind: 'status', status: 503 }),
    );
    const follow = async () => {
      const sent = adapter.courier?.follow?.('slack:T0WATCH01:C0PAYMENTS', '1.2', alert, true);
      await clock.advance(1050);
      return sent;
    };
    expect(await follow()).toEqual({ kind: 'wait', ms: 7000 });
    expect(await follow()).toMatchObject({ kind: 'wait' });
    await clock.advance(7000);
    expect(await follow()).toEqual({ kind: 'ambiguous' });
    expect(await follow()).toEqual({ kind: 'retry' });
    expect(slack.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(3);
  });

  it('that was deleted leaves its channel alive', async () => {
    const { slack, adapter, logged, clock } = await open();
    const channel = 'slack:T0WATCH01:C0PAYMENTS';
    const sending = adapter.courier?.send(channel, alert);
    await clock.advance(1050);
    const sent = await sending;
    const ts = sent?.kind === 'sent' ? sent.message : '';
    slack.remove(ts);
    const editing = adapter.courier?.edit(channel, ts, alert);
    await clock.advance(1050);
    expect(await editing).toEqual({ kind: 'dead', why: 'unfit' });
    expect(logged.filter((each) => each.includes('slack-channel-dead'))).toEqual([]);
  });

  it('is one message however much it says, with its buttons and what is missing', async () => {
    const { slack, adapter, clock } = await open();
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
      'removed us',
      'removed',
      (slack: SlackEmulator): void => void slack.channels.get('C0PAYMENTS')?.members.delete(botUser),
    ],
  ] as const)('is dead in a channel that %s, which is told once', async (_, why, change) => {
    const { slack, adapter, logged, clock } = await open();
    change(slack);
    for (let time = 0; time < 3; time++) {
      const sent = adapter.courier?.send('slack:T0WATCH01:C0PAYMENTS', alert);
      await clock.advance(1050);
      expect(await sent).toEqual({ kind: 'dead', why });
    }
    expect(logged.filter((each) => each.includes('slack-channel-dead'))).toHaveLength(1);
  });

  it('gets a pause, an unknown outcome and a lost token as what they are', async () => {
    const { slack, adapter, clock } = await open();
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
    expect(await send()).toEqual({ kind: 'ambiguous' });
    expect(await send()).toEqual({ kind: 'retry' });
    expect(await send()).toEqual({ kind: 'refused-token' });
    expect(adapter.health?.().ready).toBe(false);
    expect(await courier?.send('slack:T9OTHER:C0PAYMENTS', alert)).toEqual({ kind: 'dead', why: 'gone' });
    expect(courier?.serves('slack:T1:C1')).toBe(true);
    expect(courier?.serves('elsewhere:1')).toBe(false);
  });
});
