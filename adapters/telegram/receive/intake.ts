import type { Update } from 'grammy/types';
import { createKeyedQueue } from '../../../src/core/async/keyed-queue.ts';
import type { AdapterPorts } from '../../../src/core/chat/adapter.ts';
import type { InboundMessage, Unfinished } from '../../../src/core/chat/inbox.ts';
import { intake as bounds } from '../limits.ts';
import { type BotIdentity, chatIdOf, type InboundUpdate, readUpdate } from './inbound.ts';

/** Takes updates in: safe first, then answered, each chat in its order and chats side by side. */
export interface Intake {
  /** Resolves when everything in the updates is safe, and rejects when it is not: then they are not confirmed. */
  take(updates: readonly Update[]): Promise<void>;
  /** Runs what an earlier process left. */
  resume(): Promise<void>;
  /** Resolves when there is room for more. */
  room(): Promise<void>;
  /** Resolves when everything that was taken is answered. */
  idle(): Promise<void>;
}

export function createIntake(
  { inbox, clock, log }: Pick<AdapterPorts, 'inbox' | 'clock' | 'log'>,
  me: BotIdentity,
  handle: (delivery: Unfinished) => Promise<void>,
): Intake {
  const lanes = createKeyedQueue();
  let waiting = 0;
  let roomy = () => {};

  const run = (delivery: Unfinished) => {
    waiting += 1;
    void lanes.run(delivery.orderingKey, async () => {
      try {
        await handle(delivery);
      } finally {
        waiting -= 1;
        if (waiting < bounds.most) roomy();
      }
    });
  };

  /** One update of a shape that nobody expects must not stop those behind it. */
  const read = (update: Update): readonly InboundUpdate[] => {
    try {
      return [readUpdate(update, me)].flatMap((arrival) => arrival ?? []);
    } catch {
      log.error('update not understood', { update: String(update?.update_id) });
      return [];
    }
  };

  return {
    async take(updates) {
      const at = clock.now();
      const deliveries = updates.flatMap(read).map(({ update, chat, event }): InboundMessage => {
        // Another bot counts its updates on its own.
        const id = `telegram:${me.id}-${update}`;
        return { id, orderingKey: chatIdOf(chat), at, body: JSON.stringify(event) };
      });
      if (deliveries.length === 0) return;
      for (const delivery of await inbox.receive(deliveries)) run({ ...delivery, maybeAnswered: false });
    },
    async resume() {
      const left = await inbox.unfinished('telegram');
      if (left.length > 0) log.info('answering what was left', { count: left.length });
      for (const delivery of left) run(delivery);
    },
    async room() {
      while (waiting >= bounds.most) {
        await new Promise<void>((resolve) => {
          roomy = resolve;
        });
      }
    },
    idle: () => lanes.idle(),
  };
}
