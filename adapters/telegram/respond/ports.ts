import type { AdapterPorts } from '../../../src/core/chat/adapter.ts';
import type { Line } from '../../../src/core/chat/line.ts';
import { deliveryText } from '../../../src/core/chat/text.ts';
import { reply as replyOf, text } from '../../../src/core/reply/build.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import type { Methods } from '../client.ts';
import { telegramLimits } from '../limits.ts';
import {
  type BotIdentity,
  chatIdOf,
  principalOf,
  type ReplyTarget,
  type Sender,
} from '../receive/inbound.ts';
import { type AnswerDelivery, type Delivered, deliver } from '../send/deliver.ts';
import type { MessageSender } from '../send/sender.ts';
import type { Menu } from './menu.ts';

/** What answering needs. */
export interface ConversationPorts
  extends Pick<AdapterPorts, 'answer' | 'inbox' | 'tickets' | 'audit' | 'clock' | 'log' | 'reader'> {
  readonly methods: Methods;
  readonly sender: MessageSender;
  readonly menu: Menu;
  readonly me: BotIdentity;
}

/** A delivery that is being answered. */
export interface ConversationContext {
  readonly chat: number;
  readonly spot: ReplyTarget;
  /** An answer may already have gone out. */
  readonly repeated: boolean;
  readonly onBeforeSend: () => Promise<void>;
}

/** A command line as the door takes it. */
export function lineOf(
  { from, name }: Sender,
  chat: number,
  spot: ReplyTarget,
  typed: string,
  origin: Line['origin'],
): Line {
  const kind = spot.private ? 'private' : 'group';
  return {
    principal: principalOf(from),
    ...(name !== undefined && { name }),
    chat: { id: chatIdOf(chat), kind },
    text: typed,
    origin,
    pageRows: telegramLimits.pageRows,
  };
}

/** Sends a reply to the chat, as an answer to what was asked where several people write. */
export async function sendReply(
  ports: ConversationPorts,
  turn: ConversationContext,
  reply: Reply,
): Promise<Delivered> {
  const { spot } = turn;
  return deliverSafely(ports, {
    ...turn,
    reply,
    to: {
      ...(spot.thread !== undefined && { thread: spot.thread }),
      ...(!spot.private && spot.message !== undefined && { replyTo: spot.message }),
    },
  });
}

/** A reply that cannot be shown is a fault of ours: the asker is told, and nobody waits in vain. */
export async function deliverSafely(ports: ConversationPorts, answer: AnswerDelivery): Promise<Delivered> {
  try {
    return await deliver(ports, answer);
  } catch (thrown) {
    ports.log.error('answer not shown', { error: thrown instanceof Error ? thrown.name : typeof thrown });
    return deliver(ports, { ...answer, reply: replyOf(deliveryText.broken, [text(deliveryText.broken)]) });
  }
}
