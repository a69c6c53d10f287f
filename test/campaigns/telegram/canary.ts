/**
 * The canary sweep: every failure of every call, in both modes, with a token that must appear nowhere: `tsx
 * test/campaigns/telegram/canary.ts`. Checked are the log, thrown errors (inspected in depth), messages, the store, the
 * audit and readiness. A mutant with grammY's own fetch must be detected, or the sweep proves nothing. Prints the figures;
 * exits 1 if the token appeared, or if the mutant was not detected.
 */
import { inspect } from 'node:util';
import { Api } from 'grammy';
import { readCallFailure } from '../../../adapters/telegram/errors.ts';
import type { EgressPort } from '../../../src/core/chat/egress.ts';
import { answeredDeliveries, deliveries, tickets } from '../../../src/core/chat/records.ts';
import { createEgresses } from '../../../src/http/egress.ts';
import { systemClock } from '../../../src/observe/clock.ts';
import { encodings } from '../../../src/observe/scrub.ts';
import { openBot, said } from '../../adapters/telegram/bot.ts';
import type { Fault } from '../../emulators/telegram/faults.ts';
import { type Emulator, startEmulator } from '../../emulators/telegram/index.ts';

const token = '7100000001:AAEcanary0token0canary0token0canary';
const forms = [...encodings(token), ...encodings(token.split(':')[1] ?? token)];
const methods = [
  'getMe',
  'getUpdates',
  'sendMessage',
  'editMessageText',
  'answerCallbackQuery',
  'sendChatAction',
  'setMyCommands',
  'setWebhook',
  'deleteWebhook',
  'sendDocument',
];
const hows: readonly (readonly [string, Fault['how']])[] = [
  ['dropped before', { kind: 'drop', when: 'before' }],
  ['dropped after', { kind: 'drop', when: 'after' }],
  ['502 page', { kind: 'body', when: 'before', status: 502, body: `<html>/bot${token}/x</html>` }],
  ['bad JSON', { kind: 'body', when: 'before', status: 200, body: `{"ok":tru /bot${token}` }],
  ['empty', { kind: 'body', when: 'before', status: 200, body: '' }],
  ['redirect', { kind: 'body', when: 'before', status: 302, body: '' }],
  [
    'refused with the token in its words',
    { kind: 'refuse', code: 400, description: `Bad Request: /bot${token}/x` },
  ],
  ['500', { kind: 'refuse', code: 500, description: `Internal /bot${token}` }],
  ['401', { kind: 'refuse', code: 401, description: 'Unauthorized' }],
  ['409', { kind: 'refuse', code: 409, description: 'Conflict' }],
];

const leaks: string[] = [];
let looked = 0;
let cases = 0;
/** Whether a text contains the token in any form. */
function look(where: string, text: string): void {
  looked += text.length;
  if (forms.some((form) => text.includes(form))) leaks.push(where);
}

/** Returns everything that a logger could print of an error. */
function everything(thrown: unknown): string {
  const shown = inspect(thrown, { depth: 12, showHidden: true, getters: true });
  const stack = thrown instanceof Error ? `${thrown.stack} ${thrown.message}` : '';
  return `${shown} ${stack} ${safeJson(thrown)} ${String(thrown)}`;
}

function safeJson(value: unknown): string {
  try {
    return (
      JSON.stringify(value, (_, each) =>
        each instanceof Error ? { ...each, message: each.message, stack: each.stack } : each,
      ) ?? ''
    );
  } catch {
    return '';
  }
}

