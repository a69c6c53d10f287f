import { ProviderError, type Reason } from '../errors/errors.ts';
import type { Clock, Millis } from '../time/clock.ts';
import type { Ask } from './provider.ts';

/** What is kept back of a question's time, so that what came can be handed on before the asker gives up. */
const reserve: Millis = 200;

/**
 * What is left of a question that takes several calls, as the `Ask` of the next one. Throws `WatchError(late)` when
 * nothing is.
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
