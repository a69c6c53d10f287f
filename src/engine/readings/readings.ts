import type { OperatorId } from '../../core/access/policy.ts';
import { withTimeout } from '../../core/async/timeout.ts';
import { type Fault, faultOf, ProviderError, type Reason } from '../../core/errors/errors.ts';
import type { Source } from '../../core/figures/source.ts';
import type { Log } from '../../core/log.ts';
import type {
  AccountList,
  Ask,
  Connection,
  Reading,
  UnchangedList,
  WalletList,
} from '../../core/provider/provider.ts';
import { compareText } from '../../core/text/compare-text.ts';
import type { Clock, Instant, Millis } from '../../core/time/clock.ts';
import { traceOf } from '../trace.ts';
import { createTtlCache } from '../ttl-cache.ts';

/** A connection of an operator, open. */
export interface OpenConnection {
  readonly operator: { readonly id: OperatorId; readonly name: string };
  readonly id: string;
  readonly provider: string;
  /** Of its credentials, which it tells apart without telling them. */
  readonly fingerprint: string;
  readonly connection: Connection;
  /** Lets go of what it holds open to be asked again soon. */
  readonly rest?: () => void;
}

/** Questions to connections, shared by all who ask the same at the same time, and kept for a moment. */
export interface Readings {
  /** The connections as commands see them. `signal` is given up on by every question that brings no other. */
  sources(connections: readonly OpenConnection[], signal?: AbortSignal): readonly Source[];
  /** The connection for who asks all of them in turn: the answers take no place from those that people asked for. */
  inPassing(connection: OpenConnection): Source;
}

export interface ReadingsOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** How long an answer serves without asking again; 0 asks every time. Default 15 s. */
  readonly cache?: Millis;
  /** How old an answer may be to stand in, as `stale`, when asking again fails. Default 10 minutes. */
  readonly staleFor?: Millis;
  /** How long one question may take at most, whoever still waits for it. Default 30 s. */
  readonly deadline?: Millis;
  /** How much is kept of answers, in rows. Default 20,000. */
  readonly maxEntries?: number;
}

/** With these the provider has answered, if not what we hoped for: an older answer would contradict it. */
const answered: ReadonlySet<Reason> = new Set([
  'key-missing',
  'key-refused',
  'forbidden',
  'bad-question',
  'not-found',
  'no-record',
  'foreign',
  'unsupported',
]);

interface Known {
  data(): unknown;
  readonly asOf: Instant;
  /** Of a list that can be told from others. */
  readonly print: string | undefined;
}

type Outcome =
  | { readonly kind: 'ok'; readonly data: unknown; readonly asOf: Instant }
  | { readonly kind: 'fail'; readonly fault: Fault };

const timeout: Outcome = { kind: 'fail', fault: { reason: 'timeout' } };

/** A question under way. */
interface Flight {
  /**
   * Let go of when it is over: a `Map` whose entries come and go keeps some of them in the tables it outgrew, and half of
   * all that a sweep reads would outlive its use with them.
   */
  outcome: Promise<Outcome> | undefined;
  /** A person, as soon as one of them asks it, too. */
  asker: Asker;
}

/** Who asks: a person, or the monitor, of all connections in turn. */
type Asker = 'person' | 'monitor';

interface Question {
  /** Equal for what may share one answer. */
  readonly key: string;
  readonly provider: string;
  readonly capability: string;
  readonly call: (ask: Ask) => Promise<unknown>;
}

