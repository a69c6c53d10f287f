import type { Clock, Instant, Millis } from '../../src/core/time/clock.ts';

/** A clock that the test advances. */
export interface FakeClock extends Clock {
  /** Advances both clocks and wakes sleepers in order. */
  advance(ms: Millis): Promise<void>;
  /** Sets the wall clock without elapsed time. */
  jumpTo(now: Instant): void;
  /** The number of sleepers. */
  sleepers(): number;
}

interface Sleeper {
  readonly due: Millis;
  readonly wake: () => void;
}

/** `settle` runs before each step of the clock and resolves when all work that needs no time is done. */
export function createFakeClock(
  start: Instant = Date.UTC(2026, 10, 20, 6, 30),
  settle: () => Promise<void> = runReady,
): FakeClock {
  let wall = start;
  let steady = 0;
  const sleeping = new Set<Sleeper>();

  return {
    now: () => wall,
    mono: () => steady,
    sleep(ms, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const wake = () => {
          sleeping.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper: Sleeper = { due: steady + ms, wake };
        sleeping.add(sleeper);
        signal?.addEventListener('abort', wake, { once: true });
      });
    },
    after(ms, callback) {
      const wake = () => {
        sleeping.delete(sleeper);
        callback();
      };
      const sleeper: Sleeper = { due: steady + ms, wake };
      sleeping.add(sleeper);
      return () => void sleeping.delete(sleeper);
    },
    async advance(ms) {
      const end = steady + ms;
      for (;;) {
        await settle();
        const next = [...sleeping].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
        if (next === undefined) break;
        wall += Math.max(0, next.due - steady);
        steady = Math.max(steady, next.due);
        next.wake();
      }
      wall += end - steady;
      steady = end;
      await settle();
    },
    jumpTo(now) {
      wall = now;
    },
    sleepers: () => sleeping.size,
  };
}

/** Yields to the event loop until ready work is done. */
async function runReady(): Promise<void> {
  for (let turn = 0; turn < 15; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
