import type { Clock, Millis } from '../../src/core/time/clock.ts';
import { systemClock } from '../../src/observe/clock.ts';

/** Real time that the test can skip, so that breakers and pauses end at once. */
export interface SkippingClock extends Clock {
  skip(millis: Millis): void;
}

export function createSkippingClock(): SkippingClock {
  let skipped = 0;
  return {
    ...systemClock,
    mono: () => systemClock.mono() + skipped,
    skip(millis) {
      skipped += millis;
    },
  };
}
