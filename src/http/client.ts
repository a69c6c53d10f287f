import { ProviderError, type Reason } from '../core/errors/errors.ts';
import type { HttpPort, HttpRequest } from '../core/provider/provider.ts';
import { readRetryAfter } from '../core/provider/retry-after.ts';
import type { Clock, Millis } from '../core/time/clock.ts';
import { type Breaker, createBreaker, type Pass } from './breaker.ts';
import { createRetryBudget } from './budget.ts';
import { createDeadlines } from './deadline.ts';
import { startExchange } from './exchange.ts';
import { coolingDown, type HttpOutcome, isFailure, isPassing, voteOf, wantsAgain } from './outcome.ts';
import { type ConnectOptions, createOriginPool, type OriginPool } from './pool.ts';
import { backoff, maxRetries } from './retry.ts';
import { createTargets, refusalOf, type Target } from './target.ts';

export interface HttpClientOptions extends ConnectOptions {
  readonly clock: Clock;
  /** Outer deadline of a question that brings none. */
  readonly deadline?: Millis;
  /** From 0 to 1, for the pauses between tries. */
  readonly random?: () => number;
  /** Told how every question ended. */
  readonly onCall?: (call: HttpCall) => void;
}

/** How one question ended: with the status of its answer, or for a reason. Safe to log and to count. */
export interface HttpCall {
  readonly origin: string;
  /** Zero when the question was not put at all. */
  readonly tries: number;
  readonly took: Millis;
  readonly status?: number;
  readonly reason?: Reason;
}

export interface HttpClient extends HttpPort {
  /** Ends connections that nobody uses now; later questions make new ones. What was learnt is kept. */
  closeIdle(): void;
  /** Ends every connection. Questions that are under way fail, later ones are not asked. */
  close(): Promise<void>;
}

/** What is known of one origin. */
interface Line {
  readonly origin: string;
  /** Absent while it rests. */
  wire?: OriginPool | undefined;
  readonly breakers: Map<string, Breaker>;
  /** The provider asked us to wait until then, in `mono`. */
  coolUntil: Millis;
}

/** A question on its way. */
interface Question {
  readonly kind: 'question';
  readonly line: Line;
  readonly target: Target;
  readonly request: HttpRequest;
  readonly due: Millis;
  readonly breaker: Breaker;
  readonly pass: Pass;
}

interface Result {
  readonly outcome: HttpOutcome;
  readonly tries: number;
}

/** Endpoints whose breakers are kept; more are only met when paths hold something that varies. */
const maxEndpoints = 64;

