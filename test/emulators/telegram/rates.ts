import type { Clock } from '../../../src/core/time/clock.ts';
import { Refusal } from './refusal.ts';

/** Rate limits of the server. The figures are from the FAQ for bots, except the burst of a private chat, which it only calls short. */
export interface Rates {
  /** Messages of all chats in a second. */
  readonly all: number;
  /** Messages of a group in a minute. */
  readonly group: number;
  /** Messages that a private chat accepts at once; one more per second after that. */
  readonly burst: number;
}

export const usualRates: Rates = { all: 30, group: 20, burst: 20 };

/** Counts messages and answers those over a limit with 429. A call during the requested pause is a violation. */
export interface RateKeeper {
  admit(chat: number): void;
  /** Starts a pause: calls to this chat are answered with 429. */
  hold(chat: number, seconds: number): void;
}

export function createRateKeeper(clock: Clock, rates: Rates, violate: (what: string) => void): RateKeeper {
  const sent: number[] = [];
  const ofChat = new Map<number, number[]>();
  const until = new Map<number, number>();

  const refuse = (chat: number, millis: number): never => {
    const seconds = Math.max(1, Math.ceil(millis / 1000));
    until.set(chat, clock.mono() + seconds * 1000);
    throw new Refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
  };

  return {
    admit(chat) {
      const now = clock.mono();
      const pause = until.get(chat);
      if (pause !== undefined && now < pause) {
        violate(`chat ${chat}: called ${Math.round(pause - now)} ms before its pause was over`);
        refuse(chat, pause - now);
      }
      while ((sent[0] ?? now) <= now - 1000) sent.shift();
      if (sent.length >= rates.all) refuse(chat, (sent[0] ?? now) + 1000 - now);
      const own = ofChat.get(chat) ?? [];
      ofChat.set(chat, own);
      if (chat < 0) {
        while ((own[0] ?? now) <= now - 60_000) own.shift();
        if (own.length >= rates.group) refuse(chat, (own[0] ?? now) + 60_000 - now);
      } else {
        while (own.length > rates.burst) own.shift();
        const oldest = own.length >= rates.burst ? own[0] : undefined;
        if (oldest !== undefined && now - oldest < rates.burst * 1000) refuse(chat, 1000);
      }
      own.push(now);
      sent.push(now);
    },
    hold(chat, seconds) {
      until.set(chat, clock.mono() + seconds * 1000);
    },
  };
}
