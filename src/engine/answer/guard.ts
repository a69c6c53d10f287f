import type { Line } from '../../core/chat/line.ts';
import { looksLikeCredential } from '../../core/secret/key-shape.ts';
import type { Clock } from '../../core/time/clock.ts';
import { guardText } from './guard-text.ts';
import { createRateLimiter, type Rate } from './rate-limiter.ts';

/** The rates of lines, per principal and per chat. */
export interface GuardLimits {
  readonly principal: Rate;
  readonly chat: Rate;
}

/** A user may send thirty lines at once, then one a second; a chat twice as many. */
const defaultLimits: GuardLimits = {
  principal: { burst: 30, every: 1000 },
  chat: { burst: 60, every: 500 },
};

/** The reason why a line is rejected: for the audit, and as a sentence for the user. */
export interface Rejection {
  readonly because: 'too-fast' | 'looks-like-a-key';
  readonly sentence: string;
}

/** Rejects lines that contain a credential, and lines over the rate limits, before they are parsed. */
export interface RequestGuard {
  check(from: Line): Rejection | undefined;
  /** Whether to audit the refusal of an unlisted user: true once a minute for each principal. */
  shouldAuditStranger(from: Line): boolean;
}

export function createRequestGuard(clock: Clock, rates: GuardLimits = defaultLimits): RequestGuard {
  const principals = createRateLimiter(rates.principal, clock);
  const chats = createRateLimiter(rates.chat, clock);
  const strangers = createRateLimiter({ burst: 1, every: 60_000 }, clock);

  return {
    check({ principal, chat, text }) {
      if (looksLikeCredential(text)) return { because: 'looks-like-a-key', sentence: guardText.key };
      const wait = Math.max(principals.take(principal), chats.take(chat.id));
      return wait === 0 ? undefined : { because: 'too-fast', sentence: guardText.tooFast(wait) };
    },
    shouldAuditStranger: ({ principal }) => strangers.take(principal) === 0,
  };
}
