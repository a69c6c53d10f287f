/** Milliseconds since 1970-01-01 UTC, by the wall clock. It may jump. */
export type Instant = number;

/** A duration in milliseconds. */
export type Millis = number;

/** The only source of time. Durations are measured with `mono`, which never jumps; `now` is shown and stored. */
export interface Clock {
  now(): Instant;
  mono(): Millis;
  /** Resolves after `ms`, or at once if `signal` is aborted. Never rejects. */
  sleep(ms: Millis, signal?: AbortSignal): Promise<void>;
  /** Calls `callback` after `ms`; returns a function that cancels it. Optimized for timers that are usually cancelled. */
  after(ms: Millis, callback: () => void): () => void;
}
