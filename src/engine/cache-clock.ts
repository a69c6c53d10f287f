import type { Clock } from '../core/time/clock.ts';

/** Options that make an `LRUCache` use the injected clock, and no timer. It reads a start time of 0 as "never expires". */
export function cacheClock(clock: Clock) {
  return { perf: { now: () => clock.mono() + 1 }, ttlResolution: 0 };
}
