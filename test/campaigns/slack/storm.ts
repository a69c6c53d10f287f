import { reply, text } from '../../../src/core/reply/build.ts';
import { openDesk, pause } from '../../emulators/slack/desk.ts';
import type { Call, Trouble } from '../../emulators/slack/index.ts';
import { botUser } from '../../emulators/slack/state.ts';

/**
 * A storm: connections break after a message was accepted, and Slack asks for pauses in one channel, during commands in
 * twenty channels. No answer may be lost, each repeat must be marked, and the other channels must not wait.
 * Run: `npx tsx test/campaigns/slack/storm.ts [commands]`.
 */
const [commands = 1000] = process.argv.slice(2).map(Number);
const channels = Array.from({ length: 20 }, (_, index) => `C0CHAN${String(index).padStart(2, '0')}`);
const stormy = channels[0] ?? '';
const sentAt = new Map<string, number>();
const desk = await openDesk({
  mode: 'socket',
  answer: async (line) => reply(`got ${line.text}`, [text(`got ${line.text}`)]),
});
const { slack } = desk;
for (const channel of channels) slack.channelOf(channel, [botUser, 'U0ASKER01']);

let calls = 0;
const happened = { limited: 0, 'reset after it was taken': 0, 'failed after it was taken': 0 };
let pausedUntil = 0;
const early: Call[] = [];
slack.trouble((call): Trouble | undefined => {
  if (call.method !== 'chat.postEphemeral') return undefined;
  calls += 1;
  if (call.channel === stormy) {
    // A message during a requested pause is a violation.
    if (performance.now() < pausedUntil - 20) early.push(call);
    if (calls % 3 === 0) {
      happened.limited += 1;
      pausedUntil = performance.now() + 1000;
      return { kind: 'status', status: 429, headers: { 'retry-after': '1' } };
    }
  }
  if (calls % 29 === 0) {
    happened['reset after it was taken'] += 1;
    return { kind: 'reset', after: true };
  }
  if (calls % 31 === 0) {
    happened['failed after it was taken'] += 1;
    return { kind: 'status', status: 500, after: true };
  }
  return undefined;
});

for (let sent = 0; sent < commands; sent++) {
  // One in a hundred is for the rate-limited channel: about as many as one user sends.
  const channel = sent % 100 === 0 ? stormy : (channels[1 + (sent % 19)] ?? stormy);
  sentAt.set(`${channel} ${sent}`, performance.now());
  await slack.mention(`${channel} ${sent}`, { channel });
}
const latest = new Map<string, number>();
const seen = new Map<string, number>();
let unmarked = 0;
let read = 0;
const deadline = performance.now() + 60_000;
while (seen.size < commands && performance.now() < deadline) {
  for (; read < slack.posted.length; read++) {
    const { text: shown = '' } = slack.posted[read] ?? {};
    const key = /got (\S+ \d+)/.exec(shown)?.[1] ?? '';
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    if (count > 1 && !shown.startsWith('Possible repeat')) unmarked += 1;
    latest.set(key.split(' ')[0] ?? '', performance.now());
  }
  await pause(5);
}
const lost = commands - seen.size;
const repeats = [...seen.values()].reduce((sum, count) => sum + count - 1, 0);
const others = [...latest].filter(([channel]) => channel !== stormy).map(([, at]) => at);
const ahead = (latest.get(stormy) ?? 0) - Math.max(...others);
await desk.close();
process.stdout.write(
  `commands ${commands}, ${Object.entries(happened)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')}, lost ${lost}, repeats ${repeats}, unmarked ${unmarked}, ` +
    `written during a pause ${early.length}, refused ${slack.refused.length}, ` +
    `the other channels were through ${Math.round(ahead)} ms before the limited one\n`,
);
const good = lost === 0 && unmarked === 0 && early.length === 0 && slack.refused.length === 0 && ahead > 0;
process.exitCode = good && happened.limited > 0 ? 0 : 1;
