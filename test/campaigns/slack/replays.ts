import { connect, type Socket } from 'node:net';
import { reply, text } from '../../../src/core/reply/build.ts';
import { openDesk, pause } from '../../emulators/slack/desk.ts';
import { bot } from '../../emulators/slack/state.ts';

/**
 * Attacks the HTTP mode: 1,000 replays, past and future timestamps, `ssl_check`, wrong secrets, oversized and incomplete
 * bodies. No command may run twice or unsigned, memory must not grow, and the stop must be clean.
 * Run: `npx tsx --expose-gc test/campaigns/slack/replays.ts [each]`.
 */
const [each = 1000] = process.argv.slice(2).map(Number);
const runs = new Map<string, number>();
const desk = await openDesk({
  mode: 'http',
  answer: async (line) => {
    runs.set(line.text, (runs.get(line.text) ?? 0) + 1);
    return reply('got it', [text('got it')]);
  },
});
const { slack, url } = desk;
const now = () => Math.floor(Date.now() / 1000);
const statuses = new Map<string, number>();
const post = async (kind: string, body: string, headers: Record<string, string>) => {
  const { status } = await slack.post(body, { headers });
  const key = `${kind} ${status}`;
  statuses.set(key, (statuses.get(key) ?? 0) + 1);
};
const memory = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

const genuine = slack.commandBody('/balance genuine').toString();
const signed = slack.sign(genuine);
await post('genuine', genuine, signed);
/** Runs everything once before memory is measured, so that lazy values exist. */
async function attack(times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    const fresh = slack.commandBody(`/balance forged ${time}`).toString();
    await post('replay', genuine, signed);
    await post('future', fresh, slack.sign(fresh, now() + 3600));
    await post('old', fresh, slack.sign(fresh, now() - 301));
    await post('unsigned', fresh, {});
    await post('secret', fresh, slack.sign(fresh, now(), '0'.repeat(32)));
    await post('ssl_check', `ssl_check=1&${fresh}`, {
      'x-slack-signature': `v0=${'0'.repeat(64)}`,
      'x-slack-request-timestamp': String(now()),
    });
  }
}
await attack(50);
const before = memory();
await attack(each - 50);
for (let time = 0; time < 20; time++)
  await post('huge', 'x'.repeat(2_000_000), slack.sign('x')).catch(() => {});
const grown = memory() - before;

const halves: Socket[] = [];
for (let time = 0; time < 50; time++) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  const headers = Object.entries(slack.sign('x')).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(
    `POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n${headers.join('')}\r\nhalf`,
  );
  halves.push(socket);
}
await pause(200);
const after = await slack.slash('/balance while half-sent bodies wait');
await pause(200);
const stopping = performance.now();
await desk.stop();
const stopMs = performance.now() - stopping;
const logged = desk.logged.join('\n');
await slack.close();
for (const socket of halves) socket.destroy();

const good = new Set([
  'genuine 200',
  'replay 401',
  'future 401',
  'old 401',
  'unsigned 401',
  'secret 401',
  'ssl_check 401',
  'huge 413',
]);
const bad = [...statuses].filter(([key]) => !good.has(key));
const ran = [...runs.values()].reduce((sum, count) => sum + count, 0);
process.stdout.write(
  `${[...statuses].map(([key, count]) => `${key}: ${count}`).join(', ')}\n` +
    `lines run ${ran} (2 are genuine), unexpected answers ${bad.length}, heap grown ${(grown / 1e6).toFixed(1)} MB, ` +
    `answered beside 50 half-sent bodies ${after.status}, stopped in ${Math.round(stopMs)} ms, secrets logged ${logged.includes(bot.signingSecret) ? 1 : 0}\n`,
);
process.exitCode =
  ran === 2 && bad.length === 0 && grown < 10e6 && after.status === 200 && stopMs < 2000 ? 0 : 1;
