import { withTimeout } from '../../core/async/timeout.ts';
import { type Fault, faultOf, ProviderError } from '../../core/errors/errors.ts';
import type { Log } from '../../core/log.ts';
import type { Ask } from '../../core/provider/provider.ts';
import type { Clock, Instant, Millis } from '../../core/time/clock.ts';
import { traceOf } from '../trace.ts';

/** A question to a connection. Questions with the same key may share one answer. */
export interface Question {
  readonly key: string;
  readonly provider: string;
  readonly capability: string;
  readonly call: (ask: Ask) => Promise<unknown>;
}

/** A user, or the monitor, which asks all connections in turn. */
export type Asker = 'user' | 'monitor';

export type QuestionResult =
  | { readonly kind: 'ok'; readonly data: unknown; readonly asOf: Instant }
  | { readonly kind: 'fail'; readonly fault: Fault };

export const timedOut: QuestionResult = { kind: 'fail', fault: { reason: 'timeout' } };

/** A question that is being asked. */
interface PendingQuestion {
  /**
   * Cleared when the question has ended: V8 retains deleted `Map` entries in the tables that a map outgrew, and with
   * them about half of all that a sweep reads.
   */
  result: Promise<QuestionResult> | undefined;
  /** The user, as soon as one of those who wait is a user. */
  asker: Asker;
}

export interface SharedQuestionsPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly deadline: Millis;
  /** Called once for each question, before those who wait for it continue. */
  readonly onResult: (key: string, result: QuestionResult, asker: Asker) => void;
}

/**
 * Returns a function that asks a question, or joins one with the same key that is being asked. No asker can end a shared
 * question; only its own deadline does.
 */
export function createSharedQuestions({ clock, log, deadline, onResult }: SharedQuestionsPorts) {
  const pending = new Map<string, PendingQuestion>();

  function start(question: Question, asker: Asker): Promise<QuestionResult> {
    const entry: PendingQuestion = { result: undefined, asker };
    pending.set(question.key, entry);
    const stop = new AbortController();
    const settled = withTimeout(clock, { ms: deadline }, call(question, stop.signal), () => {
      stop.abort();
      return timedOut;
    });
    const result = settled.then((outcome) => {
      pending.delete(question.key);
      entry.result = undefined;
      onResult(question.key, outcome, entry.asker);
      return outcome;
    });
    entry.result = result;
    return result;
  }

  async function call(question: Question, signal: AbortSignal): Promise<QuestionResult> {
    const { provider, capability } = question;
    try {
      const data = await question.call({ signal });
      return { kind: 'ok', data, asOf: clock.now() };
    } catch (thrown) {
      if (!(thrown instanceof ProviderError)) {
        log.error('reading failed', { provider, capability, ...traceOf(thrown) });
      }
      return { kind: 'fail', fault: faultOf(thrown) };
    }
  }

  return (question: Question, asker: Asker): Promise<QuestionResult> => {
    const shared = pending.get(question.key);
    if (shared?.result === undefined) return start(question, asker);
    if (asker === 'user') shared.asker = asker;
    return shared.result;
  };
}
