import type { Fault, Reason } from '../core/errors/errors.ts';
import type { HttpAnswer, HttpRequest } from '../core/provider/provider.ts';
import type { Millis } from '../core/time/clock.ts';

/** The result of one try, or of a whole request. */
export type HttpOutcome =
  | { readonly kind: 'answer'; readonly answer: HttpAnswer }
  | { readonly kind: 'fault'; readonly fault: Fault };

export function failed(fault: Fault): HttpOutcome {
  return { kind: 'fault', fault };
}

/** The outcome of a request that was not sent, because the provider must not be asked for another `wait`. */
export function coolingDown(wait: Millis): HttpOutcome {
  return failed({ reason: 'cooling-down', retryAfter: Math.ceil(wait) });
}

/** Connection errors that a retry may fix. TLS errors and responses that are not HTTP persist. */
const transient: ReadonlySet<Reason> = new Set<Reason>(['unreachable', 'timeout', 'interrupted']);

/** Reasons that count against an endpoint, as responses of 500 and above do. */
const bad: ReadonlySet<Reason> = new Set<Reason>([...transient, 'tls', 'garbled']);

/** Reasons that are no evidence about an endpoint. */
const neutral: ReadonlySet<Reason> = new Set<Reason>(['not-asked', 'bad-question']);

/** Whether a retry may succeed: after an overload, a server error or a connection error. */
export function isTransient(outcome: HttpOutcome): boolean {
  if (outcome.kind === 'fault') return transient.has(outcome.fault.reason);
  return outcome.answer.status === 429 || outcome.answer.status >= 500;
}

/** Whether the caller asks for one more try after a complete answer. */
export function wantsAgain({ again }: HttpRequest, outcome: HttpOutcome): boolean {
  return outcome.kind === 'answer' && again?.(outcome.answer) === true;
}

/** Returns the vote for the endpoint's circuit breaker; `void` is none. */
export function voteOf(outcome: HttpOutcome): 'good' | 'bad' | 'void' {
  if (outcome.kind === 'answer') return outcome.answer.status >= 500 ? 'bad' : 'good';
  if (neutral.has(outcome.fault.reason)) return 'void';
  return bad.has(outcome.fault.reason) ? 'bad' : 'good';
}
