import { systemClock } from '../../../src/observe/clock.ts';
import type { SlackEmulator } from '../../emulators/slack/index.ts';
import { startSlack } from '../../emulators/slack/index.ts';
import { type Emulator, startEmulator } from '../../emulators/telegram/index.ts';

/** When each message of a chat was taken, by the steady clock. */
export type Times = ReadonlyMap<string, readonly number[]>;

/** Both platforms as strict as they are, with chats that take what nobody asked for. */
export interface Platforms {
  readonly telegram: Emulator;
  readonly slack: SlackEmulator;
  /** Of messages that were taken. */
  times(): { readonly telegram: Times; readonly slack: Times };
  /** Calls that were refused or broke a rule, in words. */
  refusals(): readonly string[];
  stop(): Promise<void>;
}

/** Slack takes a message a second in a channel. */
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
