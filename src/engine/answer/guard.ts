import type { Line } from '../../core/chat/line.ts';
import { looksLikeKey } from '../../core/secret/key-shape.ts';
import type { Clock } from '../../core/time/clock.ts';
import { gateText } from './guard-text.ts';
import { createRateLimiter, type Rate } from './rate-limiter.ts';

/** How fast lines may come. */
export interface GateRates {
  readonly principal: Rate;
  readonly chat: Rate;
}

/** A person may send thirty lines at once and one a second from then on; a chat, with more people in it, twice that. */
const usualRates: GateRates = {
  principal: { burst: 30, every: 1000 },
  chat: { burst: 60, every: 500 },
};

/** Why a line goes no further, for the audit and for the asker. */
export interface Stopped {
  readonly because: 'too-fast' | 'looks-like-a-key';
  readonly sentence: string;
}

/** What every line passes before it is understood. */
export interface Gate {
  stop(from: Line): Stopped | undefined;
  /** Whether a refusal of somebody unknown goes on record: the first of each minute. */
  records(from: Line): boolean;
}

export function createGate(clock: Clock, rates: GateRates = usualRates): Gate {
  const principals = createRateLimiter(rates.principal, clock);
  const chats = createRateLimiter(rates.chat, clock);
  const strangers = createRateLimiter({ burst: 1, every: 60_000 }, clock);

  return {
    stop({ principal, chat, text }) {
      if (looksLikeKey(text)) return { because: 'looks-like-a-key', sentence: gateText.key };
      const wait = Math.max(principals.take(principal), chats.take(chat.id));
      return wait === 0 ? undefined : { because: 'too-fast', sentence: gateText.tooFast(wait) };
    },
    records: ({ principal }) => strangers.take(principal) === 0,
  };
}
