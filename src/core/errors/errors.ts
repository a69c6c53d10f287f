/**
 * Why a question has no answer: the one closed list. The reason decides what is retried, what is counted
 * against a provider, and which sentence a person reads (`core/text/reasons.ts`).
 */
export const reasons = [
  // No answer came.
  'unreachable', // refused, no such host, no route
  'timeout', // the outer deadline passed
  'tls', // certificate or handshake refused
  'interrupted', // the connection broke before the answer was whole
  'garbled', // what came is not HTTP, or its headers are beyond any limit
  'cooling-down', // we do not ask: the breaker is open, or the provider asked us to wait
  // An answer came that cannot be used.
  'redirected', // the provider points at another address; never followed
  'encoded', // compressed although plain text was asked for
  'too-large', // over the size cap
  'malformed', // not the documented shape
  'foreign', // it belongs to somebody else: quarantined, never shown
  // The provider refused or failed.
  'key-missing', // it saw no key
  'key-refused', // it knows no such key, or the operator is disabled there
  'forbidden', // the key is good, the caller or its address is not allowed
  'bad-question', // it did not accept our arguments
  'not-found', // it knows no such account or wallet
  'rate-limited', // too many questions; see `retryAfter`
  'provider-fault', // an error of its own
  'in-process', // still processing; ask again later
  'refused', // it failed the request and said why
  'dropped', // Airpay 401: the transaction did not register
  'cancelled', // Airpay 402 and 502
  'no-callback', // Airpay 403: no word from the bank
  'bounced', // Airpay 405
  'no-record', // Airpay 503: no such wallet user
  // We did not ask.
  'locked', // its credential does not open: altered, moved, or sealed with a key that the ring lacks
  'not-asked', // the overall deadline passed before its turn, or it has no account number
  'unsupported', // the connection lacks the credential or the capability
] as const;

export type Reason = (typeof reasons)[number];

/** What may be said of a failure beside its reason. Never a URL, a header or a body. */
export interface FaultDetail {
  /** The provider's own sentence for the asker, made in that provider's `errors.ts`. */
  readonly advice?: string;
  /** The provider's own words, already cut and stripped of control characters. */
  readonly said?: string;
  /** HTTP status, when an answer came. */
  readonly status?: number;
  /** How long the provider asked us to wait. */
  readonly retryAfter?: number;
  /** What the unreadable body looked like: `html`, `php-warning`, `xml`, `empty`, `json`, `text`. */
  readonly looksLike?: string;
}

/** Why something could not be read: a reason and what may be said of it. Safe to log and to show. */
export interface Fault extends FaultDetail {
  readonly reason: Reason;
}

/**
 * The one error that crosses a boundary. It has no `cause` and no foreign message,
 * so nothing that a library or a provider said can leak through it.
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

/** The fault of anything that was thrown. What is not ours counts as `malformed`: our reading failed, not the wire. */
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

/** Bad settings or arguments of the process itself. `faults` are shown one a line; the process ends with `exitCode`. */
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
