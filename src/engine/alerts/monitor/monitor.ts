import type { Millis } from '../../../core/time/clock.ts';
import { traceOf } from '../../trace.ts';
import { createChangeFilter } from '../evaluate/skip-unchanged.ts';
import { createDowntimeNotice } from './downtime.ts';
import { createPoller, type PollerPorts } from './poller.ts';
import { createPollTargets, type PollTargetPorts } from './targets.ts';

export interface MonitorPorts
  extends Omit<PollTargetPorts, 'noDataAfter' | 'forget'>,
    Omit<PollerPorts, 'filter'> {}

/** Progress of the monitor, for health checks. */
export interface MonitorState {
  /** Per connection, time since its last poll ended; undefined before the first. */
  readonly connections: ReadonlyMap<string, Millis | undefined>;
  /** Time since the last tick. */
  readonly lastTick: Millis;
}

/** Poll scheduler: polls every connection of the operators whose alerts a chat receives. */
export interface Monitor {
  start(): void;
  /** Polls all connections once now, whether they are due or not. */
  round(): Promise<void>;
  /** Subscriptions or connections changed. */
  refresh(): void;
  state(): MonitorState;
  stop(): Promise<void>;
}

const maxTick: Millis = 1_000;
const minNoDataAfter: Millis = 300_000;

export function createMonitor(ports: MonitorPorts): Monitor {
  const { clock, log, observer, poll } = ports;
  const evaluation = { ...ports, noDataAfter: Math.max(3 * poll, minNoDataAfter) };
  const filter = createChangeFilter(evaluation, observer);
  const targets = createPollTargets({
    ...evaluation,
    forget(key) {
      observer.forget(key);
      filter.forget(key);
    },
  });
  const poller = createPoller({ ...ports, filter });
  const downtime = createDowntimeNotice({ ...ports, targets });
  let stopped = false;
  let wakeSignal = new AbortController();
  let loop: Promise<void> | undefined;
  let tickedAt = clock.mono();

  async function tick(): Promise<void> {
    tickedAt = clock.mono();
    if (targets.isStale()) await targets.refreshTargets();
    await downtime.detect();
    poller.enqueue(targets.all.values(), ({ due }) => due <= clock.mono());
    await downtime.announce();
  }

  async function run(): Promise<void> {
    while (!stopped) {
      wakeSignal = new AbortController();
      try {
        await tick();
      } catch (thrown) {
        log.error('alert monitor failed', traceOf(thrown));
        targets.retrySoon();
      }
      if (!stopped && !wakeSignal.signal.aborted)
        await clock.sleep(Math.min(poll, maxTick), wakeSignal.signal);
    }
  }

  return {
    start() {
      loop ??= run();
    },
    async round() {
      await targets.refreshTargets();
      poller.enqueue(targets.all.values(), () => true);
      await poller.idle();
    },
    refresh() {
      targets.invalidate();
      wakeSignal.abort('refresh');
    },
    state: () => ({
      connections: new Map(
        [...targets.all].map(([key, { endedAt }]) => [
          key,
          endedAt === undefined ? undefined : clock.mono() - endedAt,
        ]),
      ),
      lastTick: clock.mono() - tickedAt,
    }),
    async stop() {
      stopped = true;
      wakeSignal.abort('stop');
      poller.stop();
      await loop;
      await poller.idle();
    },
  };
}
