import type { Clock, Millis } from '../core/time/clock.ts';
import type { Operator } from './operators.ts';

/** A repeating course of an account's usage: it rises from `from` to `to`, stays there, and is reset to `from`. */
interface UsageCycle {
  readonly from: number;
  readonly to: number;
  readonly rising: Millis;
  readonly atPeak: Millis;
  readonly reset: Millis;
}

/** Short enough to watch: low after about 20 s, low long enough to acknowledge, recovered within two minutes. */
const upi: UsageCycle = { from: 100, to: 790, rising: 20_000, atPeak: 30_000, reset: 40_000 };
const p2p: UsageCycle = { from: 4_000, to: 9_850, rising: 50_000, atPeak: 30_000, reset: 40_000 };

/** Returns the operator with accounts that run down in real time, counted from now. */
export function drain(operator: Operator, clock: Clock): Operator {
  const started = clock.mono();
  const { payatom } = operator;
  return {
    ...operator,
    payatom: {
      ...payatom,
      get status() {
        const used = usedAt(upi, clock.mono() - started);
        return payatom.status
          .replace('"usage_volum": "100"', `"usage_volum": "${used}"`)
          .replace('"available_limit": 700', `"available_limit": ${800 - used}`);
      },
      get limits() {
        const used = usedAt(p2p, clock.mono() - started);
        return payatom.limits.replace('"usage_volume": "100000"', `"usage_volume": "${used}"`);
      },
    },
  };
}

function usedAt({ from, to, rising, atPeak, reset }: UsageCycle, elapsed: Millis): number {
  const at = elapsed % (rising + atPeak + reset);
  if (at >= rising + atPeak) return from;
  return Math.round(from + (to - from) * Math.min(1, at / rising));
}
