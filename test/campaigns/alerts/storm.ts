/**
 * Sends many alerts to hostile chat platforms, on a fake clock: every alert must be sent to every chat, or elsewhere within
 * a minute after its chat was found dead, and no call may be made during a requested pause. Then runs the pure core with
 * 200 accounts over many days beside the oracle. Prints figures; exits 1 on a violation. `alerts-storm [alerts] [days]`
 */
import type { ChatId } from '../../../src/core/access/policy.ts';
import { noIncident, type SubjectState, transition } from '../../../src/core/alerts/incident.ts';
import { shortId } from '../../../src/core/alerts/short-id.ts';
import { defaultFiringPolicy, defaultTiming } from '../../../src/core/alerts/timing.ts';
import { createOracle } from '../../engine/alerts/oracle.ts';
import { createWorld } from '../../engine/alerts/world.ts';
import { createRandom } from '../../store/lossy-disk.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const faults: string[] = [];
const minute = 60_000;

async function hostile(wanted: number): Promise<void> {
  const started = performance.now();
  const random = createRandom(11);
  const chats: readonly ChatId[] = ['red:1', 'red:2', 'blue:1', 'blue:2'];
  const timing = { ...defaultTiming, calm: 0 };
  const world = await createWorld({ chats, timing, admins: ['red:90', 'blue:91'] });
  const { clock } = world;
  const heldUntil = new Map<ChatId, number>();
  const deadUntil = new Map<ChatId, number>();
  const moved = new Map<ChatId, ChatId>();
  const deaths: { chat: ChatId; at: number }[] = [];
  let early = 0;
  const counts = { wait: 0, retry: 0, reset: 0, dead: 0, moved: 0, unfit: 0 };
  for (const platform of [world.red, world.blue]) {
    platform.answer = ({ what, chat }) => {
      if (clock.now() < (heldUntil.get(chat) ?? 0)) early += 1;
      const to = moved.get(chat);
      if (to !== undefined) return { kind: 'migrated', to };
      if (clock.now() < (deadUntil.get(chat) ?? 0)) return { kind: 'dead', why: 'removed' };
      const chance = random();
      if (chance < 0.05) {
        counts.wait += 1;
        const ms = 1_000 + Math.floor(random() * 59_000);
        heldUntil.set(chat, clock.now() + ms);
        return { kind: 'wait', ms };
      }
      if (chance < 0.09) {
        counts.retry += 1;
        return { kind: 'retry' };
      }
      if (chance < 0.12) {
        counts.reset += 1;
        return 'accepted-unknown';
      }
      if (chance < 0.122 && !chat.includes('9')) {
        counts.dead += 1;
        deadUntil.set(chat, clock.now() + 20 * minute);
        if (what === 'send') deaths.push({ chat, at: clock.now() });
        return { kind: 'dead', why: 'removed' };
      }
      if (chance < 0.124 && moved.size < 12 && !chat.startsWith('red:90') && !chat.startsWith('blue:91')) {
        counts.moved += 1;
        const next = `${chat}7` as ChatId;
        moved.set(chat, next);
        return { kind: 'migrated', to: next };
      }
      if (chance < 0.14 && what !== 'edit') {
        counts.unfit += 1;
        return { kind: 'dead', why: 'unfit' };
      }
      return undefined;
    };
  }
  const names = Array.from({ length: 60 }, (_, index) => `user${index}@upi`);
  for (const name of names) world.left(name, 900);
  await world.alerts.start();
  await world.polls(2);
  const low = new Set<string>();
  /** Short ids by the chat that received them, or that was replaced by another one. */
  const received = new Map(chats.map((chat) => [chat, new Set<string>()]));
  const rootOf = (chat: string) => chat.replace(/7+$/, '') as ChatId;
  /** Time of the last redirected message for each dead chat. */
  const slow: number[] = [];
  let read = 0;
  const gather = () => {
    for (const call of [...world.red.calls, ...world.blue.calls]) {
      read += 1;
      if (call.outcome !== 'sent' && call.outcome !== 'ambiguous') continue;
      const [, instead] = /delivery to (\S+) failed/.exec(call.text) ?? [];
      for (const [id] of call.text.matchAll(/\b[A-Z][1-9]\d{0,2}\b/g)) {
        received.get(rootOf(call.chat))?.add(id);
        if (instead !== undefined) received.get(rootOf(instead))?.add(id);
      }
    }
    for (const { chat, at } of deaths) {
      const elsewhere = [...world.red.calls, ...world.blue.calls].filter((call) => {
        return call.at >= at && call.text.includes(`delivery to ${chat} failed`);
      });
      if (elsewhere.length > 0) slow.push(Math.min(...elsewhere.map((call) => call.at)) - at);
    }
    deaths.length = 0;
    world.red.calls.length = 0;
    world.blue.calls.length = 0;
  };
  let alerts = 0;
  const seen = new Map<string, number>();
  while (alerts < wanted) {
    for (const name of names) {
      if (low.has(name) ? random() < 0.4 : random() < 0.3) {
        if (low.has(name)) low.delete(name);
        else low.add(name);
        world.left(name, low.has(name) ? 10 : 900);
      }
    }
    await world.polls(4);
    for (const record of await world.incidents()) {
      const key = record.subject;
      const before = seen.get(key) ?? 0;
      if (record.incident.episode > before) {
        seen.set(key, record.incident.episode);
        alerts += record.incident.episode - before;
      }
    }
    gather();
  }
  for (const name of names) world.left(name, 900);
  for (const platform of [world.red, world.blue]) platform.answer = () => undefined;
  deadUntil.clear();
  moved.clear();
  await world.polls(30);
  gather();
  // Short ids are assigned in order.
  const ids = Array.from({ length: alerts }, (_, n) => shortId(n));
  const lost = [...received].flatMap(([chat, idsOfChat]) =>
    ids.filter((id) => !idsOfChat.has(id)).map((id) => `${chat} ${id}`),
  );
  const left = (await world.posts()).length;
  await world.stop();
  print(
    `hostile: ${alerts} alerts to 4 chats, ${read} calls (${JSON.stringify(counts)}), ${lost.length} lost, ${left} messages left, ${early} calls during a requested pause, ${slow.length} dead chats replaced, within ${Math.max(0, ...slow) / 1000} s, ${seconds(started)}`,
  );
  if (lost.length > 0) faults.push(`never delivered: ${lost.slice(0, 10).join(', ')}`);
  if (Math.max(0, ...slow) > 60_000) faults.push('a dead chat was replaced too late');
  if (early > 0) faults.push(`${early} calls were too early`);
  if (left > 0) faults.push(`${left} messages are left`);
}

