import type { Clock, Millis } from '../../core/clock.ts';
import { WatchError } from '../../core/errors.ts';
import type { Ask } from '../../core/provider.ts';

/**
 * `run`, at most once at a time: all who ask while it runs get its outcome. It runs for nobody in particular, so one
 * who gives up (`WatchError('timeout')`) ends only their own wait.
 */
export function shareRun<T>(run: () => Promise<T>, clock: Clock): (ask: Ask) => Promise<T> {
  let running: Promise<T> | undefined;
  return (ask) => {
    running ??= run().finally(() => {
      running = undefined;
    });
    return waitFor(running, ask, clock);
  };
}

const untilTheSignal: Millis = 24 * 3_600_000;

async function waitFor<T>(running: Promise<T>, { signal, deadline }: Ask, clock: Clock): Promise<T> {
  if (signal === undefined && deadline === undefined) return running;
  const done = new AbortController();
  const ended = signal === undefined ? done.signal : AbortSignal.any([signal, done.signal]);
  const late = clock.sleep(deadline ?? untilTheSignal, ended).then((): never => {
    throw new WatchError('timeout');
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    done.abort();
  }
}
