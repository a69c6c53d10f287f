import { createKeyedQueue } from '../../../src/core/async/keyed-queue.ts';
import type { Clock, Millis } from '../../../src/core/time/clock.ts';
import { slackTimes } from '../limits.ts';

/** When each channel may be written to. What one channel is asked to wait for keeps no other waiting. */
export interface ChannelRateLimiter {
  /** Resolves when the channel takes messages, at once unless it asked us to wait; false when `signal` ended the wait. */
  open(channel: string, signal: AbortSignal): Promise<boolean>;
  /** How long the channel still wants no message; 0 when it takes them. */
  held(channel: string): Millis;
  /** Runs what sends a message that nobody asked for, one after the other in a channel and so long after the last was answered. */
  turn<T>(channel: string, send: () => Promise<T>): Promise<T>;
  /** The channel asked for a pause. */
  hold(channel: string, ms: Millis): void;
}

export function createChannelRateLimiter(clock: Clock): ChannelRateLimiter {
  const held = new Map<string, Millis>();
  const turns = new Map<string, Millis>();
  const lanes = createKeyedQueue();

  const left = (of: Map<string, Millis>, channel: string): Millis => {
    const until = of.get(channel);
    if (until === undefined) return 0;
    const ms = until - clock.mono();
    if (ms <= 0) of.delete(channel);
    return Math.max(0, ms);
  };

  return {
    async open(channel, signal) {
      for (let ms = left(held, channel); ms > 0; ms = left(held, channel)) {
        if (signal.aborted) return false;
        await clock.sleep(ms, signal);
      }
      return true;
    },
    held: (channel) => left(held, channel),
    turn: (channel, send) =>
      lanes.run(channel, async () => {
        for (let ms = left(turns, channel); ms > 0; ms = left(turns, channel)) await clock.sleep(ms);
        try {
          return await send();
        } finally {
          // The platform counts a message when it arrives, which was before it was answered.
          turns.set(channel, clock.mono() + slackTimes.pace);
        }
      }),
    hold(channel, ms) {
      held.set(channel, Math.max(held.get(channel) ?? 0, clock.mono() + ms));
    },
  };
}
