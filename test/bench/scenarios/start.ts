import { type Child, startChild } from '../harness/child.ts';
import { compare, type Finding } from '../harness/figures.ts';
import { type Caller, createCaller } from '../harness/http.ts';
import {
  type People,
  secrets,
  slackChannel,
  slackRequest,
  slackUser,
  telegramId,
  telegramRequest,
  telegramUpdate,
} from '../harness/people.ts';
import { freePort, main, prepareState, slackEnv, webhookEnv } from '../harness/product.ts';
import { inRounds, pairs } from '../harness/rounds.ts';
import type { Scenario } from '../harness/scenario.ts';
import { type Stubs, withStubs } from '../harness/stubs.ts';
import { pause, within } from '../harness/trips.ts';

const people: People = { count: 4, operators: 2 };
const rounds = 11;
/** The bundle contains both platforms, so a start for one of them may take this share of the script for both. */
const bundled = 0.6;
const kinds = ['telegram', 'slack', 'both'] as const;
type Kind = (typeof kinds)[number];

/** Time from the start of the process to the first reply on each platform, and its memory when idle. */
export const start: Scenario = {
  name: 'start',
  run: () =>
    withStubs({ people }, async (stubs) => {
      const memory = new Map<string, number[]>();
      const variant = (side: 'ours' | 'script', kind: Kind) => async () => {
        const { took, resident } = await startOnce(stubs, side, kind);
        const name = `${side} ${kind}`;
        memory.set(name, [...(memory.get(name) ?? []), resident / 2 ** 20]);
        return took;
      };
      const names = kinds.flatMap((kind) => [`ours ${kind}`, `script ${kind}`]);
      const measured = await inRounds(
        Object.fromEntries(
          kinds.flatMap((kind) => [
            [`ours ${kind}`, variant('ours', kind)],
            [`script ${kind}`, variant('script', kind)],
          ]),
        ) as Record<string, () => Promise<number>>,
        { rounds, warmUp: 1 },
      );
      for (const name of names) memory.set(name, memory.get(name)?.slice(1) ?? []);
      return kinds.flatMap((kind) => findingsOf(kind, measured, memory));
    }),
};

function findingsOf(
  kind: Kind,
  measured: Readonly<Record<string, readonly number[]>>,
  memory: ReadonlyMap<string, readonly number[]>,
): readonly Finding[] {
  const times = (name: string) => measured[name] ?? [];
  const sizes = (name: string) => memory.get(name) ?? [];
  const same = pairs(times(`ours ${kind}`), times(`script ${kind}`));
  const resident = pairs(sizes(`ours ${kind}`), sizes(`script ${kind}`));
  const beside = pairs(times('ours telegram'), times('script both'));
  return [
    compare({ name: `${kind}: a script with the same libraries`, unit: 'ms', goal: 1.1 }, same),
    ...(kind === 'telegram'
      ? [compare({ name: 'telegram: the script of both', unit: 'ms', goal: bundled }, beside)]
      : []),
    compare({ name: `${kind}: memory of the script`, unit: 'MB', goal: 1.15 }, resident),
  ];
}

async function startOnce(stubs: Stubs, side: 'ours' | 'script', kind: Kind) {
  const [port, other] = [await freePort(), await freePort()];
  const state = await prepareState(people, stubs.provider);
  const started = performance.now();
  const child =
    side === 'ours' ? startOurs(stubs, kind, port, state.env) : startScript(stubs, kind, [port, other]);
  try {
    const slackPort = side === 'script' ? other : port;
    await within(
      60_000,
      Promise.all([
        ...(kind === 'slack' ? [] : [askTelegram(stubs, port)]),
        ...(kind === 'telegram' ? [] : [askSlack(stubs, slackPort)]),
      ]),
    );
    const took = performance.now() - started;
    await pause(500);
    return { took, resident: (await child.usage()).resident };
  } finally {
    await child.stop();
    await state.remove();
  }
}

function startOurs({ platform }: Stubs, kind: Kind, port: number, state: Record<string, string>): Child {
  const env = {
    ...state,
    PORT: String(port),
    ...(kind === 'slack' ? {} : webhookEnv(platform)),
    ...(kind === 'telegram' ? {} : slackEnv(platform)),
  };
  return startChild(main, { env });
}

function startScript({ platform, provider }: Stubs, kind: Kind, ports: readonly [number, number]): Child {
  const options = {
    provider,
    platform,
    operators: 1,
    journal: '',
    token: secrets.telegramToken,
    secret: secrets.webhook,
  };
  return startChild(new URL('../peers/start.js', import.meta.url), {
    env: {
      BENCH_PEER: JSON.stringify(options),
      PLATFORMS: kind === 'both' ? 'telegram+slack' : kind,
      PORT: String(ports[0]),
      SLACK_PORT: String(ports[1]),
      SLACK_TOKEN: secrets.slackToken,
      SIGNING: secrets.signing,
    },
  });
}

async function askTelegram({ platformStub }: Stubs, port: number): Promise<void> {
  const message = platformStub.message(String(telegramId(1)));
  await untilTaken(port, () => telegramRequest(telegramUpdate(5, 1, '/whoami')));
  if (!(await message).includes(`telegram:${telegramId(1)}`)) throw new Error('this is no answer to /whoami');
}

async function askSlack({ platformStub, platform }: Stubs, port: number): Promise<void> {
  const message = platformStub.message(slackChannel(1));
  await untilTaken(port, () => slackRequest(Math.floor(performance.now()), 1, platform, '', '/whoami'));
  if (!(await message).includes(slackUser(1))) throw new Error('this is no answer to /whoami');
}

/** Sends the request again until a server accepts it. */
async function untilTaken(port: number, request: () => Buffer): Promise<void> {
  for (;;) {
    const caller: Caller | undefined = await createCaller(port).catch(() => undefined);
    if (caller !== undefined) {
      const { status } = await caller.call(request()).catch(() => ({ status: 0 }));
      caller.close();
      if (status === 200) return;
    }
    await pause(3);
  }
}
