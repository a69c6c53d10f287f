import type { ChatId, OperatorId } from '../../../core/access/policy.ts';
import { subscriptions } from '../../../core/access/records.ts';
import { yieldToEventLoop } from '../../../core/async/yield.ts';
import type { Clock, Millis } from '../../../core/time/clock.ts';
import type { ConnectionRegistry } from '../../readings/connections.ts';
import type { OpenConnection } from '../../readings/readings.ts';
import { type EvaluatePorts, withdrawRemoved } from '../evaluate/evaluate.ts';

export interface PollTargetPorts extends EvaluatePorts {
  readonly clock: Clock;
  readonly directory: Pick<ConnectionRegistry, 'open'>;
  /** Interval between two polls of a connection. */
  readonly poll: Millis;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** These chats have something to deliver. */
  readonly wake: (chats: Iterable<ChatId>) => void;
  /** Called with the key of a connection that is no longer polled. */
  readonly forget: (key: string) => void;
}

/** A connection to poll. */
export interface PollTarget {
  connection: OpenConnection;
  due: Millis;
  /** Queued or being polled. */
  busy: boolean;
  /** End of the last poll. */
  endedAt?: Millis;
}

/** The connections of all operators whose alerts a chat receives. */
export interface PollTargets {
  /** By `<operator>/<connection>`. */
  readonly all: ReadonlyMap<string, PollTarget>;
  refreshTargets(): Promise<void>;
  /** Whether the list is old, or something changed since it was read. */
  isStale(): boolean;
  /** Subscriptions or connections changed. */
  invalidate(): void;
  /** Lets a refresh that failed be repeated after a second. */
  retrySoon(): void;
}

/** Operators handled per event-loop turn. */
const openBatch = 32;
const withdrawBatch = 256;
const maxAge: Millis = 60_000;
const retryDelay: Millis = 1_000;
/** The first poll of each connection after a start happens within this time. */
const maxStartDelay: Millis = 5_000;

export function createPollTargets(ports: PollTargetPorts): PollTargets {
  const { store, clock, directory, poll, random, wake, forget } = ports;
  const all = new Map<string, PollTarget>();
  const refreshInterval = Math.min(poll, maxAge);
  let refreshedAt = Number.NEGATIVE_INFINITY;
  /** Number of known changes, and of those contained in the list. */
  let [changes, refreshedChanges] = [0, 0];

  async function refreshTargets(): Promise<void> {
    const seenChanges = changes;
    const operators = await store.read(async (view) => {
      return [...new Set((await view.list(subscriptions)).map(({ document }) => document.operator))];
    });
    const connections = await openAll(operators.toSorted());
    const isFirst = refreshedAt === Number.NEGATIVE_INFINITY;
    const keys = new Set<string>();
    for (const connection of connections) {
      const key = `${connection.operator.id}/${connection.id}`;
      keys.add(key);
      const known = all.get(key);
      if (known !== undefined) known.connection = connection;
      else {
        const spread = isFirst ? Math.min(poll, maxStartDelay) : poll;
        all.set(key, { connection, due: clock.mono() + random() * spread, busy: false });
      }
    }
    for (const key of all.keys()) {
      if (keys.has(key)) continue;
      all.delete(key);
      forget(key);
    }
    for await (const batch of batches(operators, withdrawBatch))
      wake(await withdrawRemoved(ports, batch, keys, clock.now()));
    refreshedAt = clock.mono();
    refreshedChanges = seenChanges;
  }

  async function openAll(operators: readonly OperatorId[]): Promise<readonly OpenConnection[]> {
    const open: OpenConnection[] = [];
    for await (const batch of batches(operators, openBatch)) open.push(...(await directory.open(batch)));
    return open;
  }

  return {
    all,
    refreshTargets,
    isStale: () => clock.mono() - refreshedAt >= refreshInterval || changes !== refreshedChanges,
    invalidate() {
      changes += 1;
    },
    retrySoon() {
      refreshedAt = Math.max(refreshedAt, clock.mono() - refreshInterval + retryDelay);
    },
  };
}

/** Yields batches, with a turn of the event loop between them. */
async function* batches<T>(items: readonly T[], size: number): AsyncGenerator<readonly T[]> {
  for (let first = 0; first < items.length; first += size) {
    if (first > 0) await yieldToEventLoop();
    yield items.slice(first, first + size);
  }
}
