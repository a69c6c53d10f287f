import type { Clock, Millis } from '../../src/core/clock.ts';

/** What the work comes to within this time; undefined when it is not over by then. It goes on either way. */
export async function waitBriefly<T>(clock: Clock, most: Millis, work: Promise<T>): Promise<T | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([work, clock.sleep(most, over.signal).then(() => undefined)]);
  } finally {
    over.abort();
  }
}
