import type { OperatorId } from '../../core/access/policy.ts';
import { withTimeout } from '../../core/async/timeout.ts';
import type { Fault, Reason } from '../../core/errors/errors.ts';
import type { Source } from '../../core/figures/source.ts';
import type { Log } from '../../core/log.ts';
import type { Ask, Connection, Reading } from '../../core/provider/provider.ts';
import { compareText } from '../../core/text/compare-text.ts';
import type { Clock, Millis } from '../../core/time/clock.ts';
import { createAnswerCache } from './answer-cache.ts';
import {
  type Asker,
  createSharedQuestions,
  type Question,
  type QuestionResult,
  timedOut,
} from './shared-questions.ts';

/** An open connection of an operator. */
export interface OpenConnection {
  readonly operator: { readonly id: OperatorId; readonly name: string };
  readonly id: string;
  readonly provider: string;
  /** Fingerprint of the settings and credentials; it does not reveal them. */
  readonly fingerprint: string;
  readonly connection: Connection;
  /** Closes idle sockets. */
  readonly rest?: () => void;
}

/** Questions to connections. Those that are asked at the same time share one answer, which is cached for a moment. */
export interface Readings {
  /** The connections as commands see them. `signal` ends the wait of each question that has no signal of its own. */
  sources(connections: readonly OpenConnection[], signal?: AbortSignal): readonly Source[];
  /** The connection as the monitor sees it: its answers are cached only while there is room. */
  inPassing(connection: OpenConnection): Source;
}

export interface ReadingsOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Age up to which a cached answer is returned without asking; 0 turns the cache off. Default 15 s. */
  readonly cache?: Millis;
  /** Age up to which an answer is returned as `stale` if asking again fails. Default 10 minutes. */
  readonly staleFor?: Millis;
  /** Longest time of one question, whoever waits for it. Default 30 s. */
  readonly deadline?: Millis;
  /** Size of the cache in rows. Default 20,000. */
  readonly maxEntries?: number;
}

/** Reasons with which the provider did answer: an older answer would contradict it. */
const answeredReasons: ReadonlySet<Reason> = new Set([
  'key-missing',
  'key-refused',
  'forbidden',
  'bad-question',
  'not-found',
  'no-record',
  'foreign',
  'unsupported',
]);

export function createReadings(options: ReadingsOptions): Readings {
  const { clock, log, cache = 15_000, staleFor = 600_000, deadline = 30_000, maxEntries = 20_000 } = options;
  const answers = createAnswerCache({ clock, lifetime: staleFor, maxRows: maxEntries });
  const askShared = createSharedQuestions({ clock, log, deadline, onResult: updateCache });

  async function read(question: Question, ask: Ask, asker: Asker): Promise<Reading<unknown>> {
    const { key } = question;
    const fresh = answers.findFresh(key, cache);
    if (fresh !== undefined) return { kind: 'ok', data: fresh.data(), asOf: fresh.asOf };
    if (ask.signal?.aborted) return staleOrFail(key, { reason: 'not-asked' });
    const patience = { ms: ask.deadline, signal: ask.signal };
    const result = await withTimeout(clock, patience, askShared(question, asker), () => timedOut);
    return result.kind === 'ok' ? result : staleOrFail(key, result.fault);
  }

  function staleOrFail(key: string, why: Fault): Reading<unknown> {
    const older = answers.find(key);
    if (older === undefined) return { kind: 'fail', fault: why };
    return { kind: 'stale', data: older.data(), asOf: older.asOf, why };
  }

  function updateCache(key: string, result: QuestionResult, asker: Asker): void {
    if (result.kind === 'fail') {
      if (answeredReasons.has(result.fault.reason)) answers.delete(key);
      return;
    }
    if (hasFailedPart(result.data)) return;
    if (asker === 'user') answers.store(key, result.data, result.asOf);
    else answers.offer(key, result.data, result.asOf);
  }

  function open(connection: OpenConnection, asker: Asker, signal?: AbortSignal): Source {
    const { operator, id, provider, fingerprint } = connection;
    const { can, currency, timeZone, lacks } = connection.connection;
    // Begins with the operator: two operators never share an answer, even with the same credentials.
    const place = JSON.stringify([operator.id, id, provider, fingerprint]);
    const questions = Object.entries(can).map(([capability, question]) => {
      const send = question as (query: unknown, ask: Ask) => Promise<unknown>;
      const ask = (query: unknown, callerAsk: Ask = {}) => {
        const key = `${place} ${capability} ${JSON.stringify(canonical(query))}`;
        const call = (sent: Ask) => send(query, asker === 'monitor' ? { ...sent, marked: true } : sent);
        const withSignal = signal === undefined ? callerAsk : { signal, ...callerAsk };
        return read({ key, provider, capability, call }, withSignal, asker);
      };
      return [capability, ask] as const;
    });
    return {
      operator,
      connection: { id, provider },
      can: Object.fromEntries(questions) as Source['can'],
      ...(currency !== undefined && { currency }),
      timeZone,
      lacks,
    };
  }

  return {
    sources(connections, signal) {
      return [...connections].sort(inOrder).map((connection) => open(connection, 'user', signal));
    },
    inPassing: (connection) => open(connection, 'monitor'),
  };
}

/** The same value with the keys of its objects sorted. */
function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(canonical);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return entries.sort(([a], [b]) => compareText(a, b)).map(([key, inner]) => [key, canonical(inner)]);
}

/** Whether a part of a list failed. Such a list is shown but not cached: the next question may get all of it. */
function hasFailedPart(data: unknown): boolean {
  return Array.isArray(data) && data.some((part: { readonly kind?: unknown }) => part?.kind === 'fail');
}

function inOrder(a: OpenConnection, b: OpenConnection): number {
  return compareText(a.operator.id, b.operator.id) || compareText(a.id, b.id);
}
