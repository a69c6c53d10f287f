import type { ChatId } from '../../../src/core/access/policy.ts';
import { usualRates } from '../../emulators/telegram/rates.ts';
import { type Platforms, startPlatforms, type Times } from '../harness/alarm.ts';
import { startChild } from '../harness/child.ts';
import { compare, type Pair } from '../harness/figures.ts';
import { serve } from '../harness/http.ts';
import { freePort, main, prepareState } from '../harness/product.ts';
import { createProviderStub, nameOf } from '../harness/provider-stub.ts';
import type { Scenario } from '../harness/scenario.ts';
import { pause } from '../harness/trips.ts';

/** Five of the ten accounts of an operator are active. Five alerts of one operator are five messages; more would be grouped. */
const [chats, operators, accounts, active] = [100, 200, 10, 5] as const;
const messages = operators * active;
const rooms = Array.from({ length: chats / 2 }, (_, index) =>
  index % 2 === 0 ? 1_000_000 + index : -1_001_000 - index,
);
const channels = Array.from({ length: chats / 2 }, (_, index) => `C0${String(index).padStart(6, '0')}`);
const maxWait = 55_000;

/** All accounts run low at once: the rate of messages compared with the limits of the platforms, and the refused calls. */
export const alerts: Scenario = {
  name: 'alerts',
  async run() {
    const platforms = await startPlatforms(rooms, channels);
    const provider = createProviderStub(accounts, { low: true });
    const server = await serve(provider.handle);
    const places: readonly ChatId[] = [
      ...rooms.map((room): ChatId => `telegram:${room}`),
      ...channels.map((channel): ChatId => `slack:${platforms.slack.bot.team}:${channel}`),
    ];
    const state = await prepareState(
      { count: 0, operators },
      server.origin,
      (index) => places[index % chats],
    );
    const env = {
      ...state.env,
      ...settingsFor(platforms),
      PORT: String(await freePort()),
      POLL_SECONDS: '2',
    };
    const child = startChild(main, { env });
    try {
      await untilPosted(platforms);
      const { telegram, slack } = platforms.times();
      const refusals = platforms.refusals();
      if (refusals.length > 0) process.stderr.write(`${[...new Set(refusals)].slice(0, 5).join('\n')}\n`);
      check(platforms);
      return [
        compare(
          { name: 'Telegram: 30 a second', unit: 'a second', goal: 0.95, sense: 'min' },
          stretchesOf(telegram),
        ),
        compare(
          { name: 'Slack: one a second in a channel', unit: 'a second', goal: 0.95, sense: 'min' },
          gapsOf(slack),
        ),
        compare({ name: 'calls that were not refused', unit: 'calls', goal: 1, sense: 'min' }, [
          { ours: messages, against: messages + refusals.length },
        ]),
      ];
    } finally {
      await child.stop();
      await server.close();
      await platforms.stop();
      await state.remove();
    }
  },
};

function settingsFor({ telegram, slack }: Platforms): Record<string, string> {
  return {
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.root,
    SLACK_BOT_TOKEN: slack.bot.botToken,
    SLACK_SIGNING_SECRET: slack.bot.signingSecret,
    SLACK_API_URL: slack.apiUrl,
  };
}

async function untilPosted(platforms: Platforms): Promise<void> {
  for (const until = performance.now() + maxWait; performance.now() < until; ) {
    const { telegram, slack } = platforms.times();
    const posted = [...telegram.values(), ...slack.values()].reduce((sum, { length }) => sum + length, 0);
    if (posted >= messages) return;
    await pause(100);
  }
  throw new Error(`not every alert was posted: ${platforms.refusals().length} refusals`);
}

/** Throws unless every low account was named in the chat of its operator. */
function check({ telegram, slack }: Platforms): void {
  const seen = new Map<string, string>();
  const note = (chat: string, text: string) => seen.set(chat, (seen.get(chat) ?? '') + text);
  for (const { chat, text } of telegram.world.posts) note(String(chat), text);
  for (const { channel, payload } of slack.posted) note(channel, JSON.stringify(payload));
  const own = [...rooms.map(String), ...channels];
  for (let operator = 0; operator < operators; operator++) {
    for (let index = 0; index < active; index++) {
      const chat = own[operator % chats] ?? '';
      if (!seen.get(chat)?.includes(nameOf(operator, index))) {
        throw new Error(`${nameOf(operator, index)} was not named in ${chat}`);
      }
    }
  }
}

/** Returns a round for every run of messages as long as the limit per second. */
function stretchesOf(times: Times): readonly Pair[] {
  const all = [...times.values()].flat().sort((a, b) => a - b);
  return rates(all, usualRates.all);
}

/** Returns a round for every message of a channel except its first. */
function gapsOf(times: Times): readonly Pair[] {
  return [...times.values()].flatMap((own) => rates(own, 1));
}

/** Returns the messages per second, from each message to the one `count` positions later. */
function rates(at: readonly number[], count: number): readonly Pair[] {
  return at.slice(count).map((time, index) => ({
    ours: (count * 1000) / (time - (at[index] ?? Number.NaN)),
    against: count,
  }));
}
