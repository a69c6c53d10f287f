import type { DataGap } from '../../../core/alerts/rule.ts';
import { createQuerySession, type SourceResult } from '../../../core/figures/gather.ts';
import type { Source } from '../../../core/figures/source.ts';
import type { Clock, Instant, Millis } from '../../../core/time/clock.ts';
import { type Answers, type PollQuestion, questions, readAnswers, unreadableSubjects } from './answers.ts';

/** The parsed responses of one poll of a connection. */
export interface Observation extends Omit<Answers, 'missing'> {
  readonly source: Source;
  /** A superset of `answered`. */
  readonly asked: ReadonlySet<PollQuestion>;
  readonly gaps: readonly DataGap[];
  /** By subject, if its figure is unreadable now. */
  readonly unreadable: ReadonlyMap<string, DataGap>;
}

/** The responses of one poll, not parsed yet. */
export interface RawResponse {
  readonly source: Source;
  readonly parts: readonly SourceResult<PollQuestion>[];
  readonly history: PollHistory;
  /** Equal for equal responses. Absent if only parsing could show whether they are equal. */
  readonly fingerprint?: string;
}

/** Polls connections. Remembers which responses are new and since when data is missing. */
export interface Observer {
  ask(source: Source, deadline: Millis): Promise<RawResponse>;
  /** Call `parse` or `skip` for each response before the next `ask`. */
  parse(response: RawResponse): Observation;
  /** Marks the response as processed without parsing it; allowed only if it equals the previous one and no question failed. */
  skip(response: RawResponse): void;
  /** Time since all questions of a connection were answered; undefined if they never were. */
  age(key: string): Millis | undefined;
  forget(key: string): void;
}

/** Drift between the two clocks below which the start of a gap is not changed. */
const maxDrift: Millis = 2_000;

/** State of a connection from its earlier polls. */
interface PollHistory {
  readonly asOf: Partial<Record<PollQuestion, Instant>>;
  /** Start of each gap by both clocks. */
  readonly since: Map<string, { readonly steady: Millis; readonly at: Instant }>;
  readonly opened: Millis;
  answeredAt?: Millis;
}

export function keyOfSource({ operator, connection }: Source): string {
  return `${operator.id}/${connection.id}`;
}

export function createObserver(clock: Clock): Observer {
  const histories = new Map<string, PollHistory>();

  async function ask(source: Source, deadline: Millis): Promise<RawResponse> {
    const key = keyOfSource(source);
    const history: PollHistory = histories.get(key) ?? { asOf: {}, since: new Map(), opened: clock.mono() };
    histories.set(key, history);
    const session = createQuerySession({ clock, deadline });
    const able = questions.filter((question) => source.can[question] !== undefined);
    const gathered = await Promise.all(able.map((question) => session.gather([source], question, {})));
    const parts: readonly SourceResult<PollQuestion>[] = gathered.flat();
    const fingerprint = fingerprintOf(parts, history.asOf);
    return { source, parts, history, ...(fingerprint !== undefined && { fingerprint }) };
  }

  function skip({ parts, history }: RawResponse): void {
    for (const { capability, reading } of parts) {
      if (reading.kind === 'ok') history.asOf[capability] = reading.asOf;
    }
    history.answeredAt = clock.mono();
  }

  function parse({ source, parts, history }: RawResponse): Observation {
    const lastAnswer = history.answeredAt ?? history.opened;
    const { missing, ...answers } = readAnswers(parts, history.asOf);
    const unreadable = unreadableSubjects(answers);
    if (missing.size === 0) history.answeredAt = clock.mono();
    const since = (what: string) => startOf(what, history, lastAnswer);
    const gaps = [...missing].map(([key, { what, reason }]): DataGap => {
      return { what, since: since(key), ...(reason !== undefined && { reason }) };
    });
    const unreadableGaps = [...unreadable].map(([subject, what]): [string, DataGap] => {
      return [subject, { what, since: since(subject), reason: 'malformed' }];
    });
    if (history.since.size > 0) {
      const observed = new Set([...answers.accounts, ...answers.wallets].map(({ subject }) => subject));
      for (const key of history.since.keys()) {
        const isSubject = key.includes('/');
        const isOver = isSubject ? observed.has(key) && !unreadable.has(key) : !missing.has(key);
        if (isOver) history.since.delete(key);
      }
    }
    const asked = new Set(parts.map(({ capability }) => capability));
    return { source, ...answers, asked, gaps, unreadable: new Map(unreadableGaps) };
  }

  /** The wall-clock time since which data is missing. */
  function startOf(key: string, history: PollHistory, lastAnswer: Millis): Instant {
    const known = history.since.get(key);
    const steady = known?.steady ?? lastAnswer;
    const at = Math.round(clock.now() - (clock.mono() - steady));
    // Two clocks never agree to the millisecond: the shown time changes only when one of them is set.
    if (known !== undefined && Math.abs(at - known.at) < maxDrift) return known.at;
    history.since.set(key, { steady, at });
    return at;
  }

  return {
    ask,
    parse,
    skip,
    age(key) {
      const at = histories.get(key)?.answeredAt;
      return at === undefined ? undefined : clock.mono() - at;
    },
    forget: (key) => void histories.delete(key),
  };
}

/** Defined only if every response is fresh and has a fingerprint. */
function fingerprintOf(
  parts: readonly SourceResult<PollQuestion>[],
  asOf: PollHistory['asOf'],
): string | undefined {
  const prints: string[] = [];
  for (const { capability, reading } of parts) {
    if (reading.kind !== 'ok' || reading.asOf === asOf[capability]) return undefined;
    const { data } = reading;
    if (!('notes' in data) || data.validator === undefined) return undefined;
    prints.push(`${capability} ${data.validator.fingerprint}`);
  }
  return prints.length === 0 ? undefined : prints.join();
}
