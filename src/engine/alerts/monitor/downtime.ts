import type { ChatId, OperatorId } from '../../../core/access/policy.ts';
import { incidents } from '../../../core/alerts/records.ts';
import { groupBy } from '../../../core/async/group-by.ts';
import type { Store } from '../../../core/store.ts';
import type { Clock, Instant, Millis } from '../../../core/time/clock.ts';
import { addPost, readState, subscribedChats, writeRound } from '../outbox.ts';
import type { Observer } from '../poll/observe.ts';
import type { PollTargets } from './targets.ts';

export interface DowntimePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly observer: Pick<Observer, 'age'>;
  readonly targets: Pick<PollTargets, 'all'>;
  readonly poll: Millis;
  readonly wake: (chats: Iterable<ChatId>) => void;
}

/** Notices that nothing was polled for a while, and posts it once every connection was polled again. */
export interface DowntimeNotice {
  /** Called at every tick: records that the monitor runs, and detects a downtime. */
  detect(): Promise<void>;
  /** Posts the pending notice if every connection was polled since. */
  announce(): Promise<void>;
}

const minDowntime: Millis = 120_000;

export function createDowntimeNotice(ports: DowntimePorts): DowntimeNotice {
  const { store, clock, observer, targets, poll, wake } = ports;
  const longestGap = Math.max(2 * poll, minDowntime);
  /** The last tick, and the last one that was written, by the wall clock. */
  let lastTick: Instant | undefined;
  let writtenAt: Instant | undefined;
  /** A downtime that is not announced yet. `since`: when it was detected, by the steady clock. */
  let downtime: { readonly from: Instant; readonly to: Instant; readonly since: Millis } | undefined;

  async function detect(): Promise<void> {
    const now = clock.now();
    const last = lastTick ?? (await store.read(readState)).lastRound ?? now;
    if (now - last > longestGap) downtime ??= { from: last, to: now, since: clock.mono() };
    lastTick = now;
    // The end of the downtime is not written before the announcement, so that it survives a crash.
    if (downtime !== undefined && now >= downtime.from) return;
    if (writtenAt !== undefined && now >= writtenAt && now - writtenAt < poll) return;
    await store.transact((change) => writeRound(change, now));
    writtenAt = now;
  }

  async function announce(): Promise<void> {
    const missed = downtime;
    if (missed === undefined) return;
    const { from, to, since } = missed;
    if ([...targets.all.values()].some(({ endedAt = -1 }) => endedAt < since)) return;
    const byOperator = groupBy(targets.all, ([, { connection }]): OperatorId => connection.operator.id);
    const chats = await store.transact(async (change) => {
      const notified = new Set<ChatId>();
      const now = clock.now();
      await writeRound(change, now);
      for (const [operator, entries] of byOperator) {
        const open = (await change.find(incidents, 'open', operator)).length;
        const silent = entries.filter(([key]) => !wasAnsweredSince(key, since)).length;
        const gap = { from, to, connections: entries.length, silent, open };
        for (const chat of await subscribedChats(change, operator)) {
          await addPost(change, { chat, operator, kind: 'away', at: now, members: [], due: now, gap });
          notified.add(chat);
        }
      }
      return notified;
    });
    downtime = undefined;
    writtenAt = undefined;
    wake(chats);
  }

  function wasAnsweredSince(key: string, since: Millis): boolean {
    const age = observer.age(key);
    return age !== undefined && age <= clock.mono() - since;
  }

  return { detect, announce };
}
