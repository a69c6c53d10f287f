import { withTimeout } from '../../core/async/timeout.ts';
import { ProviderError } from '../../core/errors/errors.ts';
import type { Ask } from '../../core/provider/provider.ts';
import type { Clock } from '../../core/time/clock.ts';

/**
 * Wraps `run` so that it runs once at a time: callers during a run share its result. A caller that times out
 * (`ProviderError('timeout')`) or is cancelled does not cancel the run.
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
