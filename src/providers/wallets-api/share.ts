import { withTimeout } from '../../core/async/timeout.ts';
import { ProviderError } from '../../core/errors/errors.ts';
import type { Ask } from '../../core/provider/provider.ts';
import type { Clock } from '../../core/time/clock.ts';

/**
 * `run`, at most once at a time: all who ask while it runs get its outcome. It runs for nobody in particular, so one
 * who gives up (`WatchError('timeout')`) ends only their own wait.
 */
export function shareRun<T>(run: () => Promise<T>, clock: Clock): (ask: Ask) => Promise<T> {
  let running: Promise<T> | undefined;
  return ({ signal, deadline }) => {
    running ??= run().finally(() => {
      running = undefined;
    });
    return withTimeout(clock, { ms: deadline, signal }, running, () => {
      return Promise.reject(new ProviderError('timeout'));
    });
  };
}
