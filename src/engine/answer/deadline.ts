import { setMaxListeners } from 'node:events';
import { withTimeout } from '../../core/async/timeout.ts';
import type { Clock, Millis } from '../../core/time/clock.ts';

/** Thrown in place of work that did not end although it was told to. */
export class DeadlineError extends Error {
  constructor() {
    super('late');
    this.name = 'LateError';
  }
}

/** How long work may take to wind up after its deadline. */
const grace: Millis = 2_000;
const late = Symbol('late');

/**
 * Runs work that is told by `signal` to stop at its deadline. When it has not ended a moment later, it is left alone
 * and this rejects with `LateError`.
 */
export async function runWithDeadline<T>(
  clock: Clock,
  deadline: Millis,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  // Every question that is under way listens to it: many of them are no leak.
  setMaxListeners(0, stop.signal);
  const working: Promise<T | typeof late> = work(stop.signal);
  const first = await withTimeout(clock, { ms: deadline }, working, () => {
    stop.abort();
    return withTimeout(clock, { ms: grace }, working, () => late);
  });
  if (first === late) throw new DeadlineError();
  return first as T;
}
