import type { ChatId } from '../../core/access/policy.ts';
import type { AlertService } from '../../core/alerts/service.ts';
import { defaultTiming, type Timing } from '../../core/alerts/timing.ts';
import { createDispatcher, type DispatcherPorts } from './deliver/dispatcher.ts';
import { createMonitor, type MonitorPorts, type MonitorState } from './monitor.ts';
import { createObserver } from './poll/observe.ts';
import { createAlertService } from './service.ts';
import { type AlertStats, readStats } from './stats.ts';

export interface AlertPorts
  extends Omit<DispatcherPorts, 'timing' | 'usable'>,
    Omit<MonitorPorts, 'timing' | 'wake' | 'observer'> {
  /** The usual patience when absent. */
  readonly timing?: Timing;
}

/** Everything between a reading and a message: the monitor, the outbox, and the desk that commands use. */
export interface Alerts {
  readonly service: AlertService;
  /** To be called when adapters take messages. */
  start(): Promise<void>;
  /** Subscriptions changed elsewhere, or these chats have something to do. */
  refresh(): void;
  wake(chats: Iterable<ChatId>): void;
  /** Gives everything that is known of a chat to the id that it has now, and goes on there. */
  moveChat(from: ChatId, to: ChatId): Promise<void>;
  /** One round over all connections now. */
  round(): Promise<void>;
  stats(): Promise<AlertStats>;
  state(): MonitorState;
  /** What was begun ends, nothing new begins. */
  stop(): Promise<void>;
}

export function createAlerts(given: AlertPorts): Alerts {
  const timing = given.timing ?? defaultTiming;
  const usable = (chat: ChatId) => given.couriers().some((courier) => courier.serves(chat));
  const delivery = createDispatcher({ ...given, timing, usable });
  const { wake } = delivery;
  const observer = createObserver(given.clock);
  const monitor = createMonitor({ ...given, timing, wake, observer });
  const service = createAlertService({ ...given, timing, wake, refresh: monitor.refresh });
  return {
    service,
    async start() {
      await delivery.start();
      monitor.start();
    },
    refresh: monitor.refresh,
    wake,
    async moveChat(from, to) {
      await given.moveChat(from, to);
      wake([to]);
    },
    round: monitor.round,
    stats: () => readStats(given.store, given.clock.now()),
    state: monitor.state,
    async stop() {
      await monitor.stop();
      await delivery.stop();
    },
  };
}
