import type { Clock } from '../../src/core/clock.ts';
import type { Methods } from './client.ts';
import { times } from './limits.ts';
import type { Sender } from './sender.ts';

/** Shows that somebody is writing, until the work is over. What is over at once shows nothing. */
export async function whileTyping<T>(
  { clock, sender, methods }: { readonly clock: Clock; readonly sender: Sender; readonly methods: Methods },
  { chat, thread }: { readonly chat: number; readonly thread?: number },
  work: () => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const show = async () => {
    await clock.sleep(times.typingAfter, over.signal);
    while (!over.signal.aborted) {
      const topic = thread === undefined ? {} : { message_thread_id: thread };
      await sender.hint(chat, (chat_id) => methods.sendChatAction({ chat_id, action: 'typing', ...topic }));
      await clock.sleep(times.typing, over.signal);
    }
  };
  void show();
  try {
    return await work();
  } finally {
    // With a reason of its own: the usual one is an error with a stack, made for nobody.
    over.abort('over');
  }
}
