import type { Millis } from '../core/time/clock.ts';

/**
 * How many retries one client may make: one for every ten questions, so that a provider in trouble sees at most a
 * tenth more load. A few saved ones and two a minute let single questions be retried too.
 */
export interface RetryBudget {
  /** A question was asked. */
  earn(): void;
  /** Whether one more retry may be made; it counts as made. */
  spend(now: Millis): boolean;
}

const tenthsOfRetry = 10;
const atStart = 4 * tenthsOfRetry;
const atMost = 10 * tenthsOfRetry;
const everyMinute = 2 * tenthsOfRetry;

export function createRetryBudget(): RetryBudget {
  let tenths = atStart;
  let topped = Number.NEGATIVE_INFINITY;

  return {
    earn() {
      tenths = Math.min(atMost, tenths + 1);
    },
    spend(now) {
      if (now - topped >= 60_000) {
        tenths = Math.max(tenths, everyMinute);
        topped = now;
      }
      if (tenths < tenthsOfRetry) return false;
      tenths -= tenthsOfRetry;
      return true;
    },
  };
}
