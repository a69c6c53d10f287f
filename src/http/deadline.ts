import type { Clock, Millis } from '../core/time/clock.ts';

/** The deadlines of all calls that are under way, kept by one sleeper instead of a timer for each call. */
export interface Deadlines {
  /** Calls `expire` at `due` (in the clock's `mono`), unless the watch is ended before. */
  watch(due: Millis, expire: () => void): DeadlineHandle;
  end(watch: DeadlineHandle): void;
  /** Expires all that is left, and wakes the sleeper for good. */
  close(): void;
}

export interface DeadlineHandle {
  readonly due: Millis;
  readonly expire: () => void;
  /** Its place in the list; below zero once it is over. */
  place: number;
}

export function createDeadlines(clock: Clock): Deadlines {
  // An array with a count: a `Set` whose members come and go keeps them alive in the tables it outgrew, which made
  // every call half as dear again.
  const watches: (DeadlineHandle | undefined)[] = [];
  let count = 0;
  let wakeAt = Number.POSITIVE_INFINITY;
  let stop: (() => void) | undefined;

  function sleepUntil(due: Millis): void {
    stop?.();
    wakeAt = due;
    stop = clock.after(Math.max(0, due - clock.mono()), wake);
  }

  function sleepOn(): void {
    stop?.();
    stop = undefined;
    wakeAt = Number.POSITIVE_INFINITY;
  }

  function wake(): void {
    sleepOn();
    const now = clock.mono();
    expireUntil(now);
    const next = left().reduce((earliest, { due }) => Math.min(earliest, due), Number.POSITIVE_INFINITY);
    if (next < wakeAt) sleepUntil(next);
  }

  function left(): readonly DeadlineHandle[] {
    return watches.slice(0, count).filter((watch) => watch !== undefined);
  }

  function expireUntil(now: Millis): void {
    for (const watch of left()) {
      if (watch.due > now) continue;
      end(watch);
      watch.expire();
    }
  }

  function end(watch: DeadlineHandle): void {
    if (watch.place < 0) return;
    count -= 1;
    const last = watches[count];
    if (last !== undefined) {
      watches[watch.place] = last;
      last.place = watch.place;
    }
    watches[count] = undefined;
    watch.place = -1;
    // There may be thousands of these, each asked now and then: what has nothing to wait for holds no timer.
    if (count === 0) sleepOn();
  }

  return {
    watch(due, expire) {
      const watch = { due, expire, place: count };
      watches[count] = watch;
      count += 1;
      if (due < wakeAt) sleepUntil(due);
      return watch;
    },
    end,
    close() {
      expireUntil(Number.POSITIVE_INFINITY);
      sleepOn();
    },
  };
}
