/**
 * The reasons why a question has no answer. A reason determines the retries, the vote of the circuit breaker, and the
 * sentence that the user receives (`text.ts`).
 */
export const reasons = [
  // No response.
  'unreachable', // refused, no such host, no route
  'timeout', // the outer deadline passed
  'tls', // certificate or handshake refused
  'interrupted', // the connection broke before the response was complete
  'garbled', // the response is not HTTP, or its headers are too large
  'cooling-down', // not sent: the circuit breaker is open, or the provider asked to wait
  // A response that cannot be used.
  'redirected', // a redirect, which is never followed
  'encoded', // compressed, although plain text was requested
  'too-large', // over the size cap
  'malformed', // not the documented shape
  'foreign', // it belongs to another account; never shown
  // The provider refused or failed.
  'key-missing', // it received no key
  'key-refused', // it does not know the key, or has disabled the operator
  'forbidden', // the key is valid, but the caller or its address is not allowed
  'bad-question', // it rejected the arguments
  'not-found', // it does not know the account or wallet
  'rate-limited', // too many requests; see `retryAfter`
  'provider-fault', // an internal error
  'in-process', // still processing
  'refused', // it refused the request with a reason
  'dropped', // Airpay 401: the transaction was not registered
  'cancelled', // Airpay 402 and 502
  'no-callback', // Airpay 403: no response from the bank
  'bounced', // Airpay 405
  'no-record', // Airpay 503: no such wallet user
  // Not requested.
  'locked', // its credential cannot be decrypted: altered, moved, or sealed with a key that the key ring lacks
  'not-asked', // the overall deadline passed before its turn, or it has no account number
  'unsupported', // the connection lacks the credential or the capability
] as const;

export type Reason = (typeof reasons)[number];

/** Details of a failure that are safe to show. Never a URL, a header or a body. */
export interface FaultDetail {
  /** A sentence for the user from the provider's `errors.ts`. */
  readonly advice?: string;
  /** The provider's message, already shortened and without control characters. */
  readonly said?: string;
  /** The HTTP status, if there was a response. */
  readonly status?: number;
  /** The wait that the provider requested. */
  readonly retryAfter?: number;
  /** The kind of the unreadable body: `html`, `php-warning`, `xml`, `empty`, `json`, `text`. */
  readonly looksLike?: string;
}

/** A failure: its reason with details. Safe to log and to show. */
export interface Fault extends FaultDetail {
  readonly reason: Reason;
}

/**
 * The error that providers and their ports throw. It has no `cause` and no foreign message, so that it cannot leak what a
 * library or a provider wrote.
 */
export class ProviderError extends Error implements Fault {
  readonly reason: Reason;
  declare readonly advice?: string;
  declare readonly said?: string;
  declare readonly status?: number;
  declare readonly retryAfter?: number;
  declare readonly looksLike?: string;

  constructor(reason: Reason, detail: FaultDetail = {}) {
    super(reason);
    this.name = 'WatchError';
    this.reason = reason;
    Object.assign(this, detail);
  }
}

/** The fault of a thrown value. Anything but a `ProviderError` is `malformed`: the parsing failed, not the network. */
export function faultOf(thrown: unknown): Fault {
  if (!(thrown instanceof ProviderError)) return { reason: 'malformed' };
  const { reason, advice, said, status, retryAfter, looksLike } = thrown;
  return {
    reason,
    ...(advice !== undefined && { advice }),
    ...(said !== undefined && { said }),
    ...(status !== undefined && { status }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(looksLike !== undefined && { looksLike }),
  };
}

/** Wrong settings or arguments of the process. `faults` are printed one per line; the process ends with `exitCode`. */
export class SetupError extends Error {
  readonly faults: readonly string[];
  readonly exitCode: number;

  constructor(faults: readonly string[], exitCode = 78) {
    super(faults.join('\n'));
    this.name = 'SetupError';
    this.faults = faults;
    this.exitCode = exitCode;
  }
}
