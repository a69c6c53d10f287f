import type { ChatId, Principal } from '../../../src/core/access/policy.ts';
import { operatorRecords } from '../../../src/core/access/records.ts';
import { bot, botUser, type Posted } from '../../emulators/slack/state.ts';
import type { Post, Room } from '../../emulators/telegram/world.ts';
import { type Bank, connectBank, openBank } from './bank.ts';
import { openPlatforms } from './platforms.ts';

export const group = -1001;
/** The group after its upgrade. */
export const newGroup = -1009001;
export const channel = 'C0PAYMENTS';
export const slackUser = 'U0RAVI001';

/** One operator with one account, whose alerts a Telegram group and a Slack channel receive, each with a manager. */
export function aPair() {
  return anOperator([`telegram:${group}`, `slack:${bot.team}:${channel}`], []);
}

/** The same with the Telegram group alone, and admins behind it. */
export function aTelegramGroup(admins: readonly Principal[]) {
  return anOperator([`telegram:${group}`], admins);
}

async function anOperator(chats: readonly ChatId[], admins: readonly Principal[]) {
  const bank: Bank = await openBank();
  const world = await openPlatforms({ admins });
  const { telegram, slack, registry, store, vault, clock } = world;
  await store.transact((change) => change.put(operatorRecords, 'acme', { id: 'acme', name: 'Acme' }));
  await connectBank(store, vault, 'acme', bank);
  const asha = telegram.person(101, 'Asha');
  const room = telegram.group(group, 'Ops', [asha], { type: 'group' });
  slack.channelOf(channel, [botUser, slackUser]);
  for (const principal of ['telegram:101', `slack:${bot.team}:${slackUser}`] as const) {
    await registry.grant({ principal, operator: 'acme', role: 'manager' });
  }
  for (const chat of chats) {
    await registry.bind({ chat, operator: 'acme' });
    await registry.subscribe({ chat, operator: 'acme' });
  }
  /** Time and contents of each Slack call. */
  const seen: { readonly at: number; readonly text: string }[] = [];
  slack.trouble((call) => {
    seen.push({ at: clock.now(), text: JSON.stringify(call.args) });
    return undefined;
  });
  bank.left('user@upi', 900);
  await world.alerts.start();
  await world.polls(2);

  const inSlack = (where = channel) => slack.posted.filter((each) => each.channel === where && !each.only);
  const isCard = (text: string) => text.includes('Alert below');
  return {
    ...world,
    bank,
    asha,
    room,
    /** Lets the account become low and its alert be posted. */
    async breach() {
      bank.left('user@upi', 80);
      await world.polls(2);
    },
    /** The messages visible to everyone, oldest first. */
    inTelegram: (where = group) =>
      telegram.world.posts
        .filter(({ chat, from, receiver }) => chat === where && from === undefined && receiver === undefined)
        .map(({ text }) => text),
    inSlack: (where = channel) => inSlack(where).map(textOf),
    telegramCard: (): Post | undefined => telegram.answers(room).find(({ text }) => isCard(text)),
    slackCard: (): Posted | undefined => inSlack().find((each) => isCard(textOf(each))),
    /** Snapshots of both cards, whose buttons can be pressed later. */
    snapshotCards() {
      const ofTelegram = structuredClone(there(this.telegramCard()));
      const ofSlack = there(this.slackCard());
      return {
        telegram(label: string) {
          telegram.press(asha, ofTelegram, label);
        },
        async slack(label: string) {
          await slack.press(ofSlack, label, { user: slackUser });
        },
      };
    },
    /** The answers that only the users who pressed a button see. */
    toasts: () => [...telegram.presses.values()].flatMap(({ answer }) => answer?.text ?? []),
    whispers: () => slack.posted.filter(({ only }) => only === slackUser).map(textOf),
    /** Makes the group a supergroup; the bot is notified by an update, or only by its next call. */
    upgrade(first: 'service message' | 'refused call'): Room {
      if (first === 'service message') return telegram.migrate(room, newGroup);
      const upgraded: Room = { ...room, id: newGroup, type: 'supergroup' };
      telegram.world.rooms.set(newGroup, upgraded);
      room.movedTo = newGroup;
      return upgraded;
    },
    /** Time at which a text first appeared in Slack. */
    whenSlack: (words: string) =>
      seen.find(({ text }) => text.includes(words))?.at ?? Number.POSITIVE_INFINITY,
    /** Time at which Telegram first refused a message. */
    whenRefused() {
      const call = telegram.calls.find(({ method, outcome }) => method === 'sendMessage' && outcome === 403);
      return clock.now() - clock.mono() + (call?.at ?? Number.NEGATIVE_INFINITY);
    },
    /** Violations found by either platform, and failures in the bot's log. */
    faults: () => [
      ...telegram.violations,
      ...slack.refused.map((each) => JSON.stringify(each)),
      ...world.logged.filter((line) => /failed|undeliverable|unfit|payload/.test(line)),
    ],
    async close() {
      await world.close();
      await bank.close();
    },
  };
}

function there<T>(card: T | undefined): T {
  if (card === undefined) throw new Error('there is no card');
  return card;
}

/** The text of a message, with its blocks joined. */
function textOf({ shown }: Posted): string {
  return shown.join('');
}
