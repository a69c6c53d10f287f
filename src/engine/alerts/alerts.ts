import type { ChatId } from '../../core/access/policy.ts';
import type { AlertDesk } from '../../core/alerts/service.ts';
import { type Timing, usualTiming } from '../../core/alerts/timing.ts';
import { createDelivery, type DeliverPorts } from './deliver/dispatcher.ts';
import { createMonitor, type MonitorPorts, type MonitorState } from './monitor.ts';
import { createLooker } from './poll/observe.ts';
import { createDesk } from './service.ts';
import { type AlertStats, readStats } from './stats.ts';

export interface AlertPorts
  extends Omit<DeliverPorts, 'timing' | 'usable'>,
    Omit<MonitorPorts, 'timing' | 'wake' | 'looker'> {
  /** The usual patience when absent. */
  readonly timing?: Timing;
}

/** Everything between a reading and a message: the monitor, the outbox, and the desk that commands use. */
export interface Alerts {
  readonly desk: AlertDesk;
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
  const timing = given.timing ?? usualTiming;
  const usable = (chat: ChatId) => given.couriers().some((courier) => courier.serves(chat));
  const delivery = createDelivery({ ...given, timing, usable });
  const { wake } = delivery;
  const looker = createLooker(given.clock);
  const monitor = createMonitor({ ...given, timing, wake, looker });
  const desk = createDesk({ ...given, timing, wake, refresh: monitor.refresh });
  return {
    desk,
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
