import type { Health } from '../../src/core/chat/adapter.ts';
import type { Log } from '../../src/core/log.ts';
import { tokenRefused } from './errors.ts';

/** What is told of the connection to the platform, for readiness. */
export interface HealthState {
  good(): void;
  bad(why: string): void;
  token(accepted: boolean): void;
}

/** Not ready until something went well. A refused token is said once, until it is accepted again. */
export function createHealthState(log: Log): { readonly state: HealthState; health(): Health } {
  let accepted = true;
  let problem: string | undefined = 'Telegram has not answered yet';

  return {
    state: {
      good() {
        problem = undefined;
      },
      bad(why) {
        problem = why;
      },
      token(now) {
        if (accepted && !now) log.error('token refused', { mend: tokenRefused });
        accepted = now;
      },
    },
    health() {
      if (!accepted) return { ready: false, why: tokenRefused };
      return problem === undefined ? { ready: true } : { ready: false, why: problem };
    },
  };
}
