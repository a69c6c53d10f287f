import type { Clock } from '../../../src/core/time/clock.ts';
import { slackTimes } from '../limits.ts';

/** Signatures that were here, for as long as their requests could be taken for new ones. */
export interface ReplayGuard {
  /** True the first time. */
  isNew(signature: string): boolean;
}

/** A signature is good from so long before its time until so long after it. */
const span = 2 * slackTimes.signature;

/** Two generations: the older one is dropped whole when the younger one is a span old. */
export function createReplayGuard(clock: Clock): ReplayGuard {
  let [younger, older] = [new Set<string>(), new Set<string>()];
  let since = clock.mono();

  return {
    isNew(signature) {
      const age = clock.mono() - since;
      if (age >= span) {
        older = age >= 2 * span ? new Set() : younger;
        younger = new Set();
        since = clock.mono();
      }
      if (younger.has(signature) || older.has(signature)) return false;
      younger.add(signature);
      return true;
    },
  };
}
