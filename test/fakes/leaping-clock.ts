import type { Clock, Millis } from '../../src/core/time/clock.ts';
import { systemClock } from '../../src/observe/clock.ts';

/** Real time that the test can skip: sleepers wake as if it had elapsed. */
export interface LeapingClock extends Clock {
  leap(ms: Millis): void;
}

export function createLeapingClock(): LeapingClock {
  let leapt = 0;
  const waiting = new Set<{ readonly due: Millis; readonly ring: () => void }>();
  const mono = () => systemClock.mono() + leapt;

  function after(ms: Millis, ring: () => void): () => void {
    const off = () => {
      waiting.delete(one);
      callOff();
    };
    const now = () => {
      off();
      ring();
    };
    const callOff = systemClock.after(ms, now);
    const one = { due: mono() + ms, ring: now };
    waiting.add(one);
    return off;
  }

  return {
    now: () => systemClock.now() + leapt,
    mono,
    after,
    sleep(ms, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const done = () => {
          off();
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const off = after(ms, done);
        signal?.addEventListener('abort', done, { once: true });
      });
    },
    leap(ms) {
      leapt += ms;
      for (const { due, ring } of [...waiting].sort((a, b) => a.due - b.due)) if (due <= mono()) ring();
    },
  };
}
