import type { Line } from '../../core/chat/line.ts';
import { looksLikeCredential } from '../../core/secret/key-shape.ts';
import type { Clock } from '../../core/time/clock.ts';
import { guardText } from './guard-text.ts';
import { createRateLimiter, type Rate } from './rate-limiter.ts';

/** How fast lines may come. */
export interface GuardLimits {
  readonly principal: Rate;
  readonly chat: Rate;
}

/** A person may send thirty lines at once and one a second from then on; a chat, with more people in it, twice that. */
const defaultLimits: GuardLimits = {
  principal: { burst: 30, every: 1000 },
  chat: { burst: 60, every: 500 },
};

/** Why a line goes no further, for the audit and for the asker. */
export interface Rejection {
  readonly because: 'too-fast' | 'looks-like-a-key';
  readonly sentence: string;
}

/** What every line passes before it is understood. */
export interface RequestGuard {
  stop(from: Line): Rejection | undefined;
  /** Whether a refusal of somebody unknown goes on record: the first of each minute. */
  records(from: Line): boolean;
}

export function createRequestGuard(clock: Clock, rates: GuardLimits = defaultLimits): RequestGuard {
  const principals = createRateLimiter(rates.principal, clock);
  const chats = createRateLimiter(rates.chat, clock);
  const strangers = createRateLimiter({ burst: 1, every: 60_000 }, clock);

  return {
    stop({ principal, chat, text }) {
      if (looksLikeCredential(text)) return { because: 'looks-like-a-key', sentence: guardText.key };
      const wait = Math.max(principals.take(principal), chats.take(chat.id));
      return wait === 0 ? undefined : { because: 'too-fast', sentence: guardText.tooFast(wait) };
    },
    records: ({ principal }) => strangers.take(principal) === 0,
  };
}
