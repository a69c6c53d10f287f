import type { Clock, Millis } from '../../../src/core/time/clock.ts';

/** At most `max` messages in any interval of length `per`. */
export interface SendWindow {
  readonly max: number;
  readonly per: Millis;
}

/**
 * An outbound rate limiter. Telegram counts a message at some moment between its sending and its answer, so a message
 * occupies its slot from its sending until one interval after its answer. Thus no message is sent too early, however slow
 * the network is.
 */
export interface SendRateLimiter {
  /** Waits for a slot, in the order of the calls. The returned function is called when the answer has arrived. */
  turn(): Promise<() => void>;
  /** The same without waiting. */
  begin(): () => void;
  /** Whether no slot is occupied. */
  idle(): boolean;
}

interface Slot {
  /** When the slot becomes free; infinite until the answer has arrived. */
  free: Millis;
}

export function createSendRateLimiter(clock: Clock, { max, per }: SendWindow): SendRateLimiter {
  /** At most `max` slots; `begin` drops the oldest. */
  let slots: readonly Slot[] = [];
  let last: Promise<unknown> = Promise.resolve();
  /** Wakes the caller that waits for a slot. */
  let waiting: AbortController | undefined;

  const occupied = () => {
    const now = clock.mono();
    slots = slots.filter(({ free }) => free > now);
    return slots.length;
  };

  function begin(): () => void {
    const slot: Slot = { free: Number.POSITIVE_INFINITY };
    slots = [...(slots.length < max ? slots : slots.slice(1)), slot];
    return () => {
      slot.free = clock.mono() + per;
      waiting?.abort();
      waiting = undefined;
    };
  }

  async function waitForSlot(): Promise<() => void> {
    while (occupied() >= max) {
      waiting = new AbortController();
      const soonest = Math.min(...slots.map(({ free }) => free)) - clock.mono();
      await clock.sleep(Math.min(soonest, per), waiting.signal);
    }
    return begin();
  }

  return {
    begin,
    turn() {
      const turn = last.then(waitForSlot);
      last = turn;
      return turn;
    },
    idle: () => occupied() === 0,
  };
}