/** The way out with one credential: nothing of it, neither connections nor what was learnt, is shared with another. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { clock, deadline = 8000, random = Math.random, onCall } = options;
  const lines = new Map<string, Line>();
  const targetOf = createTargets();
  const deadlines = createDeadlines(clock);
  const budget = createRetryBudget();
  const closing = new AbortController();

  function lineOf(origin: string): Line {
    let line = lines.get(origin);
    if (line === undefined) {
      const refusal = refusalOf(origin);
      if (refusal !== undefined) throw new ProviderError(refusal);
      line = { origin, breakers: new Map(), coolUntil: 0 };
      lines.set(origin, line);
    }
    return line;
  }

  /** The question as it may be asked now, or how it ends without being asked. */
  function admit(line: Line, target: Target, request: HttpRequest, now: Millis): Question | HttpOutcome {
    if (isGivenUp(request)) return isFailure({ reason: 'not-asked' });
    if (line.coolUntil > now) return coolingDown(line.coolUntil - now);
    const breaker = breakerOf(line, target.endpoint);
    const pass = breaker.enter(now);
    if (pass.kind === 'wait') return coolingDown(pass.millis);
    budget.earn();
    const due = now + (request.deadline ?? deadline);
    return { kind: 'question', line, target, request, due, breaker, pass };
  }

  /** Remembers what an outcome says of its endpoint. */
  function learn({ line, request, due, breaker, pass }: Question, outcome: HttpOutcome): void {
    const ended = clock.mono();
    const abandoned = isGivenUp(request) && ended < due;
    breaker.leave(ended, pass, abandoned ? 'void' : voteOf(outcome));
    const wait = askedToWait(outcome) ?? 0;
    if (wait > 0) line.coolUntil = Math.max(line.coolUntil, ended + wait);
  }

  /** Tries again while that may help and time is left. An answer that came stands when a later try brings none. */
  async function askUntilDue(question: Question): Promise<Result> {
    let askedAgain = false;
    let answered: HttpOutcome | undefined;
    for (let tries = 1; ; tries++) {
      const outcome = await attempt(question);
      if (outcome.kind === 'answer') answered = outcome;
      const again: boolean = !askedAgain && wantsAgain(question.request, outcome);
      const pause = again || isPassing(outcome) ? pauseBeforeRetry(question, outcome, tries) : undefined;
      if (pause === undefined) return { outcome: answered ?? outcome, tries };
      askedAgain ||= again;
      await clock.sleep(pause, eitherSignal(question.request.signal));
      if (isGivenUp(question.request)) return { outcome: answered ?? outcome, tries };
    }
  }

  function attempt({ line, target, request, due }: Question): Promise<HttpOutcome> {
    return new Promise((resolve) => {
      const giveUp = () => exchange.giveUp(closing.signal.aborted ? 'interrupted' : 'timeout');
      const watch = deadlines.watch(due, giveUp);
      request.signal?.addEventListener('abort', giveUp);
      line.wire ??= createOriginPool(line.origin, options);
      const exchange = startExchange(line.wire, target, request, (outcome) => {
        request.signal?.removeEventListener('abort', giveUp);
        deadlines.end(watch);
        resolve(outcome);
      });
    });
  }

  /** How long to wait for the next try; undefined when there is none. */
  function pauseBeforeRetry(question: Question, outcome: HttpOutcome, tries: number): Millis | undefined {
    if (tries > maxRetries || question.pass.probe || isGivenUp(question.request)) return undefined;
    const pause = Math.max(askedToWait(outcome) ?? 0, backoff(tries - 1, random));
    const now = clock.mono();
    if (now + pause >= question.due) return undefined;
    return budget.spend(now) ? pause : undefined;
  }

  function askedToWait(outcome: HttpOutcome): Millis | undefined {
    if (outcome.kind !== 'answer' || !isAskingToWait(outcome.answer.status)) return undefined;
    return readRetryAfter(outcome.answer.headers, clock.now());
  }

  function isGivenUp({ signal }: HttpRequest): boolean {
    return closing.signal.aborted || signal?.aborted === true;
  }

  function eitherSignal(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
  }

  return {
    async send(request) {
      const started = clock.mono();
      const target = targetOf(request.url);
      const line = lineOf(target.origin);
      const question = admit(line, target, request, started);
      const isAsked = question.kind === 'question';
      const { outcome, tries } = isAsked ? await askUntilDue(question) : { outcome: question, tries: 0 };
      if (isAsked) learn(question, outcome);
      onCall?.({ origin: line.origin, tries, took: clock.mono() - started, ...endOf(outcome) });
      if (outcome.kind === 'answer') return outcome.answer;
      const { reason, ...detail } = outcome.fault;
      throw new ProviderError(reason, detail);
    },
    closeIdle() {
      for (const line of lines.values()) {
        if (line.wire?.isIdle() !== true) continue;
        void line.wire.destroy();
        line.wire = undefined;
      }
    },
    async close() {
      closing.abort();
      deadlines.close();
      await Promise.all([...lines.values()].map(({ wire }) => wire?.destroy()));
    },
  };
}

function isAskingToWait(status: number): boolean {
  return status === 429 || status === 503;
}

function endOf(outcome: HttpOutcome): Pick<HttpCall, 'status' | 'reason'> {
  return outcome.kind === 'answer' ? { status: outcome.answer.status } : { reason: outcome.fault.reason };
}

function breakerOf({ breakers }: Line, endpoint: string): Breaker {
  let breaker = breakers.get(endpoint);
  if (breaker === undefined) {
    if (breakers.size >= maxEndpoints) breakers.clear();
    breaker = createBreaker();
    breakers.set(endpoint, breaker);
  }
  return breaker;
}