export function createReadings(options: ReadingsOptions): Readings {
  const { clock, log, cache = 15_000, staleFor = 600_000, deadline = 30_000, maxEntries = 20_000 } = options;
  const known = createTtlCache<Known>({ clock, life: staleFor, most: maxEntries });
  const flights = new Map<string, Flight>();

  async function read(question: Question, ask: Ask, asker: Asker): Promise<Reading<unknown>> {
    const { key } = question;
    const found = known.get(key);
    if (found !== undefined && found.age < cache) {
      return { kind: 'ok', data: found.value.data(), asOf: found.value.asOf };
    }
    if (ask.signal?.aborted) return inPlaceOf(key, { reason: 'not-asked' });
    const outcome = await patiently(join(question, asker), ask);
    return outcome.kind === 'ok' ? outcome : inPlaceOf(key, outcome.fault);
  }

  /** The older answer instead of none, where there is one that is not too old. */
  function inPlaceOf(key: string, why: Fault): Reading<unknown> {
    const older = known.get(key)?.value;
    if (older === undefined) return { kind: 'fail', fault: why };
    return { kind: 'stale', data: older.data(), asOf: older.asOf, why };
  }

  /** The shared question. No asker can end it; its own deadline does. */
  function join(question: Question, asker: Asker): Promise<Outcome> {
    const under = flights.get(question.key);
    if (under?.outcome === undefined) return fly(question, asker);
    if (asker === 'person') under.asker = asker;
    return under.outcome;
  }

  function fly(question: Question, asker: Asker): Promise<Outcome> {
    const flight: Flight = { outcome: undefined, asker };
    flights.set(question.key, flight);
    const stop = new AbortController();
    const ended = withTimeout(clock, { ms: deadline }, attempt(question, stop.signal), () => {
      stop.abort();
      return timeout;
    });
    const outcome = ended.then((came) => {
      flights.delete(question.key);
      flight.outcome = undefined;
      keep(question.key, came, flight.asker);
      return came;
    });
    flight.outcome = outcome;
    return outcome;
  }

  /**
   * Of what the monitor brings, only what there is room for: it would push out all that people may ask for again. And as
   * text: V8 makes where it lives for long whatever is often kept, and would make every account of a sweep there.
   */
  function keep(key: string, outcome: Outcome, asker: Asker): void {
    if (outcome.kind === 'fail') {
      if (answered.has(outcome.fault.reason)) known.drop(key);
      return;
    }
    const { data, asOf } = outcome;
    if (!isWhole(data)) return;
    if (asker === 'person') known.put(key, asItIs(data, asOf), rowsOf(data));
    else known.offer(key, makerOf(known.get(key)?.value, data, asOf), rowsOf(data));
  }

  async function attempt({ call, provider, capability }: Question, signal: AbortSignal): Promise<Outcome> {
    try {
      const data = await call({ signal });
      return { kind: 'ok', data, asOf: clock.now() };
    } catch (thrown) {
      if (!(thrown instanceof ProviderError)) {
        log.error('reading failed', { provider, capability, ...traceOf(thrown) });
      }
      return { kind: 'fail', fault: faultOf(thrown) };
    }
  }

  /** Waits for as long as this asker would. */
  function patiently(flight: Promise<Outcome>, { signal, deadline }: Ask): Promise<Outcome> {
    return withTimeout(clock, { ms: deadline, signal }, flight, () => timeout);
  }

  function open(connection: OpenConnection, asker: Asker, signal?: AbortSignal): Source {
    const { operator, id, provider, fingerprint } = connection;
    const { can, currency, timeZone, lacks } = connection.connection;
    // The operator comes first: two of them never share an answer, even with the same credentials.
    const place = JSON.stringify([operator.id, id, provider, fingerprint]);
    const questions = Object.entries(can).map(([capability, question]) => {
      const bound = question as (query: unknown, ask: Ask) => Promise<unknown>;
      const ask = (query: unknown, asked: Ask = {}) => {
        const key = `${place} ${capability} ${JSON.stringify(canonical(query))}`;
        const call = (own: Ask) => bound(query, asker === 'monitor' ? { ...own, marked: true } : own);
        const whole = signal === undefined ? asked : { signal, ...asked };
        return read({ key, provider, capability, call }, whole, asker);
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
      return [...connections].sort(inOrder).map((connection) => open(connection, 'person', signal));
    },
    inPassing: (connection) => open(connection, 'monitor'),
  };
}

/** The same value with the keys of its objects in order. */
function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(canonical);
  const given = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return given.sort(([a], [b]) => compareText(a, b)).map(([key, inner]) => [key, canonical(inner)]);
}

/** A list in which something failed is shown but not kept: the next question may get it whole. */
function isWhole(data: unknown): boolean {
  return !Array.isArray(data) || !data.some((part: { readonly kind?: unknown }) => part?.kind === 'fail');
}

/*
 * What is kept is made by functions of their own: a function keeps alive whatever any function made beside it needs, and
 * through the answer before each one would keep all that ever came.
 */

function asItIs(data: unknown, asOf: Instant): Known {
  const read = readOf(data);
  return { data: () => read, asOf, print: printOf(data) };
}

/** Of an answer that says the same as the one before, what was made of that is kept on. */
function makerOf(older: Known | undefined, data: unknown, asOf: Instant): () => Known {
  const print = printOf(data);
  const isSame = older !== undefined && print !== undefined && older.print === print;
  return () => (isSame ? { ...older, asOf } : { data: asText(data), asOf, print });
}

/** Answers are plain JSON once they are read: amounts are texts. */
function asText(data: unknown): () => unknown {
  const text = JSON.stringify(readOf(data));
  return () => JSON.parse(text);
}

function printOf(data: unknown): string | undefined {
  return (data as Partial<AccountList> | null)?.validator?.fingerprint;
}

/** The same answer, with nothing of it left to be read. */
function readOf(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || !('read' in data)) return data;
  const { read, ...list } = data as UnchangedList;
  return { accounts: read(), ...list } satisfies AccountList;
}

/** How much there is to an answer. */
function rowsOf(data: unknown): number {
  if (Array.isArray(data)) return 1 + data.length;
  const { validator, accounts, wallets } = data as Partial<AccountList & WalletList>;
  return 1 + (validator?.rows ?? (accounts ?? wallets ?? []).length);
}

function inOrder(a: OpenConnection, b: OpenConnection): number {
  return compareText(a.operator.id, b.operator.id) || compareText(a.id, b.id);
}
