/**
 * Runs the whole engine for days beside its oracle: 200 accounts that run down and are topped up, become inactive and
 * vanish, behind a connection that fails sometimes. Prints counts of alerts, and the growth of the heap and the outbox;
 * exits 1 if counts differ or something grows. `alerts-days [days]`; with --expose-gc
 */

import { isOpenIncident } from '../../../src/core/alerts/incident.ts';
import { posts } from '../../../src/core/alerts/post-record.ts';
import { incidents, watchStates } from '../../../src/core/alerts/records.ts';
import { defaultTiming } from '../../../src/core/alerts/timing.ts';
import type { Store, StoreTransaction } from '../../../src/core/store.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { createWatchOracle, type Due, type Listed } from '../../engine/alerts/watch-oracle.ts';
import { createWorld, fewTurns } from '../../engine/alerts/world.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createRandom } from '../../store/lossy-disk.ts';

const days = Number(process.argv[2] ?? 30);
const minute = 60_000;
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const faults: string[] = [];
const random = createRandom(5);
const names = Array.from({ length: 200 }, (_, index) => `user${index}@upi`);

/** Counts of recorded transitions of incidents. */
interface Tally {
  fired: number;
  over: number;
}

/** Wraps the store and counts every start and end of an incident. */
function counted(store: Store, tally: Tally): Store {
  const open = new Set<string>();
  const watch = (change: StoreTransaction): StoreTransaction => ({
    ...change,
    put(collection, id, document) {
      if (collection.name === incidents.name) {
        const { incident } = incidents.schema.parse(document);
        if (isOpenIncident(incident) && !open.has(id)) tally.fired += 1;
        if (!isOpenIncident(incident) && open.has(id)) tally.over += 1;
        if (isOpenIncident(incident)) open.add(id);
        else open.delete(id);
      }
      return change.put(collection, id, document);
    },
  });
  return { ...store, transact: (change) => store.transact((transaction) => change(watch(transaction))) };
}

const [recorded, should]: [Tally, Tally] = [
  { fired: 0, over: 0 },
  { fired: 0, over: 0 },
];
const count = (due: readonly Due[]) => {
  for (const { what } of due) {
    if (what === 'fired') should.fired += 1;
    if (what === 'resolved' || what === 'withdrawn') should.over += 1;
  }
};

const clock = createFakeClock(undefined, fewTurns);
const oracle = createWatchOracle(defaultTiming, 5 * minute);
const store = counted(createMemoryStore(), recorded);
const list = new Map<string, Listed>();
const world = await createWorld({
  clock,
  store,
  chats: ['red:1', 'blue:1'],
  onAsked(_, answer) {
    count(
      oracle.asked(typeof answer === 'string' ? 'failed' : [...list.values()], clock.now(), clock.mono()),
    );
  },
});

function set(name: string, left: number, active = true): void {
  list.set(name, { name, left, active });
  world.left(name, left, { state: active ? 'active' : 'inactive' });
}

/** Lowers some accounts, and tops up those that are empty. */
function pass(): void {
  for (let turn = 0; turn < 4; turn++) {
    const name = names[Math.floor(random() * names.length)] ?? '';
    const known = list.get(name);
    const left = typeof known?.left === 'number' ? known.left : 1_000;
    const chance = random();
    if (chance < 0.002) {
      list.delete(name);
      world.left(name, undefined);
    } else if (chance < 0.006) set(name, left, false);
    else if (left < 100 ? chance < 0.12 : chance < 0.02) set(name, 700 + Math.floor(random() * 300));
    else set(name, Math.max(0, left - Math.floor(random() * 40)));
  }
  if (random() < 0.004) world.failing.set('bank', 'timeout');
  else if (random() < 0.1) world.failing.clear();
}

const started = performance.now();
let [calls, mostPosts, rounds] = [0, 0, 0];
const heaps: number[] = [];
for (const name of names) set(name, 400 + Math.floor(random() * 600));
await world.alerts.start();
for (let at = 0; at < days * 1440; at++) {
  pass();
  await clock.advance(minute);
  rounds += 1;
  if (rounds % 60 === 0) {
    const is = (await world.incidents()).filter(({ incident }) => isOpenIncident(incident)).length;
    if (is !== oracle.open().size) faults.push(`${is} open at round ${rounds}, not ${oracle.open().size}`);
    mostPosts = Math.max(mostPosts, (await world.posts()).length);
    for (const platform of [world.red, world.blue]) {
      calls += platform.calls.length;
      platform.calls.length = 0;
      platform.shown.clear();
    }
  }
  if (rounds % 1440 === 0) {
    globalThis.gc?.();
    heaps.push(process.memoryUsage().heapUsed / 1e6);
  }
}
const kept = await store.read(async (view) => ({
  posts: (await view.list(posts)).length,
  incidents: (await view.list(incidents)).length,
  ids: (await view.get(watchStates, 'state'))?.ids ?? 0,
}));
await world.stop();

const settled = heaps.slice(Math.min(heaps.length - 1, Math.max(2, Math.floor(days / 6))));
const drift = (settled.at(-1) ?? 0) - (settled[0] ?? 0);
print(
  `whole engine, ${days} days of ${names.length} accounts: ${world.asked} rounds, ${recorded.fired} fired and ${recorded.over} over (oracle: ${should.fired} and ${should.over}), ${calls} calls to 2 chats, ${((performance.now() - started) / 1000).toFixed(1)} s`,
);
print(
  `kept at the end: ${kept.incidents} incidents, ${kept.posts} messages (at most ${mostPosts}), ${kept.ids} short ids given; heap ${heaps.map((each) => each.toFixed(1)).join(' ')} MB by day, ${drift.toFixed(1)} MB drift`,
);
if (recorded.fired !== should.fired || recorded.over !== should.over) faults.push('the counts differ');
if (recorded.fired < 10 * days) faults.push(`only ${recorded.fired} fired`);
if (mostPosts > 4 * names.length) faults.push(`${mostPosts} messages are stored`);
if (drift > 10) faults.push(`the heap grew by ${drift.toFixed(1)} MB`);
for (const fault of faults.slice(0, 20)) print(`FAULT ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
