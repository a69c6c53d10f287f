import type { Millis } from '../core/time/clock.ts';

/**
 * Stops questions to an endpoint that does not answer: open after 5 failures in a row, or when at least half of ten
 * or more failed within a minute. While it is open one question in 30 seconds is let through as a probe, and the
 * first probe that is answered closes it. All times are the clock's `mono`.
 */
export interface Breaker {
  enter(now: Millis): Pass | Wait;
  /** Every `Pass` is handed back once. `void` says nothing of the endpoint: the asker gave up, or it was never asked. */
  leave(now: Millis, pass: Pass, outcome: 'good' | 'bad' | 'void'): void;
}

export interface Pass {
  readonly kind: 'pass';
  readonly probe: boolean;
}

/** Do not ask for `millis`. */
export interface Wait {
  readonly kind: 'wait';
  readonly millis: Millis;
}

const inARow = 5;
const atLeast = 10;
const probeEvery = 30_000;
const slots = 6;
const slotLength = 10_000;

const freely: Pass = { kind: 'pass', probe: false };
const asProbe: Pass = { kind: 'pass', probe: true };

interface Slot {
  /** Number of the ten seconds that it counts. */
  at: number;
  all: number;
  bad: number;
}

export function createBreaker(): Breaker {
  let window: Slot[] = [];
  let row = 0;
  /** When the next probe may be made; undefined while closed. */
  let probeAt: Millis | undefined;

  function count(now: Millis, bad: boolean): void {
    const at = Math.floor(now / slotLength);
    let slot = window.at(-1);
    if (slot?.at !== at) {
      slot = { at, all: 0, bad: 0 };
      window = [...window.filter((one) => one.at > at - slots), slot];
    }
    slot.all += 1;
    if (bad) slot.bad += 1;
    row = bad ? row + 1 : 0;
  }

  function isBroken(): boolean {
    if (row >= inARow) return true;
    const all = window.reduce((sum, slot) => sum + slot.all, 0);
    const bad = window.reduce((sum, slot) => sum + slot.bad, 0);
    return all >= atLeast && bad * 2 >= all;
  }

  return {
    enter(now) {
      if (probeAt === undefined) return freely;
      if (now < probeAt) return { kind: 'wait', millis: probeAt - now };
      probeAt = now + probeEvery;
      return asProbe;
    },
    leave(now, pass, outcome) {
      if (pass.probe) {
        if (outcome === 'void') probeAt = now;
        if (outcome !== 'good') return;
        probeAt = undefined;
        window = [];
        row = 0;
      } else if (probeAt === undefined && outcome !== 'void') {
        count(now, outcome === 'bad');
        if (outcome === 'bad' && isBroken()) probeAt = now + probeEvery;
      }
    },
  };
}
