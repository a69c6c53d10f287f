import type { Clock, Millis } from '../../src/core/time/clock.ts';
import { systemClock } from '../../src/observe/clock.ts';

/** Real time with skips: breakers and pauses end immediately. */
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
