import type { Millis } from '../core/time/clock.ts';

/**
 * The retries that one client may send: one for every ten requests, so that a failing provider receives at most 10 %
 * more load. An initial stock and two retries a minute allow a client with few requests to retry as well.
 */
export interface RetryBudget {
  /** Counts a request. */
  earn(): void;
  /** Takes one retry from the budget; false if there is none. */
  spend(now: Millis): boolean;
}

const tenthsOfRetry = 10;
const initialTenths = 4 * tenthsOfRetry;
const maxTenths = 10 * tenthsOfRetry;
const tenthsEachMinute = 2 * tenthsOfRetry;

export function createRetryBudget(): RetryBudget {
  let tenths = initialTenths;
  let refilledAt = Number.NEGATIVE_INFINITY;

  return {
    earn() {
      tenths = Math.min(maxTenths, tenths + 1);
    },
    spend(now) {
      if (now - refilledAt >= 60_000) {
        tenths = Math.max(tenths, tenthsEachMinute);
        refilledAt = now;
      }
      if (tenths < tenthsOfRetry) return false;
      tenths -= tenthsOfRetry;
      return true;
    },
  };
}
