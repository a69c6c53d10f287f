import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Registry } from 'prom-client';
import type { RoutesPort } from '../core/chat/routes.ts';
import type { MonitorReport } from './heartbeat.ts';

/** The metrics at `/metrics`, in the text format of Prometheus. They contain no figures, names or credentials. */
export interface Metrics {
  /** Counts an attempt to send a message, by its outcome. */
  sent(what: string, outcome: string): void;
  /** Starts measuring and adds the route. */
  open(monitor: MonitorReport, routes: RoutesPort): void;
  close(): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const delay = monitorEventLoopDelay({ resolution: 20 });
  const sends = new Counter({
    name: 'walletwatch_sends_total',
    help: 'Attempts to send or edit a message of an alert, by outcome.',
    labelNames: ['what', 'outcome'],
    registers,
  });
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name: `walletwatch_${name}`, help, labelNames, registers });
  const age = gauge('connection_age_seconds', 'Time since the last poll of a connection.', 'connection');
  const incidents = gauge('incidents', 'Incidents by state.', 'state');
  const waiting = gauge('outbox_waiting', 'Messages still to be sent or edited.');
  const oldest = gauge('outbox_oldest_seconds', 'Age of the oldest of them.');
  const overdue = gauge('outbox_overdue_seconds', 'Longest delay of them.');
  const tick = gauge(
    'monitor_tick_age_seconds',
    'Time since the monitor last checked which connections are due.',
  );
  const lag = gauge(
    'event_loop_lag_seconds',
    'Delay of the event loop since the last reading, 99th percentile.',
  );

  async function collect({ state, stats }: MonitorReport): Promise<string> {
    const { connections, lastTick } = state();
    const counted = await stats();
    age.reset();
    for (const [connection, millis] of connections) {
      if (millis !== undefined) age.set({ connection }, millis / 1000);
    }
    for (const [name, count] of Object.entries(counted.incidents)) incidents.set({ state: name }, count);
    waiting.set(counted.waiting);
    oldest.set(counted.oldest / 1000);
    overdue.set(counted.overdue / 1000);
    tick.set(lastTick / 1000);
    lag.set(delay.percentile(99) / 1e9);
    delay.reset();
    return registry.metrics();
  }

  return {
    sent: (what, outcome) => sends.inc({ what, outcome }),
    open(monitor, routes) {
      delay.enable();
      routes.add({
        method: 'GET',
        path: '/metrics',
        handle: async () => ({
          status: 200,
          body: await collect(monitor),
          contentType: registry.contentType,
        }),
      });
    },
    close: () => void delay.disable(),
  };
}
