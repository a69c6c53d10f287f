import type { Millis } from '../core/time/clock.ts';

/** Tries after the first one. */
export const maxRetries = 2;

/** Pause before retry number `retry` (from 0): anything up to 200 ms, 400 ms and so on, at most 2 s. */
export function backoff(retry: number, random: () => number): Millis {
  return random() * Math.min(2000, 200 * 2 ** retry);
}
