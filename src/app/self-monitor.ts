import type { EgressPort } from '../core/chat/egress.ts';
import type { RoutesPort } from '../core/chat/routes.ts';
import type { Log } from '../core/log.ts';
import type { Clock, Millis } from '../core/time/clock.ts';
import { checkMonitor, createHeartbeat, type MonitorReport } from '../observe/heartbeat.ts';
import type { Metrics } from '../observe/metrics.ts';

export interface SelfMonitorParts {
  readonly alerts: MonitorReport;
  readonly routes: RoutesPort;
  readonly egress: EgressPort;
  /** The period of the monitor. */
  readonly poll: Millis;
  /** The address to ping while nothing is overdue. */
  readonly heartbeat: URL | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** The metrics and the heartbeat of a bot that serves chats. */
export interface SelfMonitor extends Pick<Metrics, 'sent'> {
  stop(): Promise<void>;
}

const pingDeadline: Millis = 10_000;

/** Serves `/metrics`, and pings the heartbeat address while no poll and no message is overdue. */
export async function openSelfMonitor(parts: SelfMonitorParts): Promise<SelfMonitor> {
  const { alerts, routes, egress, poll, heartbeat, clock, log } = parts;
  // Loaded on demand: a bot with the console only does not need it.
  const { createMetrics } = await import('../observe/metrics.ts');
  const metrics = createMetrics();
  metrics.open(alerts, routes);
  const send = heartbeat && egress({ origins: [heartbeat.origin], deadline: pingDeadline });
  const pings =
    heartbeat && send
      ? createHeartbeat({ clock, log, check: () => checkMonitor(alerts, poll), ping: () => send(heartbeat) })
      : undefined;
  pings?.start();
  return {
    sent: metrics.sent,
    async stop() {
      await pings?.stop();
      metrics.close();
    },
  };
}
