import type { ChatId } from '../../core/access/policy.ts';
import type { AlertService } from '../../core/alerts/service.ts';
import { defaultTiming, type Timing } from '../../core/alerts/timing.ts';
import { createDispatcher, type DispatcherPorts } from './deliver/dispatcher.ts';
import { createMonitor, type MonitorPorts, type MonitorState } from './monitor/monitor.ts';
import { createObserver } from './poll/observe.ts';
import { createAlertService } from './service.ts';
import { type AlertStats, readStats } from './stats.ts';

export interface AlertPorts
  extends Omit<DispatcherPorts, 'timing' | 'usable'>,
    Omit<MonitorPorts, 'timing' | 'wake' | 'observer'> {
  readonly timing?: Timing;
}

/** Composition of the monitor, the outbox, the dispatcher, and the service for commands. */
export interface Alerts {
  readonly service: AlertService;
  /** Call once the adapters can send. */
  start(): Promise<void>;
  /** Subscriptions or connections changed. */
  refresh(): void;
  /** These chats have something to deliver. */
  wake(chats: Iterable<ChatId>): void;
  /** Moves everything stored for a chat to its new id, and continues there. */
  moveChat(from: ChatId, to: ChatId): Promise<void>;
  /** Polls all connections once now. */
  round(): Promise<void>;
  stats(): Promise<AlertStats>;
  state(): MonitorState;
  /** Resolves when all work in flight has ended. Starts nothing further. */
  stop(): Promise<void>;
}

export function createAlerts(ports: AlertPorts): Alerts {
  const timing = ports.timing ?? defaultTiming;
  const usable = (chat: ChatId) => ports.couriers().some((courier) => courier.serves(chat));
  const dispatcher = createDispatcher({ ...ports, timing, usable });
  const { wake } = dispatcher;
  const observer = createObserver(ports.clock);
  const monitor = createMonitor({ ...ports, timing, wake, observer });
  const service = createAlertService({ ...ports, timing, wake, refresh: monitor.refresh });
  return {
    service,
    async start() {
      await dispatcher.start();
      monitor.start();
    },
    refresh: monitor.refresh,
    wake,
    async moveChat(from, to) {
      await ports.moveChat(from, to);
      wake([to]);
    },
    round: monitor.round,
    stats: () => readStats(ports.store, ports.clock.now()),
    state: monitor.state,
    async stop() {
      await monitor.stop();
      await dispatcher.stop();
    },
  };
}
