/**
 * Kills the bot 200 times at random moments during a stream of 2,000 commands: `tsx test/campaigns/telegram/kills.ts [kills]
 * [commands] [chats] [mode] [milliseconds between commands]`. Every command must be answered, and second answers must be
 * marked as possible repeats. Prints the figures; exits 1 if a command is not answered, a repeat is not marked, or a kill
 * repeats more than one answer per chat.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../../src/observe/clock.ts';
import { startEmulator } from '../../emulators/telegram/index.ts';

const [kills = 200, commands = 2000, chats = 1] = process.argv.slice(2, 5).map(Number);
const mode = process.argv[5] ?? 'polling';
/** Average pause. With 3 the commands are a flood; 40 is the rate at which Telegram lets a bot answer. */
const between = Number(process.argv[6] ?? 3);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const built = join(root, 'dist', 'telegram-campaign');
const folder = mkdtempSync(join(tmpdir(), 'telegram-kills-'));
const marked = /^Possible repeat: .*\n/;

/** Compiles the child process, which then starts in a fraction of the time. */
function build(): string {
  rmSync(built, { recursive: true, force: true });
  mkdirSync(built, { recursive: true });
  const options = { rootDir: root, outDir: built, incremental: false };
  const files = [join(root, 'test', 'campaigns', 'telegram', 'child.ts')];
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions: options, files, include: [] };
  writeFileSync(join(built, 'tsconfig.json'), JSON.stringify(config));
  execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', built], { cwd: root, stdio: 'inherit' });
  return join(built, 'test', 'campaigns', 'telegram', 'child.js');
}

const script = build();
const free = {
  burst: Number.POSITIVE_INFINITY,
  group: Number.POSITIVE_INFINITY,
  all: Number.POSITIVE_INFINITY,
};
const emulator = await startEmulator({ clock: systemClock, rates: free });
const rooms = Array.from({ length: chats }, (_, index) => {
  const person = emulator.person(101 + index, `Person ${index}`);
  return { person, room: emulator.privateChat(person) };
});

function start() {
  const child = spawn(process.execPath, [script, join(folder, 'data'), emulator.root, emulator.token, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const ready = new Promise<void>((resolve) => {
    child.stdout.once('data', () => resolve());
    void ended.then(resolve);
  });
  return { ready, ended, kill: () => child.kill('SIGKILL') };
}

let asked = 0;
function ask(count: number): void {
  for (let each = 0; each < count && asked < commands; each++) {
    const chat = rooms[asked % rooms.length];
    if (chat === undefined) return;
    emulator.say(chat.person, chat.room, `/balance ${asked}`);
    asked += 1;
  }
}

const answersOf = (number: number) => {
  const room = rooms[number % rooms.length]?.room;
  return room === undefined ? [] : (answered.get(number) ?? []);
};
const answered = new Map<number, string[]>();
let read = 0;
function collect(): void {
  const { posts } = emulator.world;
  for (; read < posts.length; read++) {
    const { text = '', from } = posts[read] ?? {};
    const number = Number(/got (\d+)\.$/.exec(text)?.[1] ?? Number.NaN);
    if (from !== undefined || Number.isNaN(number)) continue;
    answered.set(number, [...(answered.get(number) ?? []), text]);
  }
}

const started = performance.now();
const perLife = Math.ceil(commands / kills);
const repeatsOfLife: number[] = [];
let repeats = 0;
for (let life = 0; life < kills; life++) {
  const child = start();
  // Some are killed during the start.
  if (life % 10 !== 9) await child.ready;
  for (let each = 0; each < perLife; each++) {
    ask(1);
    await systemClock.sleep(Math.random() * 2 * between);
  }
  await systemClock.sleep(Math.random() * 30);
  child.kill();
  await child.ended;
  collect();
  const now = [...answered.values()].reduce((sum, texts) => sum + texts.length - 1, 0);
  repeatsOfLife.push(now - repeats);
  repeats = now;
}
ask(commands);
const last = start();
await last.ready;
const until = performance.now() + 60_000;
while (answered.size < commands && performance.now() < until) {
  await systemClock.sleep(50);
  collect();
}
await systemClock.sleep(200);
collect();
last.kill();
await last.ended;
await emulator.close();
rmSync(folder, { recursive: true, force: true });
rmSync(built, { recursive: true, force: true });

const numbers = Array.from({ length: commands }, (_, number) => number);
const unanswered = numbers.filter((number) => answersOf(number).length === 0);
const all = numbers.flatMap((number) => answersOf(number).slice(1));
const unmarked = all.filter((text) => !marked.test(text));
const misordered = rooms.filter(({ room }) => {
  const firsts = new Set<string>();
  const order = emulator.answers(room).flatMap(({ text }) => {
    const number = /got (\d+)\.$/.exec(text)?.[1] ?? '';
    if (firsts.has(number)) return [];
    firsts.add(number);
    return [Number(number)];
  });
  return order.some((number, index) => number < (order[index - 1] ?? 0));
});
const figures = {
  mode,
  kills,
  commands,
  chats,
  unanswered: unanswered.length,
  repeats: all.length,
  unmarked: unmarked.length,
  mostRepeatsOfOneKill: Math.max(0, ...repeatsOfLife),
  markedThoughNotRepeated: numbers.filter((number) => marked.test(answersOf(number)[0] ?? '')).length,
  chatsOutOfOrder: misordered.length,
  violations: emulator.violations.length,
  seconds: Math.round((performance.now() - started) / 1000),
};
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
const failed =
  unanswered.length + unmarked.length + misordered.length + emulator.violations.length > 0 ||
  all.length > kills;
process.exit(failed ? 1 : 0);
