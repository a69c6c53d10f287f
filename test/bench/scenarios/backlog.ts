import { compare, type Pair } from '../harness/figures.ts';
import { startPeer } from '../harness/peer.ts';
import { operatorOf, telegramId, telegramUpdate } from '../harness/people.ts';
import type { PlatformStub, QueuedUpdate } from '../harness/platform-stub.ts';
import { balanceQuestion } from '../harness/platforms.ts';
import { startProduct, telegramEnv } from '../harness/product.ts';
import type { Scenario } from '../harness/scenario.ts';
import { withStubs } from '../harness/stubs.ts';
import { pause, within } from '../harness/trips.ts';

const count = 200;
const people = { count, operators: count };
const latency = 100;
const rounds = 2;
const ordered = { chats: 40, lines: ['/balance', '/whoami', '/balance'] } as const;

/** Commands that were sent while the bot was not running, fetched by long polling: wall time until all are answered. */
export const backlog: Scenario = {
  name: 'backlog',
  run: async () => {
    const results: Pair[] = [];
    for (let round = 0; round < rounds; round++) results.push(await runRound());
    const goal = { name: '200 chats, bot.start()', unit: 'ms', goal: 0.03 };
    return [compare(goal, results)];
  },
};

function runRound(): Promise<Pair> {
  return withStubs({ people, keep: true }, async (stubs, own) => {
    const { platformStub, providerStub } = stubs;
    const bare = own(await startPeer('telegram-grammy', stubs, { env: { POLLING: '1' } }));
    const against = await answerAll(platformStub, providerStub.slow, 1);
    await bare.stop();
    const product = own(await startProduct({ ...stubs, env: telegramEnv(stubs.platform) }));
    const ours = await answerAll(platformStub, providerStub.slow, 100_000);
    await checkOrder(platformStub, 200_000);
    await product.stop();
    return { ours, against };
  });
}

/** Answers one command of each chat first, so that one-time work is not measured, and then the backlog. */
async function answerAll(
  platform: PlatformStub,
  slow: (millis: number) => void,
  first: number,
): Promise<number> {
  const everyone = Array.from({ length: count }, (_, person) => person);
  const updates = (from: number) => everyone.map((person) => queued(from + person, person, '/balance'));
  slow(0);
  await answered(platform, updates(first));
  slow(latency);
  const started = performance.now();
  const messages = await answered(platform, updates(first + count));
  const took = performance.now() - started;
  for (const person of everyone) {
    const own = messages.filter(({ chat }) => chat === String(telegramId(person)));
    const [answer] = own;
    if (own.length !== 1 || !balanceQuestion.isAnswer(answer?.body ?? '', operatorOf(person, people))) {
      throw new Error(`chat ${person} received ${own.length} answers`);
    }
  }
  return took;
}

/** Throws unless the lines of a chat are answered in the order in which they were typed, a quick one after a slow one. */
async function checkOrder(platform: PlatformStub, first: number): Promise<void> {
  const updates = ordered.lines.flatMap((line, index) =>
    Array.from({ length: ordered.chats }, (_, person) => queued(first + index * 1000 + person, person, line)),
  );
  const messages = await answered(platform, updates);
  for (let person = 0; person < ordered.chats; person++) {
    const own = messages.filter(({ chat }) => chat === String(telegramId(person)));
    const kinds = own.map(({ body }) => (body.includes('@bank') ? '/balance' : '/whoami'));
    if (kinds.join() !== ordered.lines.join())
      throw new Error(`chat ${person} was answered ${kinds.join(', ')}`);
  }
}

function queued(id: number, person: number, line: string): QueuedUpdate {
  return { id, json: telegramUpdate(id, person, line) };
}

async function answered(platform: PlatformStub, updates: readonly QueuedUpdate[]) {
  const { seen } = platform;
  platform.queue(updates);
  const all = async () => {
    while (seen.length < updates.length) await pause(1);
  };
  await within(120_000, all());
  return seen.splice(0);
}
