import type { Clock, Instant } from '../../src/core/time/clock.ts';

/** A clock for calls to a healthy server: pauses elapse immediately, deadlines never. */
export interface QuickClock extends Clock {
  /** The number of pauses so far. */
  pauses(): number;
}

/** The longest pause between retries; a longer sleep is a deadline. */
const maxPause = 3000;

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
        if (ms > maxPause) return;
        pauses += 1;
        passed += ms;
        setImmediate(resolve);
      });
    },
    // Timers that are cancelled by a response are deadlines, not pauses.
    after: () => () => undefined,
  };
}
