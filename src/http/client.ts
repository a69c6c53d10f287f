import { type Fault, ProviderError, type Reason } from '../core/errors/errors.ts';
import type { HttpPort, HttpRequest } from '../core/provider/provider.ts';
import { readRetryAfter } from '../core/provider/retry-after.ts';
import type { Clock, Millis } from '../core/time/clock.ts';
import { type Breaker, createBreaker, type Pass } from './breaker.ts';
import { createRetryBudget } from './budget.ts';
import { decodeBody } from './charset.ts';
import { exchange, joinHeader, type WireFailure, type WireHeaders } from './exchange.ts';
import { coolingDown, failed, type HttpOutcome, isTransient, voteOf, wantsAgain } from './outcome.ts';
import { createOriginPool, type OriginPool, type PoolOptions } from './pool-fast.ts';
import { backoff, maxRetries } from './retry.ts';
import { type LookupAll, publicOnly, refusalOf, type Target } from './target.ts';
import { createTargetParser } from './target-fast.ts';

export interface HttpClientOptions {
  readonly clock: Clock;
  /** Outer deadline of requests that have none. */
  readonly deadline?: Millis;
  /** Returns a number from 0 to 1; used for the pauses between retries. */
  readonly random?: () => number;
  /** Called with the outcome of every request. */
  readonly onCall?: (call: HttpCall) => void;
  readonly connections?: number;
  /** Trusted certificates as PEM; the default is the system's. */
  readonly ca?: readonly string[];
  readonly lookup?: LookupAll;
}

/** The outcome of one request. Safe to log and to count. */
export interface HttpCall {
  readonly origin: string;
  /** Zero if the request was not sent. */
  readonly tries: number;
  readonly took: Millis;
  readonly status?: number;
  readonly reason?: Reason;
}

export interface HttpClient extends HttpPort {
  /** Closes the pools without requests in progress; later requests reopen them. Breakers and cooldowns are preserved. */
  closeIdle(): void;
  /** Closes every connection. Requests in progress fail, later ones are not sent. */
  close(): Promise<void>;
}

interface OriginState {
  readonly origin: string;
  /** Undefined until the first request, and after `closeIdle`. */
  pool?: OriginPool | undefined;
  readonly breakers: Map<string, Breaker>;
  /** End of the wait that the provider asked for, in `mono`. */
  coolUntil: Millis;
}

/** A request that the circuit breaker let through. */
interface AdmittedRequest {
  readonly kind: 'admitted';
  readonly state: OriginState;
  readonly target: Target;
  readonly request: HttpRequest;
  /** End of the outer deadline, in `mono`. */
  readonly due: Millis;
  readonly breaker: Breaker;
  readonly pass: Pass;
}

interface Result {
  readonly outcome: HttpOutcome;
  readonly tries: number;
}

/** Limit of breakers per origin; only paths with variable parts other than numbers reach it. */
const maxBreakers = 64;
const defaultMaxBytes = 1024 * 1024;

