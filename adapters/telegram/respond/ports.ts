import type { AdapterPorts } from '../../../src/core/chat/adapter.ts';
import type { AnswerOutcome, InboxJob } from '../../../src/core/chat/inbox-worker.ts';
import type { Line } from '../../../src/core/chat/line.ts';
import { deliveryText } from '../../../src/core/chat/text.ts';
import { sentenceReply } from '../../../src/core/reply/build.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import type { Methods } from '../client.ts';
import { chatIdOf, principalOf } from '../ids.ts';
import { telegramLimits } from '../limits.ts';
import type { BotIdentity, ReplyTarget, Sender } from '../receive/inbound.ts';
import { type AnswerDelivery, deliver } from '../send/deliver.ts';
import type { MessageSender } from '../send/sender.ts';
import type { Menu } from './menu.ts';

/** The ports of this room. */
export interface ConversationPorts
  extends Pick<AdapterPorts, 'answer' | 'tickets' | 'audit' | 'clock' | 'log' | 'reader'> {
  readonly methods: Methods;
  readonly sender: MessageSender;
  readonly menu: Menu;
  readonly me: BotIdentity;
}

/** The message that is being answered. */
export interface ConversationContext extends Pick<InboxJob, 'maybeAnswered' | 'onBeforeSend'> {
  readonly chat: number;
  readonly spot: ReplyTarget;
}

/** Returns a command line in the form of the core. */
export function lineOf(
  { from, name }: Sender,
  { chat, spot }: ConversationContext,
  text: string,
  origin: Line['origin'],
): Line {
  const kind = spot.private ? 'private' : 'group';
  return {
    principal: principalOf(from),
    ...(name !== undefined && { name }),
    chat: { id: chatIdOf(chat), kind },
    text,
    origin,
    pageRows: telegramLimits.pageRows,
  };
}

/** Returns the chat and topic of the message. */
export function placeOf({ chat, spot: { thread } }: ConversationContext) {
  return { chat, ...(thread !== undefined && { thread }) };
}

/** Sends a reply to the chat; in a group as an answer to the message. */
export async function sendReply(
  ports: ConversationPorts,
  context: ConversationContext,
  reply: Reply,
): Promise<AnswerOutcome> {
  const { spot } = context;
  return deliverSafely(ports, {
    ...context,
    reply,
    to: {
      ...(spot.thread !== undefined && { thread: spot.thread }),
      ...(!spot.private && spot.message !== undefined && { replyTo: spot.message }),
    },
  });
}

/** Sends an answer. If rendering or sending throws, the user receives an error message instead of silence. */
export async function deliverSafely(
  ports: ConversationPorts,
  answer: AnswerDelivery,
): Promise<AnswerOutcome> {
  try {
    return await deliver(ports, answer);
  } catch (thrown) {
    ports.log.error('answer not shown', { error: thrown instanceof Error ? thrown.name : typeof thrown });
    return deliver(ports, { ...answer, reply: sentenceReply(deliveryText.broken) });
  }
}
