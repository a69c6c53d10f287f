import type { Clock, Instant } from '../../src/core/time/clock.ts';

/** A clock for questions to a healthy server: pauses elapse at once, deadlines never. */
export interface QuickClock extends Clock {
  /** Number of pauses. */
  pauses(): number;
}

/** The longest pause between retries; longer sleeps are deadlines. */
const longestPause = 3000;

export function createQuickClock(start: Instant): QuickClock {
  let passed = 0;
  let pauses = 0;
  return {
    now: () => start + passed,
    mono: () => passed,
    pauses: () => pauses,
    sleep(ms, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        signal?.addEventListener('abort', () => resolve(), { once: true });
        if (ms > longestPause) return;
        pauses += 1;
        passed += ms;
        setImmediate(resolve);
      });
    },
    // Timers that can be cancelled are deadlines, not pauses.
    after: () => () => undefined,
  };
}
