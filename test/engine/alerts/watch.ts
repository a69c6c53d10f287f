import { isOpenIncident, type NoticeReason } from '../../../src/core/alerts/incident.ts';
import { stateText } from '../../../src/core/alerts/text.ts';
import { defaultTiming } from '../../../src/core/alerts/timing.ts';
import { unreadable } from '../../fakes/books.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { type Act, people, poll } from './acts.ts';
import { containsAll, isAway, isRepeat, newsOf } from './notices.ts';
import { createWatchOracle, type Listed } from './watch-oracle.ts';
import { createWorld, fewTurns, reader } from './world.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const noDataAfter = 5 * minute;
const acme = new Set(['acme']);

/** Counts of one run. */
export interface RunCounts {
  readonly asked: number;
  readonly notices: number;
  readonly kills: number;
  readonly repeats: number;
}

function assertSame(what: string, actual: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: actual ${a}, expected ${b}`);
}

/**
 * Runs the whole engine (monitor, rules, incidents, outbox, delivery) through acts on a fake clock, and compares its
 * records and the messages of two chats with an oracle. Throws at the first difference.
 */
export async function live(acts: readonly Act[]): Promise<RunCounts> {
  const clock = createFakeClock(undefined, fewTurns);
  const oracle = createWatchOracle(defaultTiming, noDataAfter);
  const due = new Map<string, NoticeReason[]>();
  const list = new Map<string, Listed>();
  const aboutOf = new Map<string, string>();
  let [asked, notices, kills] = [0, 0, 0];
  /** Times of the steady clock. */
  let [lastAsked, begun, diedAt] = [-1, 0, 0];
  /** Number of calls to each chat at the end of each downtime. `doubtful`: downtimes of about the minimum length. */
  const gaps: (readonly number[])[] = [];
  let doubtful = 0;
  let untimely: string | undefined;
  let strike: { readonly accepted: boolean } | undefined;

  const note = (about: string, what: NoticeReason) => {
    due.set(about, [...(due.get(about) ?? []), what]);
    notices += 1;
  };
  const world = await createWorld({
    clock,
    chats: ['red:1', 'blue:1'],
    poll,
    onAsked(_, answer) {
      const isFirst = lastAsked <= begun;
      const since = clock.mono() - (isFirst ? begun : lastAsked);
      const longest = isFirst ? 6 * second : 1.05 * poll + second;
      // An error thrown here would count as a failed answer.
      if (since > longest || (!isFirst && since < 0.95 * poll)) untimely ??= `asked after ${since} ms`;
      lastAsked = clock.mono();
      asked += 1;
      const seen = typeof answer === 'string' ? 'failed' : [...list.values()];
      for (const { about, what } of oracle.asked(seen, clock.now(), clock.mono())) note(about, what);
    },
  });
  const platforms = [world.red, world.blue];
  for (const [index, platform] of platforms.entries()) {
    platform.latency = () => 90 + 70 * index;
    platform.answer = () => {
      if (strike === undefined || world.isDead) return undefined;
      const { accepted } = strike;
      strike = undefined;
      die();
      return accepted ? undefined : { kind: 'retry' };
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

  /** If the clock is set back before a downtime is announced, there was none. */
  function forgiveGaps(): void {
    const announced = gaps.filter((gap) =>
      platforms.every(({ calls }, index) => calls.slice(gap[index]).some(isAway)),
    );
    doubtful += gaps.length - announced.length;
    gaps.splice(0, gaps.length, ...announced);
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
    throw new Error('a message is never sent');
  }

  async function compare(): Promise<void> {
    if (untimely !== undefined) throw new Error(untimely);
    const actual: [string, string][] = [];
    for (const { rule, subject, incident, id } of await world.incidents()) {
      const about = `${rule}/${subject.replace(/^account\/test:/, '')}`;
      if (id !== undefined) aboutOf.set(id, about);
      if (incident.state !== 'pending' && incident.state !== 'resolved') actual.push([about, incident.state]);
    }
    assertSame('what is open', actual.sort(), [...oracle.open()].sort());
  }

  async function actOn(one: Extract<Act, { kind: 'acknowledge' | 'snooze' }>): Promise<void> {
    const known = [...aboutOf].slice(-6);
    const [id, about] = known[one.at % Math.max(1, known.length)] ?? [];
    if (id === undefined || about === undefined) return;
    const record = (await world.incidents()).find((each) => each.id === id);
    // It fired again with another id, or was deleted.
    if (record === undefined) return;
    const now = clock.now();
    const { service } = world.alerts;
    const by = people[one.by];
    const result =
      one.kind === 'acknowledge'
        ? await service.acknowledge(id, by, acme)
        : await service.snooze(id, by, one.hours * hour, acme);
    const actual = result.kind === 'held' ? `held ${result.by.name}` : result.kind;
    const expected =
      one.kind === 'acknowledge'
        ? oracle.acknowledge(about, by.name, now)
        : oracle.snooze(about, now + one.hours * hour, now);
    const isDone = expected === 'acknowledged' || expected === 'snoozed';
    assertSame(`${one.kind} ${about}`, actual, isDone ? 'done' : expected);
    if (isDone) note(about, expected);
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
        return actOn(one);
      case 'jump':
        clock.jumpTo(clock.now() + one.minutes * minute);
        if (one.minutes > 2) noteGap();
        if (one.minutes < 0) forgiveGaps();
        return;
      case 'restart': {
        const stopping = world.alerts.stop();
        diedAt = clock.mono();
        await clock.advance(second);
        // A process that is killed while it stops never ends the stop.
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
        strike = { accepted: one.accepted };
        return;
    }
  }

  /** Compares the messages of each chat with the expected ones. Returns the number of marked repeats. */
  async function compareMessages(): Promise<number> {
    let repeats = 0;
    const records = await world.incidents();
    for (const [index, { calls, shown }] of platforms.entries()) {
      const sent = calls.filter(({ outcome, what }) => outcome === 'sent' && what !== 'edit');
      repeats += sent.filter(isRepeat).length;
      for (const about of new Set([...due.keys(), ...aboutOf.values()])) {
        const messages = sent.flatMap((call) => {
          const news = newsOf(call).filter(({ id }) => aboutOf.get(id) === about);
          return news.length === 0
            ? []
            : { reasons: news.map(({ reason }) => reason), isRepeat: isRepeat(call) };
        });
        const wanted = due.get(about) ?? [];
        if (!containsAll(wanted, messages)) assertSame(`notices of ${about}`, messages, wanted);
      }
      for (const gap of gaps) {
        if (!calls.slice(gap[index]).some(isAway)) throw new Error('a downtime was not announced');
      }
      const aways = sent.filter((call) => isAway(call) && !isRepeat(call)).length;
      if (aways > gaps.length + doubtful)
        throw new Error(`${aways} downtimes were announced, not ${gaps.length}`);
      const messages = [...shown.values()].flatMap((chat) => [...chat.values()]);
      for (const record of records.filter(({ incident }) => isOpenIncident(incident))) {
        const card = messages.findLast((text) => text.includes(`# ${record.id} `)) ?? '';
        if (!card.includes(stateText(record, reader)))
          throw new Error(`${record.id} has a wrong card: ${card}`);
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
  const repeats = await compareMessages();
  world.kill();
  return { asked, notices, kills, repeats };
}
