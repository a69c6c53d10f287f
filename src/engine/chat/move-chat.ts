import type { ChatId } from '../../core/access/policy.ts';
import { bindings, subscriptions } from '../../core/access/records.ts';
import { transitionPost } from '../../core/alerts/post.ts';
import { posts, readPost, storedPost } from '../../core/alerts/post-record.ts';
import { destinations } from '../../core/alerts/records.ts';
import { deliveries, tickets } from '../../core/chat/records.ts';
import type { Store } from '../../core/store.ts';

/**
 * Moves everything stored for a chat to its new id: bindings, subscriptions, waiting lines, buttons and alerts. One
 * transaction; repeating it changes nothing.
 */
export function moveChat(store: Store, from: ChatId, to: ChatId): Promise<void> {
  return store.transact(async (change) => {
    for (const collection of [bindings, subscriptions]) {
      for (const { id, document } of await change.find(collection, 'chat', from)) {
        await change.delete(collection, id);
        await change.put(collection, `${to}/${document.operator}`, { ...document, chat: to });
      }
    }
    for (const { id, document } of await change.find(deliveries, 'lane', from)) {
      await change.put(deliveries, id, { ...document, lane: to });
    }
    for (const { id, document } of await change.find(tickets, 'chat', from)) {
      await change.put(tickets, id, { ...document, chat: to });
    }
    for (const { id, document } of await change.find(posts, 'chat', from)) {
      const moved = transitionPost(readPost(document), { kind: 'chat-moved', to });
      await change.put(posts, id, storedPost(moved));
    }
    await change.delete(destinations, from);
  });
}
