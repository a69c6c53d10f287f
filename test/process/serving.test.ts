import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/observe/clock.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { buildProgram, type Program, type Running, runProgram, startProgram } from '../cli/program.ts';
import { type SlackEmulator, startSlack } from '../emulators/slack/index.ts';
import { botUser } from '../emulators/slack/state.ts';
import { type Emulator, startEmulator } from '../emulators/telegram/index.ts';
import type { Person, Room } from '../emulators/telegram/world.ts';

let program: Program;
let sandbox: Sandbox;
let telegram: Emulator;
let slack: SlackEmulator;
let asha: Person;
let alone: Room;
let folder = '';
let environment: Record<string, string> = {};
let port = 0;

const slackUser = 'U0ASKER01';
const slackChannel = 'C0ALONE01';

beforeAll(async () => {
  program = buildProgram();
  folder = await mkdtemp(join(tmpdir(), 'walletwatch-serving-'));
  port = await freePort();
  environment = {
    DATA_DIR: join(folder, 'data'),
    MASTER_KEY_FILE: join(folder, 'master.key'),
    PORT: String(port),
    LOG_LEVEL: 'warn',
  };
  sandbox = await startSandbox({ size: 'sample', clock: systemClock });
  telegram = await startEmulator({ clock: systemClock });
  slack = await startSlack();
  slack.channelOf(slackChannel, [botUser, slackUser]);
  asha = telegram.person(101, 'Asha');
  alone = telegram.privateChat(asha);
  await prepare();
}, 120_000);
afterAll(async () => {
  await Promise.all([telegram.close(), slack.close(), sandbox.close()]);
  await rm(folder, { recursive: true, force: true });
  program.remove();
});

/** Adds an operator with a sandbox connection, and a grant for a user of each platform. */
async function prepare(): Promise<void> {
  const { settings, secrets } = sandbox.connections.find(({ provider }) => provider === 'payatom') ?? {};
  const set = Object.entries(settings ?? {}).map(([key, value]) => `--set ${key}=${value}`);
  const lines = [
    'key init',
    'operator add acme',
    `connection add acme payatom ${set.join(' ')} --secrets -`,
    'grant add telegram:101 acme',
    `grant add slack:T0WATCH01:${slackUser} acme`,
  ];
  for (const line of lines) {
    const ran = await runProgram(program.cli, line.split(' '), folder, environment, JSON.stringify(secrets));
    expect({ line, code: ran.code, err: ran.err }).toEqual({ line, code: 0, err: '' });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

const polling = () => ({ TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.root });
const webhook = () => ({
  ...polling(),
  TELEGRAM_MODE: 'webhook',
  TELEGRAM_WEBHOOK_URL: `http://127.0.0.1:${port}/telegram/webhook`,
  TELEGRAM_WEBHOOK_SECRET: 'a-secret-of-the-webhook-that-is-long-enough',
});
const bySocket = () => ({
  SLACK_BOT_TOKEN: slack.bot.botToken,
  SLACK_APP_TOKEN: slack.bot.appToken,
  SLACK_API_URL: slack.apiUrl,
});

const start = (settings: Readonly<Record<string, string>>): Running =>
  startProgram(program.main, [], folder, { ...environment, ...settings });

/** Stops the process as a service manager does. */
async function stop(running: Running): Promise<void> {
  running.kill('SIGTERM');
  const { code, err } = await running.ended;
  expect({ code, err }).toEqual({ code: 0, err: '' });
}

const answered = () => telegram.answers(alone).map(({ text }) => text);

/** Sends a line in the private chat and returns the next answer. */
async function ask(line: string): Promise<string> {
  const before = answered().length;
  telegram.say(asha, alone, line);
  await telegram.until(() => answered().length > before);
  return answered().at(-1) ?? '';
}

describe('the process', () => {
  it('answers in Telegram by polling and in Slack by socket at the same time', async () => {
    const running = start({ ...polling(), ...bySocket() });
    expect(await ask('/balance')).toContain('₹700.00');
    await telegram.until(() => slack.sockets.connections() > 0);
    const { status } = await slack.slash('/balance', { user: slackUser, channel: slackChannel });
    expect(status).toBe(200);
    await telegram.until(() => JSON.stringify(slack.posted).includes('₹700.00'));
    await stop(running);
  });

  it('gives a user access by the link of an invitation', async () => {
    const running = start(polling());
    await ask('/whoami');
    const words = ['invite', 'create', 'acme', '--role', 'viewer'];
    const { code, out } = await runProgram(program.cli, words, folder, environment);
    expect(code).toBe(0);
    const [, sent] = /https:\/\/t\.me\/WalletwatchBot\?start=([\w-]{1,64})\n/.exec(out) ?? [];
    const ravi = telegram.person(102, 'Ravi');
    const room = telegram.privateChat(ravi);
    telegram.say(ravi, room, `/start ${sent}`);
    await telegram.until(() => telegram.answers(room).length > 0);
    telegram.say(ravi, room, '/balance');
    await telegram.until(() => telegram.answers(room).length > 1);
    expect(telegram.answers(room).at(-1)?.text).toContain('₹700.00');
    await stop(running);
  });

  it('answers in Telegram by webhook, also messages that arrive while it is down', async () => {
    const first = start(webhook());
    expect(await ask('/balance')).toContain('₹700.00');
    first.kill('SIGKILL');
    await first.ended;
    telegram.say(asha, alone, '/whoami');
    const before = answered().length;
    const second = start(webhook());
    // A message whose answer was not recorded before the kill is answered again, marked as a possible repeat.
    const newAnswers = () =>
      answered()
        .slice(before)
        .filter((text) => !text.startsWith('Possible repeat'));
    await telegram.until(() => newAnswers().length > 0);
    expect(newAnswers().at(-1)).toContain('telegram:101');
    const { status } = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(status).toBe(200);
    await stop(second);
    expect(newAnswers()).toHaveLength(1);
  });

  it('prints one line and exits with 78 if Telegram rejects the token', async () => {
    const other = { TELEGRAM_BOT_TOKEN: '7100000001:AAEwrong0token0wrong0token0wrong00' };
    const { code, out, err } = await start({ ...polling(), ...other }).ended;
    expect({ code, out }).toEqual({ code: 78, out: '' });
    expect(err).toMatch(/^walletwatch: TELEGRAM_BOT_TOKEN [^\n]+\n$/);
    expect(err).not.toContain('AAEwrong');
  });

  it('violates no platform rule', () => {
    expect(telegram.violations).toEqual([]);
    expect(slack.refused).toEqual([]);
  });
});
