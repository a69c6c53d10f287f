import { systemClock } from '../../../src/observe/clock.ts';
import type { SlackEmulator } from '../../emulators/slack/index.ts';
import { startSlack } from '../../emulators/slack/index.ts';
import { type Emulator, startEmulator } from '../../emulators/telegram/index.ts';

/** The times at which a chat accepted messages, by the monotonic clock. */
export type Times = ReadonlyMap<string, readonly number[]>;

/** Emulators of both platforms with their rate limits. The chats accept messages that the bot sends on its own. */
export interface Platforms {
  readonly telegram: Emulator;
  readonly slack: SlackEmulator;
  /** Times of accepted messages, by chat. */
  times(): { readonly telegram: Times; readonly slack: Times };
  /** Descriptions of the calls that were refused or violated a rule of the platform. */
  refusals(): readonly string[];
  stop(): Promise<void>;
}

/** Slack accepts one message per second in a channel. */
const slackPace = 1000;

export async function startPlatforms(
  rooms: readonly number[],
  channels: readonly string[],
): Promise<Platforms> {
  const telegram = await startEmulator({ clock: systemClock });
  const slack = await startSlack();
  for (const id of rooms) {
    if (id < 0) telegram.group(id, `Group ${id}`, []);
    else telegram.privateChat(telegram.person(id, `Person ${id}`)).started = true;
  }
  const taken = new Map<string, number[]>(channels.map((channel) => [channel, []]));
  let limited = 0;
  for (const channel of channels) slack.channelOf(channel, [slack.bot.botUser]);
  slack.trouble(({ method, channel }) => {
    const times = taken.get(channel);
    if (method !== 'chat.postMessage' || times === undefined) return undefined;
    const now = systemClock.mono();
    if (now - (times.at(-1) ?? Number.NEGATIVE_INFINITY) < slackPace) {
      limited += 1;
      return { kind: 'status', status: 429, headers: { 'retry-after': '1' } };
    }
    times.push(now);
    return undefined;
  });

  return {
    telegram,
    slack,
    times() {
      const sent = telegram.calls.filter(
        ({ method, outcome }) => method === 'sendMessage' && outcome === 'ok',
      );
      const byRoom = new Map(rooms.map((id) => [String(id), [] as number[]]));
      for (const { given, at } of sent) byRoom.get(String(given['chat_id']))?.push(at);
      return { telegram: byRoom, slack: taken };
    },
    refusals: () => [
      ...telegram.calls
        .filter(({ outcome }) => typeof outcome === 'number')
        .map(({ method, outcome }) => `Telegram's ${method}: ${outcome}`),
      ...telegram.violations,
      ...slack.refused.map(({ method, error }) => `Slack's ${method}: ${error}`),
      ...Array.from({ length: limited }, () => "Slack's chat.postMessage: 429"),
    ],
    async stop() {
      await telegram.close();
      await slack.close();
    },
  };
}
