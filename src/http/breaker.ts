import type { Millis } from '../core/time/clock.ts';

/**
 * A circuit breaker for one endpoint. It opens after 5 consecutive failures, or if at least half of ten or more requests
 * failed within a minute. While it is open, one request every 30 seconds passes as a probe; the first successful probe
 * closes it. All times are the clock's `mono`.
 */
export interface Breaker {
  enter(now: Millis): Pass | Wait;
  /** Call it once for each `Pass`. `void` is no evidence about the endpoint: the request was abandoned or not sent. */
  leave(now: Millis, pass: Pass, outcome: 'good' | 'bad' | 'void'): void;
}

export interface Pass {
  readonly kind: 'pass';
  readonly probe: boolean;
}

/** Send nothing for `millis`. */
export interface Wait {
  readonly kind: 'wait';
  readonly millis: Millis;
}

const maxConsecutiveFailures = 5;
const minRequests = 10;
const probeEvery = 30_000;
const slots = 6;
const slotLength = 10_000;

const regular: Pass = { kind: 'pass', probe: false };
const probe: Pass = { kind: 'pass', probe: true };

/** Counts of one interval of `slotLength`. */
interface Slot {
  /** Number of the interval. */
  at: number;
  total: number;
  failures: number;
}

export function createBreaker(): Breaker {
  let window: Slot[] = [];
  let consecutive = 0;
  /** Time of the next probe; undefined while the breaker is closed. */
  let probeAt: Millis | undefined;

  function count(now: Millis, isFailure: boolean): void {
    const at = Math.floor(now / slotLength);
    let slot = window.at(-1);
    if (slot?.at !== at) {
      slot = { at, total: 0, failures: 0 };
      window = [...window.filter((each) => each.at > at - slots), slot];
    }
    slot.total += 1;
    if (isFailure) slot.failures += 1;
    consecutive = isFailure ? consecutive + 1 : 0;
  }

  function mustOpen(): boolean {
    if (consecutive >= maxConsecutiveFailures) return true;
    const total = window.reduce((sum, slot) => sum + slot.total, 0);
    const failures = window.reduce((sum, slot) => sum + slot.failures, 0);
    return total >= minRequests && failures * 2 >= total;
  }

  return {
    enter(now) {
      if (probeAt === undefined) return regular;
      if (now < probeAt) return { kind: 'wait', millis: probeAt - now };
      probeAt = now + probeEvery;
      return probe;
    },
    leave(now, pass, outcome) {
      if (pass.probe) {
        if (outcome === 'void') probeAt = now;
        if (outcome !== 'good') return;
        probeAt = undefined;
        window = [];
        consecutive = 0;
      } else if (probeAt === undefined && outcome !== 'void') {
        count(now, outcome === 'bad');
        if (outcome === 'bad' && mustOpen()) probeAt = now + probeEvery;
      }
    },
  };
}
