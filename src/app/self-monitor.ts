import type { EgressPort } from '../core/chat/egress.ts';
import type { RoutesPort } from '../core/chat/routes.ts';
import type { Log } from '../core/log.ts';
import type { Clock, Millis } from '../core/time/clock.ts';
import { checkMonitor, createHeartbeat, type MonitorReport } from '../observe/heartbeat.ts';
import type { Metrics } from '../observe/metrics.ts';

export interface SelfMonitorParts {
  readonly watch: MonitorReport;
  readonly routes: RoutesPort;
  readonly egress: EgressPort;
  /** How often the monitor asks. */
  readonly poll: Millis;
  /** Pinged while nothing is overdue. */
  readonly heartbeat?: URL;
  readonly clock: Clock;
  readonly log: Log;
}

/** A process that serves chats and tells how it is. */
export interface SelfMonitor extends Pick<Metrics, 'sent'> {
  stop(): Promise<void>;
}

const pingDeadline: Millis = 10_000;

/** Opens `/metrics`, and pings the heartbeat address for as long as an audit finds nothing overdue. */
export async function openSelfMonitor(parts: SelfMonitorParts): Promise<SelfMonitor> {
  const { watch, routes, egress, poll, heartbeat, clock, log } = parts;
  // Loaded here: a console alone needs none of it.
  const { createMetrics } = await import('../observe/metrics.ts');
  const metrics = createMetrics();
  metrics.open(watch, routes);
  const reach = heartbeat && egress({ origins: [heartbeat.origin], deadline: pingDeadline });
  const beat =
    heartbeat && reach
      ? createHeartbeat({ clock, log, check: () => checkMonitor(watch, poll), ping: () => reach(heartbeat) })
      : undefined;
  beat?.start();
  return {
    sent: metrics.sent,
    async stop() {
      await beat?.stop();
      metrics.close();
    },
  };
}
