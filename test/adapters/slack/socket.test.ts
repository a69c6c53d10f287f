import { afterEach, describe, expect, it } from 'vitest';
import type { AnswerPort, Line } from '../../../src/core/chat/line.ts';
import { reply, text } from '../../../src/core/reply/build.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { type Desk, type DeskOptions, openDesk, until } from '../../emulators/slack/desk.ts';

let desk: Desk | undefined;
const lines: Line[] = [];
const answer: AnswerPort = async (line) => {
  lines.push(line);
  return reply(`got ${line.text}`, [text(`got ${line.text}`)]);
};

async function open(options: Partial<DeskOptions> = {}) {
  lines.length = 0;
  desk = await openDesk({ mode: 'socket', answer, ...options });
  return desk;
}

afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

describe('socket mode', () => {
  it('opens two connections, and acknowledges commands, buttons and events on them', async () => {
    const { slack } = await open();
    expect(slack.sockets.connections()).toBe(2);
    expect(await slack.slash('/balance')).toMatchObject({ status: 200, body: '' });
    expect(await slack.mention('accounts')).toMatchObject({ status: 200 });
    expect(await slack.say('wallets')).toMatchObject({ status: 200 });
    await until(() => slack.posted.length === 3);
    expect(slack.sockets.faults).toEqual([]);
  });

  it('acknowledges payloads that it ignores', async () => {
    const { slack } = await open();
    const payload = {
      type: 'view_submission',
      team: { id: 'T0WATCH01' },
      user: { id: 'U1', team_id: 'T0WATCH01' },
      view: {},
    };
    const ack = await slack.sockets.send({ type: 'interactive', payload, accepts_response_payload: false });
    expect(ack).toEqual({ payload: {} });
    const stranger = {
      type: 'events_api',
      payload: { event: { type: 'x' } },
      accepts_response_payload: false,
    } as const;
    expect(await slack.sockets.send(stranger)).toEqual({ payload: {} });
    expect(slack.sockets.faults).toEqual([]);
  });

  it('survives malformed frames', async () => {
    const { slack } = await open();
    for (const frame of [
      'null',
      '[]',
      '{',
      '"x"',
      '{"type":"events_api"}',
      '{"type":"events_api","payload":{}}',
    ]) {
      slack.sockets.frame(frame);
    }
    expect(await slack.slash('/balance')).toMatchObject({ status: 200 });
    expect(slack.sockets.connections()).toBe(2);
  });

  it('receives while one connection is renewed, and has two again at once', async () => {
    const { slack } = await open();
    slack.sockets.refresh();
    expect(slack.sockets.connections()).toBe(1);
    expect((await slack.slash('/balance')).ms).toBeLessThan(1000);
    await until(() => slack.sockets.connections() === 2);
  });

  it('reconnects after both connections break, and answers a command once that was sent twice', async () => {
    const { slack } = await open();
    slack.sockets.drop();
    slack.sockets.drop();
    const acked = await slack.slash('/balance');
    expect(acked.status).toBe(200);
    await until(() => slack.posted.length === 1);
    await until(() => slack.sockets.connections() === 2);
    expect(lines).toHaveLength(1);
  });

  it('runs a payload once that is sent again in another envelope', async () => {
    const { slack } = await open();
    const payload = Object.fromEntries(slack.commandBody('/balance'));
    const envelope = { type: 'slash_commands', payload, accepts_response_payload: true } as const;
    for (let time = 0; time < 3; time++) await slack.sockets.send(envelope);
    await until(() => slack.posted.length === 1);
    expect(lines).toHaveLength(1);
  });

  it('retries while its connections are refused', async () => {
    const { slack, adapter } = await open();
    slack.trouble(({ method }) =>
      method === 'apps.connections.open' ? { kind: 'status', status: 500 } : undefined,
    );
    slack.sockets.drop();
    slack.sockets.drop();
    await until(() => adapter.health?.().ready === false);
    await until(() => slack.calls.filter(({ method }) => method === 'apps.connections.open').length >= 5);
    slack.trouble(undefined);
    await until(() => slack.sockets.connections() === 2);
    expect(await slack.slash('/balance')).toMatchObject({ status: 200 });
    expect(adapter.health?.()).toEqual({ ready: true });
  });

  it('reports that its app token is refused, and does not end the process', async () => {
    const { slack, adapter } = await open();
    slack.trouble(({ method }) =>
      method === 'apps.connections.open' ? { kind: 'error', error: 'invalid_auth' } : undefined,
    );
    slack.sockets.drop();
    slack.sockets.drop();
    await until(() => JSON.stringify(adapter.health?.()).includes('SLACK_APP_TOKEN'));
    slack.trouble(undefined);
    await until(() => adapter.health?.().ready === true);
  });

  it('does not acknowledge an event that it could not store', async () => {
    const memory = createMemoryStore();
    let broken = true;
    const store = {
      ...memory,
      transact: ((change: never) =>
        broken ? Promise.reject(new Error('full')) : memory.transact(change)) as typeof memory.transact,
    };
    const { slack, logged } = await open({ store });
    const acked = slack.mention('balance');
    await until(() => logged.some((each) => each.includes('slack-not-acknowledged')));
    broken = false;
    slack.sockets.drop();
    slack.sockets.drop();
    expect(await acked).toMatchObject({ status: 200 });
    await until(() => lines.length === 1);
  });

  it('closes both connections at the stop, and opens none afterwards', async () => {
    const { slack, stop } = await open();
    slack.sockets.refresh();
    await stop();
    await until(() => slack.sockets.connections() === 0);
    const opened = slack.sockets.opened();
    await new Promise((resolve) => setImmediate(resolve));
    expect(slack.sockets.opened()).toBe(opened);
    await slack.close();
    desk = undefined;
  });

  it('answers the received commands before it stops', async () => {
    let go = () => {};
    const slow: AnswerPort = async (line) => {
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      return answer(line);
    };
    const { slack, stop } = await open({ answer: slow });
    await slack.slash('/balance');
    const stopped = stop();
    go();
    await stopped;
    expect(slack.posted).toHaveLength(1);
    await slack.close();
    desk = undefined;
  });
});
