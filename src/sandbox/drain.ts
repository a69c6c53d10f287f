import type { Clock, Millis } from '../core/time/clock.ts';
import type { Operator } from './operators.ts';

/** How an account runs down again and again: what is used goes from `from` to `to`, stays, and is reset. */
interface Course {
  readonly from: number;
  readonly to: number;
  readonly falling: Millis;
  readonly low: Millis;
  readonly well: Millis;
}

/** Fast enough to watch: low after some 20 s, long enough low to be acknowledged, well again within two minutes. */
const upi: Course = { from: 100, to: 790, falling: 20_000, low: 30_000, well: 40_000 };
const p2p: Course = { from: 4_000, to: 9_850, falling: 50_000, low: 30_000, well: 40_000 };

/** The operator with its accounts running down in real time, counted from now. Everything else stays as it is. */
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

function usedAt({ from, to, falling, low, well }: Course, passed: Millis): number {
  const at = passed % (falling + low + well);
  if (at >= falling + low) return from;
  return Math.round(from + (to - from) * Math.min(1, at / falling));
}
