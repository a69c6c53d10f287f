import type { Clock } from '../../../src/core/time/clock.ts';
import type { Methods } from '../client.ts';
import { telegramTimes } from '../limits.ts';
import type { MessageSender } from '../send/sender.ts';

interface TypingPorts {
  readonly clock: Clock;
  readonly sender: MessageSender;
  readonly methods: Methods;
}

/** Shows the chat action “typing” while the work lasts; none if it ends at once. */
export async function whileTyping<T>(
  { clock, sender, methods }: TypingPorts,
  { chat, thread }: { readonly chat: number; readonly thread?: number },
  work: () => Promise<T>,
): Promise<T> {
  const topic = thread === undefined ? {} : { message_thread_id: thread };
  let isOver = false;
  let cancel = clock.after(telegramTimes.typingAfter, () => void show());
  const show = async () => {
    await sender.hint(chat, (chat_id) => methods.sendChatAction({ chat_id, action: 'typing', ...topic }));
    if (!isOver) cancel = clock.after(telegramTimes.typing, () => void show());
  };
  try {
    return await work();
  } finally {
    isOver = true;
    cancel();
  }
}
