import type { Clock } from '../../../src/core/time/clock.ts';
import type { Methods } from '../client.ts';
import { telegramTimes } from '../limits.ts';
import type { MessageSender } from '../send/sender.ts';

/** Shows that somebody is writing, until the work is over. What is over at once shows nothing. */
export async function whileTyping<T>(
  {
    clock,
    sender,
    methods,
  }: { readonly clock: Clock; readonly sender: MessageSender; readonly methods: Methods },
  { chat, thread }: { readonly chat: number; readonly thread?: number },
  work: () => Promise<T>,
): Promise<T> {
  const topic = thread === undefined ? {} : { message_thread_id: thread };
  let over = false;
  let callOff = clock.after(telegramTimes.typingAfter, () => void show());
  const show = async () => {
    await sender.hint(chat, (chat_id) => methods.sendChatAction({ chat_id, action: 'typing', ...topic }));
    if (!over) callOff = clock.after(telegramTimes.typing, () => void show());
  };
  try {
    return await work();
  } finally {
    over = true;
    callOff();
  }
}
