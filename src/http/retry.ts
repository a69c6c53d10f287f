import { backoffPause } from '../core/async/backoff.ts';
import type { Millis } from '../core/time/clock.ts';

/** Maximum number of tries after the first. */
export const maxRetries = 2;

/** Returns the pause before retry number `retry` (from 0): a random time of up to 200 ms, 400 ms, ..., at most 2 s. */
export function backoff(retry: number, random: () => number): Millis {
  return backoffPause(retry, { first: 200, max: 2000 }, { random });
}
