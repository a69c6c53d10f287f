import type { Log } from '../../../core/log.ts';
import type { Millis } from '../../../core/time/clock.ts';
import type { Readings } from '../../readings/readings.ts';
import { traceOf } from '../../trace.ts';
import type { ChangeFilter } from '../evaluate/skip-unchanged.ts';
import type { Observer } from '../poll/observe.ts';
import { createQueue } from '../poll/queue.ts';
import type { PollTarget, PollTargetPorts } from './targets.ts';

export interface PollerPorts extends Pick<PollTargetPorts, 'clock' | 'poll' | 'random' | 'wake'> {
  readonly log: Log;
  readonly readings: Readings;
  readonly observer: Observer;
  readonly filter: ChangeFilter;
  /** Time limit for all questions of one poll together. */
  readonly deadline: Millis;
}

/** Polls connections and evaluates their responses. */
export interface Poller {
  /** Queues the targets for which `isDue`, the longest overdue first. */
  enqueue(targets: Iterable<PollTarget>, isDue: (target: PollTarget) => boolean): void;
  idle(): Promise<void>;
  stop(): void;
}

const maxConcurrentPolls = 64;
/** Responses being evaluated or written. Each contains all accounts of a connection. */
const maxConcurrentEvaluations = 4;
/** Poll intervals longer than this close idle sockets; providers drop them by then anyway. */
const releaseIdleAfter: Millis = 5_000;

export function createPoller(ports: PollerPorts): Poller {
  const { clock, log, poll, random, wake, readings, observer, filter, deadline } = ports;
  let evaluating = 0;
  const queue = createQueue({
    work: pollTarget,
    maxConcurrent: maxConcurrentPolls,
    isFull: () => evaluating >= maxConcurrentEvaluations,
  });

  async function pollTarget(target: PollTarget): Promise<void> {
    const { operator, id } = target.connection;
    try {
      const response = await observer.ask(readings.inPassing(target.connection), deadline);
      evaluating += 1;
      try {
        wake(await filter.evaluate(response, target.connection, clock.now()));
      } finally {
        evaluating -= 1;
      }
    } catch (thrown) {
      log.error('alert poll failed', { connection: `${operator.id}/${id}`, ...traceOf(thrown) });
    } finally {
      if (poll >= releaseIdleAfter) target.connection.rest?.();
      target.busy = false;
      target.endedAt = clock.mono();
      // Jitter of 10 %, so that the polls of many connections do not synchronize.
      target.due = clock.mono() + poll * (0.95 + random() * 0.1);
    }
  }

  return {
    enqueue(targets, isDue) {
      const due = [...targets].filter((target) => !target.busy && isDue(target));
      for (const target of due.sort((a, b) => a.due - b.due)) {
        target.busy = true;
        queue.add(target);
      }
    },
    idle: queue.idle,
    stop: queue.stop,
  };
}
