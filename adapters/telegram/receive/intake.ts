import type { Update } from 'grammy/types';
import type { AdapterPorts } from '../../../src/core/chat/adapter.ts';
import type { InboundMessage } from '../../../src/core/chat/inbox.ts';
import type { InboxWorker } from '../../../src/core/chat/inbox-worker.ts';
import { chatIdOf } from '../ids.ts';
import { type BotIdentity, type InboundUpdate, readUpdate } from './inbound.ts';

/** Hands updates to the inbox worker. */
export interface Intake {
  /** Resolves when all updates are durable; rejects otherwise, and then they must not be confirmed. */
  take(updates: readonly Update[]): Promise<void>;
}

export function createIntake(
  { worker, clock, log }: Pick<AdapterPorts, 'clock' | 'log'> & { readonly worker: InboxWorker },
  me: BotIdentity,
): Intake {
  /** Skips an update of an unexpected shape, so that it does not block those behind it. */
  const read = (update: Update): readonly InboundUpdate[] => {
    try {
      return [readUpdate(update, me)].flatMap((inbound) => inbound ?? []);
    } catch {
      log.error('update not understood', { update: String(update?.update_id) });
      return [];
    }
  };

  return {
    async take(updates) {
      const at = clock.now();
      const messages = updates.flatMap(read).map(({ update, chat, event }): InboundMessage => {
        // Each bot numbers its updates on its own.
        const id = `telegram:${me.id}-${update}`;
        return { id, orderingKey: chatIdOf(chat), at, body: JSON.stringify(event) };
      });
      if (messages.length === 0) return;
      for (const message of await worker.receive(messages)) worker.enqueue(message);
    },
  };
}
