import { withTimeout } from '../async/timeout.ts';
import type { Answer, Capability, Query, Reading } from '../provider/provider.ts';
import type { Clock, Millis } from '../time/clock.ts';
import type { Source } from './source.ts';

/** The result of one question to one connection. */
export interface SourceResult<C extends Capability = Capability> {
  readonly source: Source;
  readonly capability: C;
  readonly reading: Reading<Answer<C>>;
}

/** The questions of one command run. All of them end at its deadline. */
export interface QuerySession {
  /**
   * Resolves to a reading by the deadline. It fails with `timeout` if there was no answer by then, `not-asked` if the
   * deadline had passed, and `unsupported` if the connection lacks the capability.
   */
  ask<C extends Capability>(source: Source, capability: C, query: Query<C>): Promise<Reading<Answer<C>>>;
  /** Asks all connections that have the capability, concurrently; results are in the order of `sources`. */
  gather<C extends Capability>(
    sources: readonly Source[],
    capability: C,
    query: Query<C>,
  ): Promise<readonly SourceResult<C>[]>;
}

export interface QuerySessionOptions {
  readonly clock: Clock;
  readonly deadline: Millis;
  readonly signal?: AbortSignal;
}

export function createQuerySession({ clock, deadline, signal }: QuerySessionOptions): QuerySession {
  const until = clock.mono() + deadline;

  async function ask<C extends Capability>(
    source: Source,
    capability: C,
    query: Query<C>,
  ): Promise<Reading<Answer<C>>> {
    const question = source.can[capability];
    if (question === undefined) return { kind: 'fail', fault: { reason: 'unsupported' } };
    const left: Millis = until - clock.mono();
    if (left <= 0 || signal?.aborted) return { kind: 'fail', fault: { reason: 'not-asked' } };
    // The question ends slightly earlier, so that a stale answer can still replace it.
    const questionDeadline: Millis = left - Math.min(reserve, left / 10);
    return withTimeout(
      clock,
      { ms: left, signal },
      question(query, { deadline: questionDeadline, ...(signal !== undefined && { signal }) }),
      () => timeout,
    );
  }

  return {
    ask,
    gather(sources, capability, query) {
      const able = sources.filter((source) => source.can[capability] !== undefined);
      return Promise.all(
        able.map(async (source) => ({ source, capability, reading: await ask(source, capability, query) })),
      );
    },
  };
}

const reserve: Millis = 200;
const timeout = { kind: 'fail', fault: { reason: 'timeout' } } as const;
