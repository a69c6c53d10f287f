/** Milliseconds since 1970-01-01 UTC, as a person's clock tells it. It may jump. */
export type Instant = number;

/** A length of time in milliseconds. */
export type Millis = number;

/**
 * The only way to the time. Durations are measured with `mono`, which never jumps;
 * what is shown or stored is `now`.
 */
export interface Clock {
  now(): Instant;
  mono(): Millis;
  /** Resolves after `ms`, or at once when `signal` is aborted. It never rejects. */
  sleep(ms: Millis, signal?: AbortSignal): Promise<void>;
  /** Calls `ring` after `ms`, unless what it returns is called before. For what is nearly always called off. */
  after(ms: Millis, ring: () => void): () => void;
}
