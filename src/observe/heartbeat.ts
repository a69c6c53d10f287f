import type { Log } from '../core/log.ts';
import type { Clock, Millis } from '../core/time/clock.ts';

/** What there is to be told of the alerts. */
export interface MonitorReport {
  stats(): Promise<WatchStats>;
  state(): WatchMonitor;
}

export interface WatchStats {
  readonly incidents: Readonly<Record<string, number>>;
  /** Messages that are still to be sent, edited or said more of; how old the oldest is, and how late the latest. */
  readonly waiting: number;
  readonly oldest: Millis;
  readonly overdue: Millis;
}

export interface WatchMonitor {
  /** Of each watched connection, how long ago its last round ended. */
  readonly connections: ReadonlyMap<string, Millis | undefined>;
  readonly lastTick: Millis;
}

/** How late a message may be before something is wrong with the sending of it. */
const latest: Millis = 300_000;

/** What is overdue, in one sentence each; none when everything that should have been done was done. */
export async function checkMonitor(watch: MonitorReport, poll: Millis): Promise<readonly string[]> {
  const patience = 3 * poll + 60_000;
  const { connections, lastTick } = watch.state();
  const { overdue } = await watch.stats();
  const stuck = [...connections].filter(([, age]) => age !== undefined && age > patience);
  return [
    ...(lastTick > patience ? ['The monitor has stopped.'] : []),
    ...stuck.map(([connection]) => `${connection} was not asked in time.`),
    ...(overdue > latest ? ['Messages are overdue.'] : []),
  ];
}

export interface HeartbeatPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** What is overdue now. */
  readonly audit: () => Promise<readonly string[]>;
  /** Tells who watches us that all is well. */
  readonly ping: () => Promise<unknown>;
  readonly every?: Millis;
}

/** Pings as long as an audit finds nothing overdue: who hears nothing knows that something is wrong. */
export function createHeartbeat({ clock, log, audit, ping, every = 60_000 }: HeartbeatPorts) {
  const stop = new AbortController();
  let loop: Promise<void> | undefined;

  async function beat(): Promise<void> {
    const overdue = await audit();
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
