import type { Clock, Millis } from '../../core/time/clock.ts';

/** The parameters of a token bucket. */
export interface Rate {
  readonly burst: number;
  /** Time after which one more token is added. */
  readonly every: Millis;
}

/** A token bucket for each key. Full buckets are dropped. */
export interface RateLimiter {
  /** Takes a token and returns zero; returns the time to wait if the bucket is empty. */
  take(key: string): Millis;
}

interface Bucket {
  tokens: number;
  updatedAt: Millis;
}

const maxKeys = 10_000;

export function createRateLimiter({ burst, every }: Rate, clock: Clock): RateLimiter {
  const buckets = new Map<string, Bucket>();

  return {
    take(key) {
      const now = clock.mono();
      const found = buckets.get(key);
      const bucket = found ?? { tokens: burst, updatedAt: now };
      bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.updatedAt) / every);
      bucket.updatedAt = now;
      if (found === undefined) {
        if (buckets.size >= maxKeys) makeRoom(now);
        buckets.set(key, bucket);
      }
      if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) * every);
      bucket.tokens -= 1;
      return 0;
    },
  };

  /** Drops the full buckets and, if none is full, the oldest, so that memory stays bounded. */
  function makeRoom(now: Millis): void {
    for (const [key, { tokens, updatedAt }] of buckets) {
      if (tokens + (now - updatedAt) / every >= burst) buckets.delete(key);
    }
    for (const key of buckets.keys()) {
      if (buckets.size < maxKeys) break;
      buckets.delete(key);
    }
  }
}
