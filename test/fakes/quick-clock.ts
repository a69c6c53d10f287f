import type { Clock, Instant } from '../../src/core/time/clock.ts';

/** A clock for questions to a healthy server: pauses pass at once, deadlines never do. */
export interface QuickClock extends Clock {
  /** How many pauses were made. */
  pauses(): number;
}

/** Pauses between tries are at most this long; what sleeps longer is a deadline. */
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
    // Nothing that is called off when the answer comes is a pause.
    after: () => () => undefined,
  };
}
