import type { Log } from '../core/log.ts';
import type { Clock, Millis } from '../core/time/clock.ts';

/** The progress of the monitor and of the outbox. */
export interface MonitorReport {
  stats(): Promise<{
    readonly incidents: Readonly<Record<string, number>>;
    /** Number of messages still to be sent or edited; age of the oldest, and longest delay. */
    readonly waiting: number;
    readonly oldest: Millis;
    readonly overdue: Millis;
  }>;
  state(): {
    /** Per watched connection: time since its last poll ended; undefined before the first. */
    readonly connections: ReadonlyMap<string, Millis | undefined>;
    /** Time since the monitor last checked which connections are due. */
    readonly lastTick: Millis;
  };
}

/** Longest tolerated delay of a message. */
const maxOverdue: Millis = 300_000;

/** Returns one sentence for each part of the monitor that is overdue; none if it works. */
export async function checkMonitor(monitor: MonitorReport, poll: Millis): Promise<readonly string[]> {
  const maxAge = 3 * poll + 60_000;
  const { connections, lastTick } = monitor.state();
  const { overdue } = await monitor.stats();
  const stuck = [...connections].filter(([, age]) => age !== undefined && age > maxAge);
  return [
    ...(lastTick > maxAge ? ['The monitor has stopped.'] : []),
    ...stuck.map(([connection]) => `${connection} was not polled in time.`),
    ...(overdue > maxOverdue ? ['Messages are overdue.'] : []),
  ];
}

export interface HeartbeatPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Returns what is overdue. */
  readonly check: () => Promise<readonly string[]>;
  /** Reports to the external service that all is well. */
  readonly ping: () => Promise<unknown>;
  readonly every?: Millis;
}

/** A dead-man switch: pings as long as the check finds nothing overdue, so that the missing ping raises an alarm elsewhere. */
export function createHeartbeat({ clock, log, check, ping, every = 60_000 }: HeartbeatPorts) {
  const stop = new AbortController();
  let loop: Promise<void> | undefined;

  async function beat(): Promise<void> {
    const overdue = await check();
    if (overdue.length === 0) await ping();
    else log.error('heartbeat withheld', { overdue: overdue.join(' ') });
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      await clock.sleep(every, stop.signal);
      if (stop.signal.aborted) return;
      await beat().catch(() => log.warn('heartbeat failed'));
    }
  }

  return {
    start() {
      loop ??= run();
    },
    async stop() {
      stop.abort();
      await loop;
    },
  };
}
