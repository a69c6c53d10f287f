import type { Clock, Millis } from '../../src/core/time/clock.ts';
import { systemClock } from '../../src/observe/clock.ts';

/** Real time with leaps: sleepers wake as if the leap had elapsed. */
export interface LeapingClock extends Clock {
  leap(ms: Millis): void;
}

export function createLeapingClock(): LeapingClock {
  let leapt = 0;
  const waiting = new Set<{ readonly due: Millis; readonly fire: () => void }>();
  const mono = () => systemClock.mono() + leapt;

  function after(ms: Millis, callback: () => void): () => void {
    const cancel = () => {
      waiting.delete(timer);
      cancelReal();
    };
    const fire = () => {
      cancel();
      callback();
    };
    const cancelReal = systemClock.after(ms, fire);
    const timer = { due: mono() + ms, fire };
    waiting.add(timer);
    return cancel;
  }

  return {
    now: () => systemClock.now() + leapt,
    mono,
    after,
    sleep(ms, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const done = () => {
          cancel();
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const cancel = after(ms, done);
        signal?.addEventListener('abort', done, { once: true });
      });
    },
    leap(ms) {
      leapt += ms;
      for (const { due, fire } of [...waiting].sort((a, b) => a.due - b.due)) if (due <= mono()) fire();
    },
  };
}
