import { createOpener } from '../../../src/app/connect.ts';
import { joinRealms } from '../../../src/app/realms.ts';
import { openState } from '../../../src/app/state.ts';
import { commands } from '../../../src/commands/index.ts';
import { createRegistry } from '../../../src/engine/access/registry.ts';
import { createAlerts } from '../../../src/engine/alerts/alerts.ts';
import { createAnswer } from '../../../src/engine/answer/answer.ts';
import { createReadings } from '../../../src/engine/readings/readings.ts';
import { systemClock as clock } from '../../../src/observe/clock.ts';
import { createScrubber } from '../../../src/observe/scrub.ts';
import { rules } from '../../../src/rules/index.ts';
import { ready } from './common.ts';

/**
 * The product without its adapters, composed as in `bot.ts`. The harness requests rounds of the monitor and commands of
 * users, so that each can be measured alone and during the other.
 */
const log = { debug() {}, info() {}, warn() {}, error() {} };
const around = { clock, log, scrubber: createScrubber() };
const reader = { locale: 'en-IN', timeZone: 'Asia/Kolkata' };
const place = { file: process.env['MASTER_KEY_FILE'] ?? '', dataDir: process.env['DATA_DIR'] ?? '' };
const state = await openState(place, around);
const { store } = state;
const realms = joinRealms([state], createOpener(around, 8000), []);
const readings = createReadings({ clock, log, cache: 0 });
const alerts = createAlerts({
  store,
  rules,
  clock,
  log,
  reader,
  directory: realms.directory,
  readings,
  couriers: () => [],
  poll: 60_000,
  deadline: 8000,
  random: Math.random,
  moveChat: async () => undefined,
  admins: [],
});
const answer = createAnswer({
  commands,
  clock,
  log,
  reader,
  access: realms.access,
  directory: realms.directory,
  readings,
  alerts: alerts.service,
  audit: (entry) => store.audit.append(entry),
  registry: createRegistry(store, clock),
  records: store.audit,
});

/** Number of users whose operators are not watched, so that they and the monitor ask about different operators. */
const people = 256;

/** Answers `count` questions one after the other, each of another user; resolves to their durations in milliseconds. */
async function ask(count: number, from: number): Promise<readonly number[]> {
  const took: number[] = [];
  for (let index = 0; index < count; index++) {
    const principal = `telegram:${1_000_000 + ((from + index) % people)}` as const;
    const chat = { id: principal, kind: 'private' } as const;
    const started = performance.now();
    const { summary } = await answer({ principal, chat, text: '/balance', origin: 'typed' });
    took.push(performance.now() - started);
    if (!summary.includes('of 100 limits')) throw new Error(`this is no answer: ${summary}`);
  }
  return took;
}

interface Order {
  readonly round?: true;
  readonly ask?: number;
  readonly from?: number;
}

process.on('message', async (order: Order) => {
  if (order.round === true) {
    const started = performance.now();
    await alerts.round();
    const took = performance.now() - started;
    const watched = alerts.state().connections.size;
    const incidents = Object.values((await alerts.stats()).incidents).reduce((sum, count) => sum + count, 0);
    process.send?.({ round: took, watched, incidents });
  }
  if (order.ask !== undefined) process.send?.({ asked: await ask(order.ask, order.from ?? 0) });
});
ready(0);