/** Runs the bot while one method fails in one way, and checks every sink. */
async function live(
  method: string,
  name: string,
  how: Fault['how'],
  mode: 'polling' | 'webhook',
  emulator: Emulator,
): Promise<void> {
  cases += 1;
  const where = `${mode} ${method} ${name}`;
  const asha = emulator.person(101, 'Asha');
  const room = emulator.privateChat(asha);
  const output: string[] = [];
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = ((chunk: string | Uint8Array) => {
    output.push(String(chunk));
    return true;
  }) as typeof process.stderr.write;
  emulator.fault({ method, times: 2, how });
  const bot = await openBot({
    emulator,
    clock: quick,
    mode,
    answer: async (line) => {
      await quick.sleep(1);
      if (line.text === '/throw') throw new Error('thrown in a handler');
      const file = { kind: 'file', bytes: new Uint8Array(10), name: 'a.csv', type: 'text/csv' } as const;
      return said(`got ${line.text.slice(1)}`, {
        actions: [{ label: 'go', line: '/next' }],
        blocks: line.text === '/file' ? [file] : said(line.text).blocks,
      });
    },
  });
  try {
    await bot.start();
  } catch (thrown) {
    look(`${where}: thrown`, everything(thrown));
  }
  for (const text of ['/a', '/throw', '/file', '/b']) emulator.say(asha, room, text);
  await settle(() => emulator.answers(room).some(({ text }) => text.includes('b')));
  const post = emulator.answers(room).find(({ buttons }) => buttons.length > 0);
  if (post !== undefined) emulator.press(asha, post, 'go');
  await settle(() => emulator.calls.some(({ method: called }) => called === 'editMessageText'));
  look(`${where}: ready`, JSON.stringify(bot.running.health?.()));
  await bot.stop();
  process.stderr.write = write;
  look(`${where}: log`, bot.logged.join('\n'));
  look(`${where}: stderr`, output.join('\n'));
  look(`${where}: replies`, emulator.transcript.join('\n'));
  look(`${where}: audit`, JSON.stringify(bot.audited));
  look(
    `${where}: store`,
    JSON.stringify(
      await bot.store.read(async (view) => [
        await view.list(deliveries),
        await view.list(answeredDeliveries),
        await view.list(tickets),
      ]),
    ),
  );
}

/** A clock whose pauses are a hundred times shorter; deadlines are unchanged. */
const quick = {
  ...systemClock,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / 100, signal),
};

async function settle(done: () => boolean): Promise<void> {
  const until = systemClock.mono() + 400;
  while (!done() && systemClock.mono() < until) await systemClock.sleep(5);
}

const started = systemClock.mono();
for (const mode of ['polling', 'webhook'] as const) {
  for (const method of methods) {
    for (const [name, how] of hows) {
      const emulator = await startEmulator({ clock: quick, token });
      await live(method, name, how, mode, emulator);
      await emulator.close();
    }
  }
}

/** Checks the error that a call throws, and our classification of it. */
async function caughtBy(open: (root: string) => Api): Promise<number> {
  const before = leaks.length;
  const emulator = await startEmulator({ clock: systemClock, token });
  for (const [name, how] of hows) {
    emulator.fault({ method: 'getMe', times: 1, how });
    await open(emulator.root)
      .getMe()
      .catch((thrown: unknown) => {
        look(
          `call ${name}`,
          `${everything((thrown as { error?: unknown }).error)} ${everything(readCallFailure(thrown))}`,
        );
      });
  }
  await emulator.close();
  await open('http://127.0.0.1:1')
    .getMe()
    .catch((thrown: unknown) => look('call refused', everything(thrown)));
  await open(emulator.root)
    .getMe(AbortSignal.timeout(1) as never)
    .catch((thrown: unknown) => look('call aborted', everything(thrown)));
  return leaks.splice(before).length;
}

const egresses = createEgresses(systemClock);
const guarded = (egress: EgressPort) => (root: string) => {
  const fetch = egress({ origins: [root], deadline: 2000 }) as typeof globalThis.fetch;
  return new Api(token, { apiRoot: root, fetch });
};
const ours = await caughtBy(guarded(egresses.open));
const mutant = await caughtBy((root) => new Api(token, { apiRoot: root }));
await egresses.close();

const figures = {
  cases,
  charactersLooked: looked,
  leaks: leaks.length,
  leaksOfOurCalls: ours,
  leaksOfTheMutant: mutant,
  seconds: Math.round((systemClock.mono() - started) / 1000),
};
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
for (const leak of leaks.slice(0, 20)) process.stdout.write(`${leak}\n`);
process.exit(leaks.length + ours > 0 || mutant === 0 ? 1 : 0);
