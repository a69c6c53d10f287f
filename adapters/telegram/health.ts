import type { Health } from '../../src/core/chat/adapter.ts';
import type { Log } from '../../src/core/log.ts';
import { tokenRefused } from './errors.ts';

/** Records the state of the connection to Telegram, for readiness. */
export interface HealthState {
  good(): void;
  bad(why: string): void;
  token(accepted: boolean): void;
}

/** Starts as not ready. A refused token is logged once, until it is accepted again. */
export function createHealthState(log: Log): { readonly state: HealthState; health(): Health } {
  let isTokenAccepted = true;
  let problem: string | undefined = 'Telegram has not answered yet';

  return {
    state: {
      good() {
        problem = undefined;
      },
      bad(why) {
        problem = why;
      },
      token(accepted) {
        if (isTokenAccepted && !accepted) log.error('token refused', { fix: tokenRefused });
        isTokenAccepted = accepted;
      },
    },
    health() {
      if (!isTokenAccepted) return { ready: false, why: tokenRefused };
      return problem === undefined ? { ready: true } : { ready: false, why: problem };
    },
  };
}
