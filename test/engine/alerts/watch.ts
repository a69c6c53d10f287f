import { isOpenIncident, type NoticeReason } from '../../../src/core/alerts/incident.ts';
import { stateText } from '../../../src/core/alerts/text.ts';
import { defaultTiming } from '../../../src/core/alerts/timing.ts';
import { unreadable } from '../../fakes/books.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { type Act, people, poll } from './acts.ts';
import { isAway, isRepeat, newsOf, saysAll } from './told.ts';
import { createWatchOracle, type Listed } from './watch-oracle.ts';
import { createWorld, fewTurns, reader } from './world.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const noDataAfter = 5 * minute;
const acme = new Set(['acme']);

/** What came of one run. */
export interface Watched {
  readonly asked: number;
  readonly notices: number;
  readonly kills: number;
  readonly repeats: number;
}

function same(what: string, is: unknown, should: unknown): void {
  const [a, b] = [JSON.stringify(is), JSON.stringify(should)];
  if (a !== b) throw new Error(`${what}: is ${a}, should be ${b}`);
}

/**
 * Lives through acts with the whole engine (schedule, rules, step, outbox, delivery) on a fake clock, and compares what
 * is recorded and what two chats are told with an oracle. Throws at the first difference.
 */
export async function live(acts: readonly Act[]): Promise<Watched> {
  const clock = createFakeClock(undefined, fewTurns);
  const oracle = createWatchOracle(defaultTiming, noDataAfter);
  const due = new Map<string, NoticeReason[]>();
  const list = new Map<string, Listed>();
  const aboutOf = new Map<string, string>();
  let [asked, notices, kills] = [0, 0, 0];
  /** By the steady clock. */
  let [lastAsked, begun, diedAt] = [-1, 0, 0];
  /** How many calls had been made to each chat when a gap was over; and gaps that may have been too short to be one. */
  const gaps: (readonly number[])[] = [];
  let doubtful = 0;
  let untimely: string | undefined;
  let strike: { readonly taken: boolean } | undefined;

  const note = (about: string, what: NoticeReason) => {
    due.set(about, [...(due.get(about) ?? []), what]);
    notices += 1;
  };
  const world = await createWorld({
    clock,
    chats: ['red:1', 'blue:1'],
    poll,
    onAsked(_, told) {
      const isFirst = lastAsked <= begun;
      const since = clock.mono() - (isFirst ? begun : lastAsked);
      const longest = isFirst ? 6 * second : 1.05 * poll + second;
      // Thrown here it would count as an answer that failed.
      if (since > longest || (!isFirst && since < 0.95 * poll)) untimely ??= `asked after ${since} ms`;
      lastAsked = clock.mono();
      asked += 1;
      const seen = typeof told === 'string' ? 'failed' : [...list.values()];
      for (const { about, what } of oracle.asked(seen, clock.now(), clock.mono())) note(about, what);
    },
  });
  const platforms = [world.red, world.blue];
  for (const [index, platform] of platforms.entries()) {
    platform.latency = () => 90 + 70 * index;
    platform.answer = () => {
      if (strike === undefined || world.isDead) return undefined;
      const { taken } = strike;
      strike = undefined;
      die();
      return taken ? undefined : { kind: 'retry' };
    };
  }

  function die(): void {
    world.kill();
    kills += 1;
    diedAt = clock.mono();
  }

  async function comeBack(): Promise<void> {
    const away = clock.mono() - diedAt;
    if (away > 2 * minute + 1.1 * poll + second) noteGap();
    else if (away > 2 * minute - 1.1 * poll - second) doubtful += 1;
    begun = clock.mono();
    oracle.restarted();
    await world.revive();
  }

  function noteGap(): void {
    gaps.push(platforms.map(({ calls }) => calls.length));
  }

  /** A clock that is set back again before anybody was told was never away. */
  function forgiveGaps(): void {
    const told = gaps.filter((gap) =>
      platforms.every(({ calls }, index) => calls.slice(gap[index]).some(isAway)),
    );
    doubtful += gaps.length - told.length;
    gaps.splice(0, gaps.length, ...told);
  }

  async function settle(): Promise<void> {
    for (let turn = 0; turn < 60; turn++) {
      await clock.advance(second);
      if (world.isDead) {
        await comeBack();
        continue;
      }
      const waiting = (await world.posts()).some(({ message, pendingNotices, due }) => {
        return due !== undefined && (message === undefined || pendingNotices.length > 0);
      });
      if (!waiting) return;
    }
    throw new Error('something is never said');
  }

  async function compare(): Promise<void> {
    if (untimely !== undefined) throw new Error(untimely);
    const is: [string, string][] = [];
    for (const { rule, subject, incident, id } of await world.incidents()) {
      const about = `${rule}/${subject.replace(/^account\/test:/, '')}`;
      if (id !== undefined) aboutOf.set(id, about);
      if (incident.state !== 'pending' && incident.state !== 'resolved') is.push([about, incident.state]);
    }
    same('what is open', is.sort(), [...oracle.open()].sort());
  }

  async function hold(one: Extract<Act, { kind: 'acknowledge' | 'snooze' }>): Promise<void> {
    const known = [...aboutOf].slice(-6);
    const [id, about] = known[one.at % Math.max(1, known.length)] ?? [];
    if (id === undefined || about === undefined) return;
    const record = (await world.incidents()).find((each) => each.id === id);
    // Fired again since, or forgotten: nobody finds it by this id.
    if (record === undefined) return;
    const now = clock.now();
    const { service } = world.alerts;
    const by = people[one.by];
    const outcome =
      one.kind === 'acknowledge'
        ? await service.acknowledge(id, by, acme)
        : await service.snooze(id, by, one.hours * hour, acme);
    const is = outcome.kind === 'held' ? `held ${outcome.by.name}` : outcome.kind;
    const should =
      one.kind === 'acknowledge'
        ? oracle.acknowledge(about, by.name, now)
        : oracle.snooze(about, now + one.hours * hour, now);
    const isDone = should === 'acknowledged' || should === 'snoozed';
    same(`${one.kind} ${about}`, is, isDone ? 'done' : should);
    if (isDone) note(about, should);
  }

  async function perform(one: Act): Promise<void> {
    switch (one.kind) {
      case 'left': {
        const { name, left, active } = one;
        const state = active ? 'active' : 'inactive';
        if (left === 'gone') list.delete(name);
        else list.set(name, { name, left, active });
        if (left === 'gone') world.left(name, undefined);
        else if (left !== 'unreadable') world.left(name, left, { state });
        else world.left(name, 0, { state, figures: { limit: unreadable, available: unreadable } });
        return;
      }
      case 'answers':
        if (one.ok) world.failing.clear();
        else world.failing.set('bank', 'timeout');
        return;
      case 'wait':
        return clock.advance(one.ms);
      case 'acknowledge':
      case 'snooze':
        return hold(one);
      case 'jump':
        clock.jumpTo(clock.now() + one.minutes * minute);
        if (one.minutes > 2) noteGap();
        if (one.minutes < 0) forgiveGaps();
        return;
      case 'restart': {
        const stopping = world.alerts.stop();
        diedAt = clock.mono();
        await clock.advance(second);
        // Who is killed while stopping never comes to its end.
        if (!world.isDead) await stopping;
        await clock.advance(one.away);
        return comeBack();
      }
      case 'kill':
        await clock.advance(one.after);
        if (!world.isDead) die();
        await clock.advance(one.away);
        return comeBack();
      case 'strike':
        strike = { taken: one.taken };
        return;
    }
  }

  /** Compares what each chat was told with what was due; gives how many messages were marked as repeats. */
  async function judge(): Promise<number> {
    let repeats = 0;
    const records = await world.incidents();
    for (const [index, { calls, standing }] of platforms.entries()) {
      const heard = calls.filter(({ outcome, what }) => outcome === 'sent' && what !== 'edit');
      repeats += heard.filter(isRepeat).length;
      for (const about of new Set([...due.keys(), ...aboutOf.values()])) {
        const messages = heard.flatMap((call) => {
          const said = newsOf(call).filter(({ id }) => aboutOf.get(id) === about);
          return said.length === 0 ? [] : { said: said.map((each) => each.said), isRepeat: isRepeat(call) };
        });
        const wanted = due.get(about) ?? [];
        if (!saysAll(wanted, messages)) same(`what is told of ${about}`, messages, wanted);
      }
      for (const gap of gaps) {
        if (!calls.slice(gap[index]).some(isAway)) throw new Error('nobody was told of a gap');
      }
      const aways = heard.filter((call) => isAway(call) && !isRepeat(call)).length;
      if (aways > gaps.length + doubtful) throw new Error(`${aways} gaps were told of, not ${gaps.length}`);
      const messages = [...standing.values()].flatMap((chat) => [...chat.values()]);
      for (const record of records.filter(({ incident }) => isOpenIncident(incident))) {
        const card = messages.findLast((text) => text.includes(`# ${record.id} `)) ?? '';
        if (!card.includes(stateText(record, reader))) throw new Error(`${record.id} stands wrong: ${card}`);
      }
    }
    if (repeats > 2 * kills) throw new Error(`${repeats} repeats of ${kills} kills`);
    return repeats;
  }

  await world.alerts.start();
  await settle();
  for (const one of acts) {
    await perform(one);
    await settle();
    await compare();
  }
  strike = undefined;
  await clock.advance(2 * poll);
  for (let turn = 0; turn < 90 && (await world.posts()).some((post) => post.due !== undefined); turn++) {
    await clock.advance(minute);
  }
  await compare();
  const repeats = await judge();
  world.kill();
  return { asked, notices, kills, repeats };
}
