/**
 * Sends many alerts through the real adapters to both strict emulators, on a clock that waits for real calls. Platforms
 * limit, fail, interrupt and reject calls, kick the bot, archive channels and move groups; accounts have hostile names.
 * Every alert must be shown, no call may be made during a requested pause, and alerts refused by a dead chat must be shown
 * elsewhere within a minute. Prints one JSON object; exits 1 on a violation.
 * `alerts-emulators [alerts] [seed]`
 */
import type { ChatId, Principal } from '../../../src/core/access/policy.ts';
import { operatorRecords } from '../../../src/core/access/records.ts';
import { posts } from '../../../src/core/alerts/post-record.ts';
import { incidents, readIncident } from '../../../src/core/alerts/records.ts';
import { defaultTiming } from '../../../src/core/alerts/timing.ts';
import type { Account } from '../../../src/core/provider/provider.ts';
import type { OpenConnection } from '../../../src/engine/readings/readings.ts';
import { hostile } from '../../adapters/gallery.ts';
import { bot, botUser, type Posted } from '../../emulators/slack/state.ts';
import { openPlatforms } from '../../engine/alerts/platforms.ts';
import { account, rupees } from '../../fakes/books.ts';
import { createRandom } from '../../store/lossy-disk.ts';
import { createWeather, type Place, slackChat, telegramChat } from './weather.ts';
import { createWitness } from './witness.ts';

const [wanted = 10_000, seed = 20261120] = process.argv.slice(2).map(Number);
const started = performance.now();
const random = createRandom(seed);
const operatorCount = 20;
const accountsEach = 6;
const minute = 60_000;

interface Business {
  readonly id: string;
  readonly place: Place;
  readonly chats: readonly ChatId[];
  readonly accounts: Map<string, Account>;
}

const businesses: Business[] = [];
const admins: readonly Principal[] = ['telegram:900', `slack:${bot.team}:U0ADMIN01`];
const world = await openPlatforms({
  admins,
  timing: { ...defaultTiming, cooldown: 0, refresh: 5 * 60_000 },
  random,
  directory: { open: async (ids) => businesses.filter(({ id }) => ids.includes(id)).map(connectionOf) },
});
const { telegram, slack, store, registry } = world;
const keeper = telegram.person(900, 'Keeper');
telegram.privateChat(keeper).started = true;
for (let index = 0; index < operatorCount; index++) businesses.push(await openBusiness(index));
const places = businesses.map(({ place }) => place);
const weather = createWeather(world, keeper, random);
const witness = createWitness(world, weather);

function connectionOf({ id, accounts }: Business): OpenConnection {
  const list = async () => ({ accounts: [...accounts.values()], notes: [] });
  const connection = { can: { accounts: list }, timeZone: 'UTC', lacks: [] };
  return { operator: { id, name: id }, id: 'bank', provider: 'bank', fingerprint: 'f', connection };
}

async function openBusiness(index: number): Promise<Business> {
  const id = `op${index}`;
  const room = telegram.group(-(5_001 + index), `Ops ${index}`, [keeper], { type: 'group' });
  const channel = `C0OPS${String(index).padStart(4, '0')}`;
  slack.channelOf(channel, [botUser]);
  const chats = [telegramChat(room.id), slackChat(channel)];
  await store.transact((change) => change.put(operatorRecords, id, { id, name: id }));
  for (const chat of chats) {
    await registry.bind({ chat, operator: id });
    await registry.subscribe({ chat, operator: id });
  }
  for (const principal of admins) await registry.grant({ principal, operator: id, role: 'viewer' });
  return { id, place: { room, channel, moved: false }, chats, accounts: new Map() };
}

/** Sets the remaining amount of an account's limit of 1,000. The account has a hostile name. */
function setLeft({ accounts }: Business, index: number, number: number, left: number): void {
  const tag = `acct${index}x${number}`;
  const bad = hostile[(index * accountsEach + number) % hostile.length] ?? '';
  const name = number % 2 === 0 ? `${tag} ${bad}` : `${bad.slice(0, 6)} ${tag}`;
  accounts.set(tag, account(tag, { name, figures: rupees({ limit: '1000', available: String(left) }) }));
}

const low = new Set<string>();
function changeFigures(isEnd: boolean): void {
  for (const [index, business] of businesses.entries()) {
    for (let number = 0; number < accountsEach; number++) {
      const key = `${index}/${number}`;
      if (isEnd || (low.has(key) && random() < 0.7)) low.delete(key);
      else if (!low.has(key) && random() < 0.4) low.add(key);
      setLeft(business, index, number, low.has(key) ? 10 + number : 900);
    }
  }
}

/** Longer than the time in which a message may be edited. */
const longest = 3 * 60 * minute;

async function observe(): Promise<void> {
  const found = await store.read((view) => view.list(incidents));
  witness.observe(found.map(({ document }) => readIncident(document)));
  const old = (world.clock.now() - longest) / 1000;
  drop(telegram.world.posts, ({ date }) => date < old);
  drop(slack.posted as Posted[], ({ ts }) => Number(ts) < old);
}

/** Removes the old items at the beginning of an ordered list. */
function drop<T>(list: T[], isOld: (item: T) => boolean): void {
  const firstRecent = list.findIndex((item) => !isOld(item));
  list.splice(0, firstRecent < 0 ? list.length : firstRecent);
}

changeFigures(true);
await world.alerts.start();
await world.polls(2);
while (witness.alerts() < wanted) {
  weather.turn(places);
  changeFigures(false);
  for (let poll = 0; poll < 4; poll++) {
    await world.polls(1);
    await observe();
  }
}
weather.clear(places);
changeFigures(true);
for (let poll = 0; poll < 30; poll++) {
  await world.polls(1);
  await observe();
}
const left = (await store.read((view) => view.list(posts))).length;
const simulated = world.clock.mono();
await world.close();

const at = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) / 100) / 10;
};
const lost = witness.lost();
const unreached = witness.unreached((operator) => businesses.find(({ id }) => id === operator)?.chats ?? []);
const undelivered = witness.undelivered();
/** Excludes pauses that the replacing chat requested. */
const waits = witness.rerouted().map((each) => {
  return each.at - each.from - weather.heldWithin(each.by, each.from, each.at);
});
const late = waits.filter((millis) => millis > minute);
const spread = (values: readonly number[]) => ({
  p50: at(values, 0.5),
  p99: at(values, 0.99),
  most: at(values, 1),
});
const figures = {
  alerts: witness.alerts(),
  chats: businesses.length * 2,
  calls: witness.calls(),
  weather: weather.counts,
  lost: lost.length,
  chatsNeitherToldNorStoodInFor: unreached.length,
  callsBeforeTheirWaitWasOver: weather.early(),
  readElsewhereForADeadChat: waits.length,
  refusedByADeadChatAndReadNowhere: undelivered.length,
  secondsUntilReadElsewhere: { ...spread(waits), overAMinute: late.length },
  secondsUntilFirstRead: spread(witness.delays()),
  messagesLeft: left,
  violations: [...new Set([...telegram.violations, ...witness.misfits()])].slice(0, 5),
  simulatedHours: Math.round(simulated / 3_600_000),
  seconds: Math.round((performance.now() - started) / 1000),
  examples: [...lost, ...unreached, ...undelivered].slice(0, 10),
  seed,
};
process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
const isWrong =
  lost.length + unreached.length + weather.early() + undelivered.length + late.length + left > 0 ||
  telegram.violations.length + witness.misfits().length > 0;
process.exit(isWrong ? 1 : 0);
