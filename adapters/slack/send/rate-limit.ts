import { createKeyedQueue } from '../../../src/core/async/keyed-queue.ts';
import type { Clock, Millis } from '../../../src/core/time/clock.ts';
import { slackTimes } from '../limits.ts';

/** An outbound rate limiter for each channel. A pause of one channel does not delay others. */
export interface ChannelRateLimiter {
  /** Waits for the end of a pause that Slack asked for; resolves to false if `signal` ended the wait. */
  open(channel: string, signal: AbortSignal): Promise<boolean>;
  /** Returns the rest of a pause that Slack asked for; 0 if there is none. */
  held(channel: string): Millis;
  /** Sends an unsolicited message: one at a time in a channel, with a pause after each answer. */
  turn<T>(channel: string, send: () => Promise<T>): Promise<T>;
  /** Records that Slack asked for a pause of the channel. */
  hold(channel: string, ms: Millis): void;
}

export function createChannelRateLimiter(clock: Clock): ChannelRateLimiter {
  const heldUntil = new Map<string, Millis>();
  const pacedUntil = new Map<string, Millis>();
  const queue = createKeyedQueue();

  const remaining = (deadlines: Map<string, Millis>, channel: string): Millis => {
    const until = deadlines.get(channel);
    if (until === undefined) return 0;
    const ms = until - clock.mono();
    if (ms <= 0) deadlines.delete(channel);
    return Math.max(0, ms);
  };

  return {
    async open(channel, signal) {
      for (let ms = remaining(heldUntil, channel); ms > 0; ms = remaining(heldUntil, channel)) {
        if (signal.aborted) return false;
        await clock.sleep(ms, signal);
      }
      return true;
    },
    held: (channel) => remaining(heldUntil, channel),
    turn: (channel, send) =>
      queue.run(channel, async () => {
        for (let ms = remaining(pacedUntil, channel); ms > 0; ms = remaining(pacedUntil, channel))
          await clock.sleep(ms);
        try {
          return await send();
        } finally {
          // Slack counts a message when it arrives, which is before its answer.
          pacedUntil.set(channel, clock.mono() + slackTimes.pace);
        }
      }),
    hold(channel, ms) {
      heldUntil.set(channel, Math.max(heldUntil.get(channel) ?? 0, clock.mono() + ms));
    },
  };
}
