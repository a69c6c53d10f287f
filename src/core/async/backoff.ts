import type { Millis } from '../time/clock.ts';

export interface BackoffOptions {
  /** Pause before the first retry. It doubles with each further one. */
  readonly first: Millis;
  readonly max: Millis;
}

/** Range of a random pause: from `min`, or 0, up to the pause without jitter. */
export interface BackoffJitter {
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
  readonly min?: Millis;
}

/** Pause before a retry, of which the first has the number 0. Without `jitter` it is always the same. */
export function backoffPause(retry: number, { first, max }: BackoffOptions, jitter?: BackoffJitter): Millis {
  const longest = Math.min(max, first * 2 ** retry);
  if (jitter === undefined) return longest;
  const { random, min = 0 } = jitter;
  return min + random() * (longest - min);
}