/** The way out with one credential. Connections, breakers and the retry budget are not shared with other credentials. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { clock, deadline = 8000, random = Math.random, onCall, connections = 8, ca } = options;
  const lookup = publicOnly(options.lookup);
  const origins = new Map<string, OriginState>();
  const targetOf = createTargetParser();
  const budget = createRetryBudget();
  const closing = new AbortController();
  const limits = { connections, connectTimeout: 2000, headersTimeout: 5000, bodyTimeout: 3000 };
  const poolOptions: PoolOptions = { ...limits, ca, lookup };

  function stateOf(origin: string): OriginState {
    let state = origins.get(origin);
    if (state === undefined) {
      const refusal = refusalOf(origin);
      if (refusal !== undefined) throw new ProviderError(refusal);
      state = { origin, breakers: new Map(), coolUntil: 0 };
      origins.set(origin, state);
    }
    return state;
  }

  /** Returns the request as it may be sent now, or its outcome if it must not be sent. */
  function admit(
    state: OriginState,
    target: Target,
    request: HttpRequest,
    now: Millis,
  ): AdmittedRequest | HttpOutcome {
    if (isAbandoned(request)) return failed({ reason: 'not-asked' });
    if (state.coolUntil > now) return coolingDown(state.coolUntil - now);
    const breaker = breakerOf(state, target.endpoint);
    const pass = breaker.enter(now);
    if (pass.kind === 'wait') return coolingDown(pass.millis);
    budget.earn();
    const due = now + (request.deadline ?? deadline);
    return { kind: 'admitted', state, target, request, due, breaker, pass };
  }

  /** Updates the breaker and the cooldown. */
  function recordOutcome(
    { state, request, due, breaker, pass }: AdmittedRequest,
    outcome: HttpOutcome,
  ): void {
    const ended = clock.mono();
    const isVoid = isAbandoned(request) && ended < due;
    breaker.leave(ended, pass, isVoid ? 'void' : voteOf(outcome));
    const wait = askedToWait(outcome) ?? 0;
    if (wait > 0) state.coolUntil = Math.max(state.coolUntil, ended + wait);
  }

  /** Retries while that may help and time is left. If a retry gets no answer, the answer before it is the outcome. */
  async function sendUntilDue(admitted: AdmittedRequest): Promise<Result> {
    let askedAgain = false;
    let answered: HttpOutcome | undefined;
    for (let tries = 1; ; tries++) {
      const outcome = await attempt(admitted);
      if (outcome.kind === 'answer') answered = outcome;
      const again: boolean = !askedAgain && wantsAgain(admitted.request, outcome);
      const pause = again || isTransient(outcome) ? pauseBeforeRetry(admitted, outcome, tries) : undefined;
      if (pause === undefined) return { outcome: answered ?? outcome, tries };
      askedAgain ||= again;
      await clock.sleep(pause, eitherSignal(admitted.request.signal));
      if (isAbandoned(admitted.request)) return { outcome: answered ?? outcome, tries };
    }
  }

  async function attempt({ state, target, request, due }: AdmittedRequest): Promise<HttpOutcome> {
    state.pool ??= createOriginPool(state.origin, poolOptions);
    const result = await exchange(state.pool, clock, {
      method: request.method,
      path: target.path,
      headers: requestHeaders(request),
      body: request.body ?? null,
      maxBytes: request.maxBytes ?? defaultMaxBytes,
      deadline: due - clock.mono(),
      signal: request.signal,
    });
    if (result.kind === 'failure') return failed(faultOfFailure(result));
    const headers = answerHeaders(result.headers);
    const body = decodeBody(result.bytes, headers['content-type']);
    return { kind: 'answer', answer: { status: result.status, headers, body } };
  }

  function faultOfFailure({ cause, reason, status, progress }: WireFailure): Fault {
    const isAbandonment = cause === 'deadline' || cause === 'signal';
    // A request that only waited for a connection is no evidence about the provider.
    if (isAbandonment && progress === 'waiting') return { reason: 'not-asked' };
    const abandonment = closing.signal.aborted ? 'interrupted' : 'timeout';
    return { reason: isAbandonment ? abandonment : reason, ...(status !== undefined && { status }) };
  }

  /** Returns the pause before the next try, or undefined if there must be none. */
  function pauseBeforeRetry(
    { request, due, pass }: AdmittedRequest,
    outcome: HttpOutcome,
    tries: number,
  ): Millis | undefined {
    if (tries > maxRetries || pass.probe || isAbandoned(request)) return undefined;
    const pause = Math.max(askedToWait(outcome) ?? 0, backoff(tries - 1, random));
    const now = clock.mono();
    if (now + pause >= due) return undefined;
    return budget.spend(now) ? pause : undefined;
  }

  function askedToWait(outcome: HttpOutcome): Millis | undefined {
    if (outcome.kind !== 'answer') return undefined;
    const { status, headers } = outcome.answer;
    return status === 429 || status === 503 ? readRetryAfter(headers, clock.now()) : undefined;
  }

  function isAbandoned({ signal }: HttpRequest): boolean {
    return closing.signal.aborted || signal?.aborted === true;
  }

  function eitherSignal(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
  }

  return {
    async send(request) {
      const started = clock.mono();
      const target = targetOf(request.url);
      const state = stateOf(target.origin);
      const admitted = admit(state, target, request, started);
      const isSent = admitted.kind === 'admitted';
      const { outcome, tries } = isSent ? await sendUntilDue(admitted) : { outcome: admitted, tries: 0 };
      if (isSent) recordOutcome(admitted, outcome);
      onCall?.({ origin: state.origin, tries, took: clock.mono() - started, ...summaryOf(outcome) });
      if (outcome.kind === 'answer') return outcome.answer;
      const { reason, ...detail } = outcome.fault;
      throw new ProviderError(reason, detail);
    },
    closeIdle() {
      for (const state of origins.values()) {
        if (state.pool?.isIdle() !== true) continue;
        void state.pool.destroy();
        state.pool = undefined;
      }
    },
    async close() {
      closing.abort();
      await Promise.all([...origins.values()].map(({ pool }) => pool?.destroy()));
    },
  };
}

function summaryOf(outcome: HttpOutcome): Pick<HttpCall, 'status' | 'reason'> {
  return outcome.kind === 'answer' ? { status: outcome.answer.status } : { reason: outcome.fault.reason };
}

function breakerOf({ breakers }: OriginState, endpoint: string): Breaker {
  let breaker = breakers.get(endpoint);
  if (breaker === undefined) {
    if (breakers.size >= maxBreakers) breakers.clear();
    breaker = createBreaker();
    breakers.set(endpoint, breaker);
  }
  return breaker;
}

/** Returns names and values in turn. A request cannot replace `accept-encoding` and `user-agent`. */
function requestHeaders({ headers = {} }: HttpRequest): string[] {
  const list = ['accept-encoding', 'identity', 'user-agent', 'walletwatch'];
  let accepts = false;
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (lower === 'accept-encoding' || lower === 'user-agent') continue;
    if (lower === 'accept') accepts = true;
    list.push(name, value);
  }
  if (!accepts) list.push('accept', '*/*');
  return list;
}

function answerHeaders(received: WireHeaders): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(received)) {
    if (value !== undefined) headers[name] = joinHeader(value);
  }
  return headers;
}
