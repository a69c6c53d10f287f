import type { ChatId } from '../../../src/core/access/policy.ts';
import type { Trouble as SlackTrouble } from '../../emulators/slack/index.ts';
import { bot, botUser } from '../../emulators/slack/state.ts';
import type { Fault } from '../../emulators/telegram/faults.ts';
import type { Person, Room } from '../../emulators/telegram/world.ts';
import type { Platforms } from '../../engine/alerts/platforms.ts';

/** One operator's chats: a group that becomes a supergroup at some time, and a channel. */
export interface Place {
  room: Room;
  readonly channel: string;
  /** Time at which the bot is added again; absent while it is a member. */
  groupBack?: number;
  channelBack?: number;
  moved: boolean;
}

export const telegramChat = (id: number): ChatId => `telegram:${id}`;
export const slackChat = (channel: string): ChatId => `slack:${bot.team}:${channel}`;

/** Failures of a call, with their frequency per thousand. */
const chances = {
  limited: 30,
  failed: 20,
  cutBefore: 10,
  cutAfter: 15,
  noApi: 5,
  unfit: 15,
} as const;
type What = keyof typeof chances;

const minute = 60_000;

/**
 * Two hostile platforms: calls are limited, refused, interrupted before and after they take effect, or rejected; bots are
 * kicked and added again, channels are archived, groups move.
 */
export function createWeather(world: Platforms, keeper: Person, random: () => number) {
  const { telegram, slack, clock } = world;
  const heldUntil = new Map<ChatId, number>();
  const holds: { readonly chat: ChatId; readonly from: number; readonly until: number }[] = [];
  const roots = new Map<ChatId, ChatId>();
  const counts: Record<string, number> = { kicks: 0, archives: 0, removals: 0, migrations: 0 };
  /** Whether no failures are injected: at the start and at the end. */
  let calm = true;
  let early = 0;

  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };

  function pick(chat: ChatId): What | undefined {
    if (clock.now() < (heldUntil.get(chat) ?? 0)) early += 1;
    if (calm) return undefined;
    let chance = random() * 1000;
    for (const [what, share] of Object.entries(chances)) {
      chance -= share;
      if (chance < 0) {
        count(what);
        return what as What;
      }
    }
    return undefined;
  }

  /** Requests a pause of 1 to 60 s for a chat. Returns the seconds. */
  function hold(chat: ChatId): number {
    const seconds = 1 + Math.floor(random() * 60);
    const hold = { chat, from: clock.now(), until: clock.now() + seconds * 1000 };
    heldUntil.set(chat, hold.until);
    holds.push(hold);
    return seconds;
  }

  telegram.trouble((method, chat): Fault['how'] | undefined => {
    if (!/^(?:sendMessage|editMessageText)$/.test(method)) return undefined;
    const id = telegramChat(Number(chat));
    const what = pick(id);
    switch (what) {
      case undefined:
        return undefined;
      case 'limited': {
        const after = hold(id);
        const description = `Too Many Requests: retry after ${after}`;
        return { kind: 'refuse', code: 429, description, parameters: { retry_after: after } };
      }
      case 'failed':
        return { kind: 'refuse', code: 500, description: 'Internal Server Error' };
      case 'cutBefore':
        return { kind: 'drop', when: 'before' };
      case 'cutAfter':
        return { kind: 'drop', when: 'after' };
      case 'noApi':
        return { kind: 'body', status: 502, body: '<html>Bad Gateway</html>', when: 'before' };
      case 'unfit':
        return { kind: 'refuse', code: 400, description: "Bad Request: can't parse entities" };
    }
  });

  slack.trouble(({ method, channel }): SlackTrouble | undefined => {
    if (!/^chat\.(?:postMessage|update)$/.test(method)) return undefined;
    const id = slackChat(channel);
    const what = pick(id);
    switch (what) {
      case undefined:
        return undefined;
      case 'limited':
        return { kind: 'status', status: 429, headers: { 'retry-after': String(hold(id)) } };
      case 'failed':
        return { kind: 'status', status: 503 };
      case 'cutBefore':
        return { kind: 'reset' };
      case 'cutAfter':
        return { kind: 'reset', after: true };
      case 'noApi':
        return { kind: 'status', status: 502 };
      case 'unfit':
        return { kind: 'error', error: 'invalid_blocks' };
    }
  });

  const awhile = () => clock.now() + 5 * minute + random() * 20 * minute;

  function turnGroup(place: Place): void {
    if (place.groupBack !== undefined) {
      if (clock.now() < place.groupBack) return;
      delete place.groupBack;
      telegram.setBot(place.room, 'member', keeper);
      return;
    }
    const chance = random();
    if (chance < 0.02) {
      count('kicks');
      place.groupBack = awhile();
      telegram.setBot(place.room, 'kicked', keeper);
    } else if (chance > 0.98 && !place.moved) move(place);
  }

  /** The bot is notified by an update, or only by its next call. */
  function move(place: Place): void {
    count('migrations');
    const to = place.room.id * 1_000 - 1;
    roots.set(telegramChat(to), telegramChat(place.room.id));
    place.moved = true;
    if (random() < 0.5) {
      place.room = telegram.migrate(place.room, to);
      return;
    }
    const upgraded: Room = { ...place.room, id: to, type: 'supergroup' };
    telegram.world.rooms.set(to, upgraded);
    place.room.movedTo = to;
    place.room = upgraded;
  }

  function turnChannel(place: Place): void {
    const channel = slack.channelOf(place.channel);
    if (place.channelBack !== undefined) {
      if (clock.now() < place.channelBack) return;
      delete place.channelBack;
      channel.archived = false;
      channel.members.add(botUser);
    } else if (random() < 0.02) {
      place.channelBack = awhile();
      const isArchived = random() < 0.5;
      count(isArchived ? 'archives' : 'removals');
      if (isArchived) channel.archived = true;
      else channel.members.delete(botUser);
    }
  }

  return {
    counts,
    early: () => early,
    /** The part of a time span in which the chat had requested a pause. */
    heldWithin: (chat: ChatId, from: number, until: number): number =>
      holds
        .filter((hold) => hold.chat === chat && hold.from < until && hold.until > from)
        .reduce((sum, hold) => sum + Math.min(hold.until, until) - Math.max(hold.from, from), 0),
    /** The first id of a chat. */
    rootOf: (chat: ChatId) => roots.get(chat) ?? chat,
    turn(places: readonly Place[]): void {
      calm = false;
      for (const place of places) {
        turnGroup(place);
        turnChannel(place);
      }
    },
    /** Stops injecting failures. */
    clear(places: readonly Place[]): void {
      calm = true;
      for (const place of places) {
        if (place.groupBack !== undefined) telegram.setBot(place.room, 'member', keeper);
        const channel = slack.channelOf(place.channel);
        channel.archived = false;
        channel.members.add(botUser);
      }
    },
  };
}

export type Weather = ReturnType<typeof createWeather>;
