/**
 * Sends 2,000 commands from 200 chats with a provider of 300 ms, and one chat with a provider of 5 s: `tsx
 * test/campaigns/telegram/load.ts [commands] [chats] [mode] [commands a second]`. The emulator has Telegram's rate limits.
 * Prints the figures; exits 1 if a chat is out of order, a limit is exceeded, a call fails, or the slow chat delays another.
 * Beyond 25 commands a second Telegram must refuse some; then every requested pause must be obeyed.
 */
import { systemClock } from '../../../src/observe/clock.ts';
import { openBot, said } from '../../adapters/telegram/bot.ts';
import { startEmulator } from '../../emulators/telegram/index.ts';

const [commands = 2000, chats = 200] = process.argv.slice(2, 4).map(Number);
const mode = process.argv[4] === 'webhook' ? 'webhook' : 'polling';
const perSecond = Number(process.argv[5] ?? 25);
const provider = { usual: 300, slow: 5000 };

const clock = systemClock;
const emulator = await startEmulator({ clock });
const rooms = Array.from({ length: chats }, (_, index) => {
  const person = emulator.person(101 + index, `Person ${index}`);
  return { person, room: emulator.privateChat(person), asked: [] as number[] };
});
const slow = rooms[0]?.room.id;
const bot = await openBot({
  emulator,
  clock,
  mode,
  answer: async ({ text, chat }) => {
    await clock.sleep(chat.id === `telegram:${slow}` ? provider.slow : provider.usual);
    return said(`got ${text.split(' ')[1]}.`);
  },
});
await bot.start();

const askedAt: number[] = [];
const latencies: number[] = [];
const slowLatencies: number[] = [];
const order = new Map<number, number[]>();
let read = 0;
let answers = 0;

/** Collects new answers with the current time. Called every few milliseconds. */
function collect(): void {
  const now = clock.mono();
  const { posts } = emulator.world;
  for (; read < posts.length; read++) {
    const post = posts[read];
    const number = Number(/^got (\d+)\.$/.exec(post?.text ?? '')?.[1] ?? Number.NaN);
    if (post === undefined || post.from !== undefined || Number.isNaN(number)) continue;
    answers += 1;
    order.set(post.chat, [...(order.get(post.chat) ?? []), number]);
    (post.chat === slow ? slowLatencies : latencies).push(now - (askedAt[number] ?? now));
  }
}

const started = clock.mono();
for (let number = 0; number < commands; number++) {
  const wait = started + (number * 1000) / perSecond - clock.mono();
  if (wait > 0) await clock.sleep(wait);
  const chat = rooms[number % rooms.length];
  if (chat === undefined) continue;
  askedAt[number] = clock.mono();
  emulator.say(chat.person, chat.room, `/balance ${number}`);
  collect();
}
while (answers < commands && clock.mono() - started < 300_000) {
  await clock.sleep(5);
  collect();
}
const seconds = (clock.mono() - started) / 1000;
await bot.stop();
await emulator.close();

const at = (sorted: readonly number[], share: number) =>
  Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
const sorted = latencies.sort((a, b) => a - b);
const outOfOrder = [...order.values()].filter((numbers) =>
  numbers.some((each, index) => each < (numbers[index - 1] ?? 0)),
);
const refusals = emulator.calls.filter(({ outcome }) => outcome !== 'ok' && outcome !== undefined);
const figures = {
  mode,
  commands,
  chats,
  answers,
  chatsOutOfOrder: outOfOrder.length,
  /** Calls that were answered with a pause. `violations` shows whether the pause was obeyed. */
  refusals: refusals.length,
  violations: emulator.violations.length,
  errors: bot.logged.filter((line) => /failed|not sent|repeated/.test(line)).length,
  latency: { p50: at(sorted, 0.5), p99: at(sorted, 0.99), most: at(sorted, 1) },
  slowChat: {
    p50: at(
      slowLatencies.sort((a, b) => a - b),
      0.5,
    ),
  },
  seconds: Math.round(seconds),
};
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
const within = perSecond <= 25;
// A chat that waits for the slow one would be delayed by five seconds.
const hindered = within && (figures.latency.most > provider.slow / 2 || refusals.length > 0);
const failed = answers < commands || outOfOrder.length + figures.violations + figures.errors > 0 || hindered;
process.exit(failed ? 1 : 0);
