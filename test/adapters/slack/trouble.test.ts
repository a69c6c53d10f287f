import { afterEach, describe, expect, it } from 'vitest';
import type { AnswerPort, Line } from '../../../src/core/chat/line.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { until } from '../../emulators/slack/desk.ts';
import type { Trouble } from '../../emulators/slack/index.ts';
import { botUser } from '../../emulators/slack/state.ts';
import { aDesk, closeDesk, echo, inTurn, pass, texts } from './slack.ts';

afterEach(closeDesk);

const repeat = /^Possible repeat/;

describe('an answer that Slack does not accept at once', () => {
  it('waits for the pause that Slack asks for, without delaying other channels', async () => {
    const { slack, clock } = await aDesk();
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

  it('is sent again without a mark if it surely was not sent', async () => {
    const { slack, clock } = await aDesk();
    slack.trouble(inTurn(['response_url'], { kind: 'status', status: 503 }, { kind: 'status', status: 503 }));
    await slack.slash('/balance');
    await pass(clock, () => slack.posted.length === 1);
    expect(texts(slack.posted)).toEqual(['got /balance']);
  });

  it.each<readonly [string, Trouble]>([
    ['the connection broke', { kind: 'reset', after: true }],
    ['the server failed', { kind: 'status', status: 500, after: true }],
  ])('is marked as a possible repeat if %s after it was accepted', async (_, trouble) => {
    const { slack, clock } = await aDesk();
    slack.trouble(inTurn(['response_url'], trouble));
    await slack.slash('/balance');
    await pass(clock, () => slack.posted.length === 2);
    expect(slack.posted[0]?.text).toBe('got /balance');
    expect(slack.posted[1]?.text).toMatch(repeat);
    expect(slack.posted[1]?.shown.join(' ')).toMatch(/Possible repeat.*got \/balance/);
  });

  it('is given up after three sends with an unknown outcome', async () => {
    const { slack, clock, logged } = await aDesk();
    slack.trouble(({ method }) => (method === 'response_url' ? { kind: 'reset' } : undefined));
    await slack.slash('/balance');
    await pass(clock, () => logged.some((each) => each.includes('slack-answer-undeliverable')));
    expect(slack.calls.filter(({ method }) => method === 'response_url')).toHaveLength(3);
  });

  it('is sent without its blocks if they are refused', async () => {
    const { slack } = await aDesk();
    const trouble = inTurn(['chat.postEphemeral'], { kind: 'error', error: 'invalid_blocks' });
    slack.trouble(trouble);
    await slack.mention('balance');
    await until(() => slack.posted.length === 1);
    expect(slack.posted[0]?.blocks).toBeUndefined();
    expect(slack.posted[0]?.text).toBe('got balance');
  });

  it('is sent to the bot’s conversation with the asker if the channel accepts no messages', async () => {
    const { slack } = await aDesk();
    slack.channelOf('C0NOTOURS', ['U0ASKER01']);
    await slack.mention('balance', { channel: 'C0NOTOURS' });
    await until(() => slack.posted.length === 1);
    expect(slack.posted[0]).toMatchObject({ channel: 'D0ASKER01' });
    expect(slack.posted[0]?.text).toMatch(/^The answer could not be posted where you asked.*got balance/);
  });

  it('makes the adapter unready if the token is refused, and is sent after a restart', async () => {
    const { slack, adapter, store, stop } = await aDesk();
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
    await aDesk({ store, slack });
    await until(() => slack.posted.length === 1);
    expect(slack.posted[0]?.shown.join(' ')).toMatch(/Possible repeat/);
  });
});

describe('after a restart', () => {
  it('an unanswered command is answered, without its response_url', async () => {
    const store = createMemoryStore();
    const lines: Line[] = [];
    let hang = true;
    const never = new Promise<Reply>(() => {});
    const stuck: AnswerPort = (line) => {
      if (hang) return never;
      lines.push(line);
      return echo(line);
    };
    const first = await aDesk({ answer: stuck, store });
    const { slack, clock } = first;
    await slack.slash('/balance main');
    const stored = await store.read((view) => view.list({ name: 'deliveries' } as never));
    expect(JSON.stringify(stored)).toContain('/balance main');
    expect(JSON.stringify(stored)).not.toContain('/commands/');
    // The first process is killed here: it never answers and never stops.
    hang = false;
    await aDesk({ answer: stuck, clock, store, slack });
    await until(() => slack.posted.length === 1);
    expect(slack.posted[0]).toMatchObject({ only: 'U0ASKER01', text: 'got /balance main' });
    expect(lines).toHaveLength(1);
    expect(first.adapter.health?.().ready).toBe(true);
  });
});
