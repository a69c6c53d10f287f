import { backoffPause } from '../core/async/backoff.ts';
import type { Millis } from '../core/time/clock.ts';

/** Tries after the first one. */
export const maxRetries = 2;

/** Pause before retry number `retry` (from 0): anything up to 200 ms, 400 ms and so on, at most 2 s. */
export function backoff(retry: number, random: () => number): Millis {
  return backoffPause(retry, { first: 200, max: 2000 }, { random });
}
