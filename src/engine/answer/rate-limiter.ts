import type { Clock, Millis } from '../../core/time/clock.ts';

/** How much may come at once, and how fast it may go on. */
export interface Rate {
  readonly burst: number;
  /** One more is allowed each time this passes. */
  readonly every: Millis;
}

/** Counts by key; keys that have been quiet are forgotten. */
export interface RateLimiter {
  /** Zero when it may pass, and it is counted; otherwise how long to wait. */
  take(key: string): Millis;
}

interface Bucket {
  left: number;
  at: Millis;
}

const maxKeys = 10_000;

/** A token bucket for each key. */
export function createRateLimiter({ burst, every }: Rate, clock: Clock): RateLimiter {
  const buckets = new Map<string, Bucket>();

  return {
    take(key) {
      const now = clock.mono();
      const found = buckets.get(key);
      const bucket = found ?? { left: burst, at: now };
      bucket.left = Math.min(burst, bucket.left + (now - bucket.at) / every);
      bucket.at = now;
      if (found === undefined) {
        if (buckets.size >= maxKeys) forgetFull(now);
        buckets.set(key, bucket);
      }
      if (bucket.left < 1) return Math.ceil((1 - bucket.left) * every);
      bucket.left -= 1;
      return 0;
    },
  };

  function forgetFull(now: Millis): void {
    for (const [key, { left, at }] of buckets) {
      if (left + (now - at) / every >= burst) buckets.delete(key);
    }
    // All are busy: the oldest go, so that memory stays bounded.
    for (const key of buckets.keys()) {
      if (buckets.size < maxKeys) break;
      buckets.delete(key);
    }
  }
}
