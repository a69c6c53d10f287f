import { setMaxListeners } from 'node:events';
import { withTimeout } from '../../core/async/timeout.ts';
import type { Clock, Millis } from '../../core/time/clock.ts';

/** Thrown if work did not end after its signal aborted. */
export class DeadlineError extends Error {
  constructor() {
    super('late');
    this.name = 'DeadlineError';
  }
}

/** Time that work has to end after its signal aborted. */
const grace: Millis = 2_000;
const late = Symbol('late');

/**
 * Runs work with a signal that aborts at the deadline. Rejects with `DeadlineError` if the work has not ended by the end
 * of the grace period; the work itself is not awaited further.
 */
export async function runWithDeadline<T>(
  clock: Clock,
  deadline: Millis,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  // Every pending question listens to the signal: many listeners are no leak.
  setMaxListeners(0, stop.signal);
  const working: Promise<T | typeof late> = work(stop.signal);
  const first = await withTimeout(clock, { ms: deadline }, working, () => {
    stop.abort();
    return withTimeout(clock, { ms: grace }, working, () => late);
  });
  if (first === late) throw new DeadlineError();
  return first as T;
}