/** Runs the pure core beside its oracle: 200 accounts, one reading per minute. */
function beside(days: number): void {
  const started = performance.now();
  let [evaluations, notices, differing] = [0, 0, 0];
  for (let account = 0; account < 200; account++) {
    const random = createRandom(account + 1);
    const oracle = createOracle({ ...defaultTiming }, defaultFiringPolicy);
    let incident = noIncident;
    let left = 0.5;
    for (let at = 0; at < days * 1440; at++) {
      left = Math.min(
        1,
        Math.max(0, left + (random() - 0.505) * 0.05 + (left < 0.02 && random() < 0.02 ? 0.9 : 0)),
      );
      const verdict: SubjectState =
        random() < 0.02
          ? { kind: 'unknown' }
          : left < 0.03
            ? { kind: 'breach', level: 'critical' }
            : left < 0.1
              ? { kind: 'breach', level: 'warn' }
              : { kind: 'ok', recovered: left >= 0.12 };
      const stepped = transition(incident, verdict, at * minute + 1, defaultTiming, defaultFiringPolicy);
      incident = stepped.incident;
      evaluations += 1;
      if (stepped.notice !== undefined) notices += 1;
      // The oracle is slow, so only every tenth account is compared.
      if (account % 10 === 0 && stepped.notice !== oracle.read(verdict, at * minute + 1)) differing += 1;
    }
  }
  print(
    `${days} days of 200 accounts: ${evaluations} evaluations, ${notices} notices, ${differing} differing from the oracle, ${seconds(started)}`,
  );
  if (differing > 0) faults.push('the oracle differs');
}

await hostile(Number(process.argv[2] ?? 10_000));
beside(Number(process.argv[3] ?? 30));
for (const fault of faults) print(`FAULT ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
