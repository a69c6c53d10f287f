import type { ChatId, OperatorId } from '../../core/access/policy.ts';
import { subscriptions } from '../../core/access/records.ts';
import { incidents } from '../../core/alerts/records.ts';
import { yieldToEventLoop } from '../../core/async/yield.ts';
import type { Log } from '../../core/log.ts';
import type { Clock, Instant, Millis } from '../../core/time/clock.ts';
import type { ConnectionRegistry } from '../readings/connections.ts';
import type { OpenConnection, Readings } from '../readings/readings.ts';
import { traceOf } from '../trace.ts';
import { type EvaluatePorts, withdrawGone } from './evaluate/evaluate.ts';
import { createChangeFilter } from './evaluate/skip-unchanged.ts';
import { addPost, readState, subscribedChats, writeRound } from './outbox.ts';
import type { Observer } from './poll/observe.ts';
import { createQueue } from './poll/queue.ts';

export interface MonitorPorts extends Omit<EvaluatePorts, 'noDataAfter'> {
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: Pick<ConnectionRegistry, 'open'>;
  readonly readings: Readings;
  readonly observer: Observer;
  /** How often each connection is asked. */
  readonly poll: Millis;
  /** How long the questions to one connection may take together. */
  readonly deadline: Millis;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** These chats have something to do. */
  readonly wake: (chats: Iterable<ChatId>) => void;
}

/** How far the monitor is, for whoever watches it. */
export interface MonitorState {
  /** Of each watched connection, how long ago its last round ended; undefined before the first. */
  readonly connections: ReadonlyMap<string, Millis | undefined>;
  /** How long ago it last looked what is due. */
  readonly lastTick: Millis;
}

/** Asks every connection of the operators whose alerts somebody wants, again and again. */
export interface Monitor {
  start(): void;
  /** One round over all connections now, whatever is due. */
  round(): Promise<void>;
  /** Subscriptions or connections changed: look anew. */
  refresh(): void;
  state(): MonitorState;
  stop(): Promise<void>;
}

/** Connections that are asked at the same time. */
const maxConcurrentPolls = 64;
/** Answers that are judged or wait for the disk before the next connection is asked: each holds all of its accounts. */
const maxConcurrentEvaluations = 4;
/** Operators whose connections, or whose incidents, are looked up before the event loop gets its turn. */
const turn = 32;
const manyAtOnce = 256;
/** Who is asked less often than this keeps nothing open meanwhile: providers would not keep it either. */
const releaseIdleAfter: Millis = 5_000;
const minute: Millis = 60_000;

interface Watched {
  connection: OpenConnection;
  due: Millis;
  /** Whether it waits for its turn or has it. */
  busy: boolean;
  endedAt?: Millis;
}

