import { ProviderError, type Reason } from '../errors/errors.ts';
import type { Clock, Millis } from '../time/clock.ts';
import type { Ask } from './provider.ts';

/** Time reserved for returning the answer before the caller's own deadline. */
const reserve: Millis = 200;

/**
 * For a question that takes several calls: returns a function that returns the `Ask` of the next call, with the time that
 * is left. It throws `ProviderError(late)` if none is.
 */
export function remainingAsk(ask: Ask, clock: Clock, late: Reason = 'timeout'): () => Ask {
  const { signal, deadline } = ask;
  if (deadline === undefined) return () => ask;
  const until = clock.mono() + deadline - Math.min(reserve, deadline / 10);
  return () => {
    const left = until - clock.mono();
    if (left <= 0) throw new ProviderError(late);
    return { ...(signal && { signal }), deadline: left };
  };
}
