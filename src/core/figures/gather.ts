import { withTimeout } from '../async/timeout.ts';
import type { Context } from '../command/command.ts';
import type { Answer, Capability, Query, Reading } from '../provider/provider.ts';
import type { Millis } from '../time/clock.ts';
import type { Source } from './source.ts';

/** One question to one connection, with what came of it. */
export interface SourceResult<C extends Capability = Capability> {
  readonly source: Source;
  readonly capability: C;
  readonly reading: Reading<Answer<C>>;
}

/** The questions of one run of a command: together they end at its deadline. */
export interface QuerySession {
  /**
   * One reading, at the latest when the deadline passes: `timeout` when it was under way, `not-asked` when it came
   * too late, `unsupported` where the connection cannot be asked.
   */
  ask<C extends Capability>(source: Source, capability: C, query: Query<C>): Promise<Reading<Answer<C>>>;
  /** The same question to every connection that can answer it, side by side; what came, in the order of `sources`. */
  gather<C extends Capability>(
    sources: readonly Source[],
    capability: C,
    query: Query<C>,
  ): Promise<readonly SourceResult<C>[]>;
}

export function createQuerySession({
  clock,
  deadline,
  signal,
}: Pick<Context, 'clock' | 'deadline'> & Partial<Pick<Context, 'signal'>>): QuerySession {
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
    // The question ends a little sooner, so that an older answer can still come in its place.
    const own: Millis = left - Math.min(reserve, left / 10);
    return withTimeout(
      clock,
      { ms: left, signal },
      question(query, { deadline: own, ...(signal !== undefined && { signal }) }),
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
