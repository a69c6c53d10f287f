import type { Fault, Reason } from '../core/errors/errors.ts';
import type { HttpAnswer, HttpRequest } from '../core/provider/provider.ts';
import type { Millis } from '../core/time/clock.ts';

/** How one try, or a whole question, ended. */
export type HttpOutcome =
  | { readonly kind: 'answer'; readonly answer: HttpAnswer }
  | { readonly kind: 'fault'; readonly fault: Fault };

export function isFailure(fault: Fault): HttpOutcome {
  return { kind: 'fault', fault };
}

/** Not asked, because the provider is to be left alone for `wait`. */
export function coolingDown(wait: Millis): HttpOutcome {
  return isFailure({ reason: 'cooling-down', retryAfter: Math.ceil(wait) });
}

/** Faults of the wire that another try may mend. What TLS refused, or what was not HTTP, stays so. */
const passing: ReadonlySet<Reason> = new Set<Reason>(['unreachable', 'timeout', 'interrupted']);

/** What counts against an endpoint, beside answers of 500 and above. */
const bad: ReadonlySet<Reason> = new Set<Reason>([...passing, 'tls', 'garbled']);

/** What says nothing of an endpoint. */
const unsaid: ReadonlySet<Reason> = new Set<Reason>(['not-asked', 'bad-question']);

/** Whether another try may end better: after an overload, a fault of the provider's own, or of the wire. */
export function isPassing(outcome: HttpOutcome): boolean {
  if (outcome.kind === 'fault') return passing.has(outcome.fault.reason);
  return outcome.answer.status === 429 || outcome.answer.status >= 500;
}

/** Whether the asker wants a whole answer once more. */
export function wantsAgain({ again }: HttpRequest, outcome: HttpOutcome): boolean {
  return outcome.kind === 'answer' && again?.(outcome.answer) === true;
}

/** What an outcome says of its endpoint; `void` is nothing. */
export function voteOf(outcome: HttpOutcome): 'good' | 'bad' | 'void' {
  if (outcome.kind === 'answer') return outcome.answer.status >= 500 ? 'bad' : 'good';
  if (unsaid.has(outcome.fault.reason)) return 'void';
  return bad.has(outcome.fault.reason) ? 'bad' : 'good';
}
