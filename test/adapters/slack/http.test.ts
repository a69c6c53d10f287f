import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createReplayGuard } from '../../../adapters/slack/receive/replay-guard.ts';
import type { Line } from '../../../src/core/chat/line.ts';
import { reply, text } from '../../../src/core/reply/build.ts';
import { type Desk, openDesk, until } from '../../emulators/slack/desk.ts';
import { createFakeClock } from '../../fakes/clock.ts';

let desk: Desk | undefined;
const lines: Line[] = [];
const answer = async (line: Line) => {
  lines.push(line);
  return reply(`got ${line.text}`, [text(`got ${line.text}`)]);
};

async function open() {
  lines.length = 0;
  const clock = createFakeClock();
  desk = await openDesk({ mode: 'http', answer, clock });
  return { ...desk, clock };
}

afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

describe('Slack’s calls of our listener', () => {
  it('are acknowledged if they are signed, once the command is stored', async () => {
    const { slack, store } = await open();
    const acked = await slack.slash('/balance main');
    expect(acked).toMatchObject({ status: 200, body: '' });
    const stored = await store.read((view) => view.list({ name: 'deliveries' } as never));
    expect(stored).toHaveLength(1);
    await until(() => slack.posted.length === 1);
    expect(slack.posted[0]).toMatchObject({ only: 'U0ASKER01', text: 'got /balance main' });
  });

  it.each([
    ['unsigned', (sign: Signer, body: string) => ({ ...sign(body), 'x-slack-signature': '' })],
    ['without a time', (sign: Signer, body: string) => ({ ...sign(body), 'x-slack-request-timestamp': '' })],
    ['signed with another secret', (sign: Signer, body: string) => sign(body, undefined, '0'.repeat(32))],
    ['signed for another body', (sign: Signer, body: string) => sign(`${body}&x=1`)],
    ['six minutes old', (sign: Signer, body: string, now: number) => sign(body, now - 360)],
    ['an hour ahead', (sign: Signer, body: string, now: number) => sign(body, now + 3600)],
    ['with a malformed time', (sign: Signer, body: string) => sign(body, Number.NaN)],
    [
      'with a signature of another version',
      (sign: Signer, body: string) => {
        const headers = sign(body);
        return { ...headers, 'x-slack-signature': (headers['x-slack-signature'] ?? '').replace('v0', 'v1') };
      },
    ],
  ])('are refused if they are %s', async (_, headersOf) => {
    const { slack, clock } = await open();
    const body = slack.commandBody('/balance').toString();
    const headers = headersOf(slack.sign, body, Math.floor(clock.now() / 1000));
    expect(await slack.post(body, { headers })).toMatchObject({ status: 401 });
    expect(lines).toEqual([]);
  });

  it('run once even if they are replayed over a long time', async () => {
    const { slack, clock } = await open();
    const body = slack.commandBody('/balance').toString();
    const headers = slack.sign(body, Math.floor(clock.now() / 1000) + 299);
    expect(await slack.post(body, { headers })).toMatchObject({ status: 200 });
    for (let time = 0; time < 5; time++) {
      await clock.advance(110_000);
      expect(await slack.post(body, { headers })).toMatchObject({ status: 401 });
    }
    await until(() => slack.posted.length === 1);
    expect(lines).toHaveLength(1);
  });

  it('run once when Slack signs the same delivery again', async () => {
    const { slack, clock } = await open();
    const body = slack.commandBody('/balance').toString();
    for (let time = 0; time < 3; time++) {
      await clock.advance(1000);
      expect(await slack.post(body)).toMatchObject({ status: 200 });
    }
    await until(() => slack.posted.length === 1);
    expect(lines).toHaveLength(1);
  });

  it('need a signature even with ssl_check', async () => {
    const { slack } = await open();
    const smuggled = new URLSearchParams({ ssl_check: '1', payload: '{"type":"block_actions"}' }).toString();
    expect(await slack.post(smuggled, { headers: { 'x-slack-signature': 'v0=00' } })).toMatchObject({
      status: 401,
    });
    expect(await slack.post('ssl_check=1', { headers: {} })).toMatchObject({ status: 401 });
    const command = slack.commandBody('/balance');
    command.set('ssl_check', '1');
    expect(await slack.post(command.toString(), { headers: {} })).toMatchObject({ status: 401 });
    expect(lines).toEqual([]);
  });

  it('return a signed challenge', async () => {
    const { slack } = await open();
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc', token: 'x' });
    expect(await slack.post(body, { type: 'application/json' })).toMatchObject({ status: 200, body: 'abc' });
    expect(await slack.post(body, { type: 'application/json', headers: {} })).toMatchObject({ status: 401 });
  });

  it.each([
    ['application/json', '{"type":'],
    ['application/json', '[]'],
    ['text/plain', 'x'],
    ['application/x-www-form-urlencoded', 'payload=%7B'],
  ])('of %s that are malformed (%s) are 400', async (type, body) => {
    const { slack } = await open();
    expect(await slack.post(body, { type })).toMatchObject({ status: 400 });
  });

  it('accept a form with a charset', async () => {
    const { slack } = await open();
    const body = slack.commandBody('/balance').toString();
    const type = 'application/x-www-form-urlencoded; charset=utf-8';
    expect(await slack.post(body, { type })).toMatchObject({ status: 200 });
  });

  it('are acknowledged even if they are ignored', async () => {
    const { slack } = await open();
    const body = JSON.stringify({
      type: 'event_callback',
      team_id: 'T0WATCH01',
      event_id: 'E',
      event: { type: 'x' },
    });
    expect(await slack.post(body, { type: 'application/json' })).toMatchObject({ status: 200 });
    expect(await slack.post('{"type":"never heard of"}', { type: 'application/json' })).toMatchObject({
      status: 200,
    });
  });

  it('are cut off at 256 KiB', async () => {
    const { slack } = await open();
    const body = `text=${'x'.repeat(300_000)}`;
    expect(await slack.post(body)).toMatchObject({ status: 413 });
  });

  it('that are incomplete do not delay the stop', async () => {
    const { url, stop, slack } = await open();
    const { port } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    const headers = Object.entries(slack.sign('x')).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(
      `POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n${headers.join('')}\r\nhalf`,
    );
    await new Promise((resolve) => socket.once('connect', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    await stop();
    await closed;
  });

  it('from another workspace are refused and audited', async () => {
    const { slack, audited } = await open();
    expect(await slack.slash('/balance', { team: 'T9OTHER' })).toMatchObject({ status: 200 });
    await until(() => slack.posted.length === 1);
    expect(slack.posted[0]?.text).toMatch(/not on the list/);
    expect(audited).toMatchObject([
      { principal: 'slack:T9OTHER:U0ASKER01', decision: 'refused', because: 'foreign-team' },
    ]);
    expect(lines).toEqual([]);
  });
});

type Signer = Desk['slack']['sign'];

describe('the replay guard', () => {
  it('remembers a signature while it is valid, and then forgets it', async () => {
    const clock = createFakeClock();
    const replays = createReplayGuard(clock);
    await clock.advance(599_000);
    expect(replays.isNew('a')).toBe(true);
    await clock.advance(599_000);
    expect(replays.isNew('b')).toBe(true);
    expect(replays.isNew('a')).toBe(false);
    await clock.advance(1_300_000);
    expect(replays.isNew('a')).toBe(true);
  });
});

describe('a command that cannot be stored at once', () => {
  it('is acknowledged with a notice after two seconds, and answered once it is stored', async () => {
    const clock = createFakeClock();
    let release = () => {};
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { createMemoryStore } = await import('../../../src/store/memory.ts');
    const memory = createMemoryStore();
    const store = {
      ...memory,
      transact: (async (change: never) => {
        await blocked;
        return memory.transact(change);
      }) as typeof memory.transact,
    };
    lines.length = 0;
    desk = await openDesk({ mode: 'http', answer, clock, store });
    const acked = desk.slack.slash('/balance');
    await until(() => clock.sleepers() > 0);
    await clock.advance(2000);
    expect((await acked).body).toMatch(/takes longer than usual/);
    release();
    await until(() => desk?.slack.posted.length === 1);
  });

  it('is acknowledged with an error if the store fails', async () => {
    const { createMemoryStore } = await import('../../../src/store/memory.ts');
    const memory = createMemoryStore();
    const store = { ...memory, transact: () => Promise.reject(new Error('the disk is full')) };
    lines.length = 0;
    desk = await openDesk({ mode: 'http', answer, clock: createFakeClock(), store });
    expect((await desk.slack.slash('/balance')).body).toMatch(/^.*Not processed: storage is unavailable/);
    expect(await desk.slack.mention('balance')).toMatchObject({ status: 500 });
    expect(lines).toEqual([]);
  });
});
