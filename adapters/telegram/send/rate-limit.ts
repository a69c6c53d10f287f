import type { Clock, Millis } from '../../../src/core/time/clock.ts';

/** So many in so long, in any stretch of that length. */
export interface SendWindow {
  readonly max: number;
  readonly per: Millis;
}

/**
 * Keeps a pace. The platform counts a message when it arrives, at some moment between its sending and its answer: so a
 * message counts from its sending until so long after its answer, and however late either is, none comes too early.
 */
export interface SendRateLimiter {
  /** Resolves when it is this one's turn, in the order in which they ask. What it gives is called when the answer is there. */
  turn(): Promise<() => void>;
  /** The same for one that does not wait for its turn. */
  begin(): () => void;
  /** Whether nothing of the last stretch is left to remember. */
  idle(): boolean;
}

interface Slot {
  /** When it counts no more; not known while there is no answer. */
  free: Millis;
}

export function createSendRateLimiter(clock: Clock, { max, per }: SendWindow): SendRateLimiter {
  /** The latest, as many as fill a stretch: who does not wait may be more. */
  let slots: readonly Slot[] = [];
  let last: Promise<unknown> = Promise.resolve();
  /** Wakes who waits for its turn. */
  let bell: AbortController | undefined;

  const taken = () => {
    const now = clock.mono();
    slots = slots.filter(({ free }) => free > now);
    return slots.length;
  };

  function begin(): () => void {
    const slot: Slot = { free: Number.POSITIVE_INFINITY };
    slots = [...(slots.length < max ? slots : slots.slice(1)), slot];
    return () => {
      slot.free = clock.mono() + per;
      bell?.abort();
      bell = undefined;
    };
  }

  async function take(): Promise<() => void> {
    while (taken() >= max) {
      bell = new AbortController();
      const soonest = Math.min(...slots.map(({ free }) => free)) - clock.mono();
      await clock.sleep(Math.min(soonest, per), bell.signal);
    }
    return begin();
  }

  return {
    begin,
    turn() {
      const mine = last.then(take);
      last = mine;
      return mine;
    },
    idle: () => taken() === 0,
  };
}
