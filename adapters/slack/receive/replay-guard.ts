import type { Clock } from '../../../src/core/time/clock.ts';
import { slackTimes } from '../limits.ts';

/** Remembers the signatures of requests for as long as a replay would be accepted. */
export interface ReplayGuard {
  /** Returns true for the first call with this signature. */
  isNew(signature: string): boolean;
}

/** How long a signature is valid: before and after its timestamp. */
const validity = 2 * slackTimes.signature;

/** Stores two generations: the older one is dropped when the younger one is older than the validity. */
export function createReplayGuard(clock: Clock): ReplayGuard {
  let [younger, older] = [new Set<string>(), new Set<string>()];
  let since = clock.mono();

  return {
    isNew(signature) {
      const age = clock.mono() - since;
      if (age >= validity) {
        older = age >= 2 * validity ? new Set() : younger;
        younger = new Set();
        since = clock.mono();
      }
      if (younger.has(signature) || older.has(signature)) return false;
      younger.add(signature);
      return true;
    },
  };
}