export function createMonitor(ports: MonitorPorts): Monitor {
  const { store, clock, log, directory, readings, observer, poll, random, wake } = ports;
  const noDataAfter = Math.max(3 * poll, 5 * minute);
  const judge = createChangeFilter({ ...ports, noDataAfter }, observer);
  const watched = new Map<string, Watched>();
  const queue = createQueue({
    work: ask,
    mostAtOnce: maxConcurrentPolls,
    isFull: () => judging >= maxConcurrentEvaluations,
  });
  let stopped = false;
  let bell = new AbortController();
  let loop: Promise<void> | undefined;
  let judging = 0;
  let tickedAt = clock.mono();
  let listedAt = Number.NEGATIVE_INFINITY;
  /** Counts what is known to have changed, and what of it the list knows. */
  let [changes, listedChanges] = [0, 0];
  /** When the last round was, by the clock on the wall; and a gap that is to be spoken of once all is asked again. */
  let lastRound: Instant | undefined;
  let written: Instant | undefined;
  let gap: { from: Instant; to: Instant; since: Millis } | undefined;

  /** Who is to be watched now. What is new is asked at some moment of its first period. */
  async function list(): Promise<void> {
    const seen = changes;
    const operators = await store.read(async (view) => {
      return new Set((await view.list(subscriptions)).map(({ document }) => document.operator));
    });
    const open = await openAll([...operators].sort());
    const isFirst = listedAt === Number.NEGATIVE_INFINITY;
    const keys = new Set<string>();
    for (const connection of open) {
      const key = `${connection.operator.id}/${connection.id}`;
      keys.add(key);
      const known = watched.get(key);
      if (known !== undefined) known.connection = connection;
      else {
        const spread = isFirst ? Math.min(poll, 5_000) : poll;
        watched.set(key, { connection, due: clock.mono() + random() * spread, busy: false });
      }
    }
    for (const key of watched.keys()) {
      if (keys.has(key)) continue;
      watched.delete(key);
      observer.forget(key);
      judge.forget(key);
    }
    await withdraw([...operators], keys);
    listedAt = clock.mono();
    listedChanges = seen;
  }

  /** Ends what is open about connections that exist no more. */
  async function withdraw(operators: readonly OperatorId[], keys: ReadonlySet<string>): Promise<void> {
    for (let first = 0; first < operators.length; first += manyAtOnce) {
      if (first > 0) await yieldToEventLoop();
      const some = operators.slice(first, first + manyAtOnce);
      wake(await withdrawGone({ ...ports, noDataAfter }, some, keys, clock.now()));
    }
  }

  async function openAll(operators: readonly OperatorId[]): Promise<readonly OpenConnection[]> {
    const open: OpenConnection[] = [];
    for (let first = 0; first < operators.length; first += turn) {
      if (first > 0) await yieldToEventLoop();
      open.push(...(await directory.open(operators.slice(first, first + turn))));
    }
    return open;
  }

  async function ask(item: Watched): Promise<void> {
    const { operator, id } = item.connection;
    try {
      const heard = await observer.ask(readings.inPassing(item.connection), ports.deadline);
      judging += 1;
      try {
        wake(await judge.evaluate(heard, item.connection, clock.now()));
      } finally {
        judging -= 1;
      }
    } catch (thrown) {
      log.error('alert round failed', { connection: `${operator.id}/${id}`, ...traceOf(thrown) });
    } finally {
      if (poll >= releaseIdleAfter) item.connection.rest?.();
      item.busy = false;
      item.endedAt = clock.mono();
      // A tenth of jitter, so that rounds do not fall into step with each other or with anybody else.
      item.due = clock.mono() + poll * (0.95 + random() * 0.1);
    }
  }

  function enqueue(isDue: (item: Watched) => boolean): void {
    const due = [...watched.values()].filter((item) => !item.busy && isDue(item));
    for (const item of due.sort((a, b) => a.due - b.due)) {
      item.busy = true;
      queue.add(item);
    }
  }

  async function tick(): Promise<void> {
    tickedAt = clock.mono();
    const isOld = clock.mono() - listedAt >= Math.min(poll, minute);
    if (isOld || changes !== listedChanges) await list();
    await noticeGap();
    enqueue(({ due }) => due <= clock.mono());
    await speakOfGap();
  }

  /** More than two periods without a round, whether the process was away or the machine slept. */
  async function noticeGap(): Promise<void> {
    const now = clock.now();
    const last = lastRound ?? (await store.read(readState)).lastRound ?? now;
    if (now - last > Math.max(2 * poll, 2 * minute)) gap ??= { from: last, to: now, since: clock.mono() };
    lastRound = now;
    // Until it is spoken of, whoever comes after a crash must notice it, too.
    if (gap !== undefined && now >= gap.from) return;
    if (written !== undefined && now >= written && now - written < poll) return;
    await store.transact((change) => writeRound(change, now));
    written = now;
  }

  /** Once everything was asked again, every chat reads that nobody watched, and how things stand. */
  async function speakOfGap(): Promise<void> {
    const missed = gap;
    if (missed === undefined || [...watched.values()].some(({ endedAt = -1 }) => endedAt < missed.since))
      return;
    const byOperator = new Map<OperatorId, string[]>();
    for (const [key, { connection }] of watched) {
      byOperator.set(connection.operator.id, [...(byOperator.get(connection.operator.id) ?? []), key]);
    }
    const told = await store.transact(async (change) => {
      const chats = new Set<ChatId>();
      const now = clock.now();
      await writeRound(change, now);
      for (const [operator, keys] of byOperator) {
        const open = (await change.find(incidents, 'open', operator)).length;
        const silent = keys.filter(
          (key) => (observer.age(key) ?? Number.POSITIVE_INFINITY) > clock.mono() - missed.since,
        );
        const said = {
          from: missed.from,
          to: missed.to,
          connections: keys.length,
          silent: silent.length,
          open,
        };
        for (const chat of await subscribedChats(change, operator)) {
          await addPost(change, {
            chat,
            operator,
            kind: 'away',
            at: now,
            members: [],
            due: now,
            more: { gap: said },
          });
          chats.add(chat);
        }
      }
      return chats;
    });
    gap = undefined;
    written = undefined;
    wake(told);
  }

  async function run(): Promise<void> {
    while (!stopped) {
      bell = new AbortController();
      try {
        await tick();
      } catch (thrown) {
        log.error('alert monitor failed', traceOf(thrown));
        listedAt = Math.max(listedAt, clock.mono() - Math.min(poll, minute) + 1_000);
      }
      const next = Math.min(poll, 1_000);
      if (!stopped && !bell.signal.aborted) await clock.sleep(next, bell.signal);
    }
  }

  return {
    start() {
      loop ??= run();
    },
    async round() {
      await list();
      enqueue(() => true);
      await queue.idle();
    },
    refresh() {
      changes += 1;
      bell.abort('refresh');
    },
    state: () => ({
      connections: new Map(
        [...watched].map(([key, { endedAt }]) => [
          key,
          endedAt === undefined ? undefined : clock.mono() - endedAt,
        ]),
      ),
      lastTick: clock.mono() - tickedAt,
    }),
    async stop() {
      stopped = true;
      bell.abort('stop');
      queue.stop();
      await loop;
      await queue.idle();
    },
  };
}
