import { withTimeout } from '../../../src/core/async/timeout.ts';
import type { AnswerOutcome } from '../../../src/core/chat/inbox-worker.ts';
import type { Line } from '../../../src/core/chat/line.ts';
import { reply as replyOf, text } from '../../../src/core/reply/build.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import { chatIdOf } from '../ids.ts';
import { telegramTimes } from '../limits.ts';
import { type EditTarget, prepare, type SendTarget, sendCall } from '../send/calls.ts';
import { telegramText } from '../text.ts';
import { deepLinkTo } from './deep-link.ts';
import { type ConversationContext, type ConversationPorts, deliverSafely, sendReply } from './ports.ts';

/** A question of one member of a group, with its answer if that is known already. */
export interface PrivateAnswer {
  readonly line: Line;
  readonly user: number;
  readonly context: ConversationContext;
  readonly reply?: Reply;
  /** The callback query, if it was asked by a button. */
  readonly query?: string;
}

/**
 * Answers one member of a group so that only they can read it: by an ephemeral message, or by a link into the private chat
 * if Telegram does not accept one. A reply for everyone that was asked to be shared is sent to the group.
 */
export async function answerPrivately(
  ports: ConversationPorts,
  asked: PrivateAnswer,
): Promise<AnswerOutcome> {
  const { context, line } = asked;
  const { reply, placeholder } =
    asked.reply === undefined ? await waitFor(ports, asked) : { reply: asked.reply, placeholder: undefined };
  const isPublic = reply.audience === 'everyone';
  if (isPublic && context.spot.ephemeral !== undefined) void ports.menu.open(context.chat);
  if (isPublic && reply.shared === true) {
    if (placeholder !== undefined) void deletePlaceholder(ports, context.chat, placeholder);
    return sendReply(ports, context, reply);
  }
  const outcome = await deliverSafely(ports, {
    ...context,
    reply,
    to: onlyFor(asked),
    ...(placeholder !== undefined && { replaces: placeholder }),
  });
  if (outcome !== 'undeliverable') return outcome;
  return sendReply(ports, context, isPublic ? reply : await linkReply(ports, asked.user, line.text));
}

interface SlowAnswer {
  readonly reply: Reply;
  readonly placeholder?: EditTarget & { readonly kind: 'ephemeral' };
}

/** Waits for the answer. If it is slow, sends a placeholder, because an ephemeral reply is possible for 15 s only. */
async function waitFor(ports: ConversationPorts, asked: PrivateAnswer): Promise<SlowAnswer> {
  const answering = ports.answer(asked.line);
  const early = await withTimeout<Reply | undefined>(
    ports.clock,
    { ms: telegramTimes.ephemeralWait },
    answering,
    () => undefined,
  );
  if (early !== undefined) return { reply: early };
  const placeholder = await sendPlaceholder(ports, asked);
  return { reply: await answering, ...(placeholder !== undefined && { placeholder }) };
}

async function sendPlaceholder(
  ports: ConversationPorts,
  asked: PrivateAnswer,
): Promise<SlowAnswer['placeholder']> {
  const { chat } = asked.context;
  const message = { kind: 'text', text: telegramText.working, entities: [], buttons: [] } as const;
  const [prepared] = await prepare([message], chatIdOf(chat), ports.tickets);
  if (prepared === undefined) return undefined;
  const call = sendCall(ports.methods, prepared, onlyFor(asked));
  const sent = await ports.sender.answer(chat, call, { countsFailure: false });
  const id = sent.kind === 'sent' ? sent.result.ephemeral_message_id : undefined;
  return id === undefined ? undefined : { kind: 'ephemeral', user: asked.user, message: id };
}

function deletePlaceholder(
  { sender, methods }: ConversationPorts,
  chat: number,
  { user: receiver_user_id, message: ephemeral_message_id }: NonNullable<SlowAnswer['placeholder']>,
): Promise<void> {
  return sender.hint(chat, (chat_id) =>
    methods.deleteEphemeralMessage({ chat_id, receiver_user_id, ephemeral_message_id }),
  );
}

function onlyFor({ user, query, context: { spot } }: PrivateAnswer): SendTarget {
  const { thread, ephemeral } = spot;
  return {
    ...(thread !== undefined && { thread }),
    onlyFor: {
      user,
      ...(query !== undefined && { query }),
      ...(query === undefined && ephemeral !== undefined && { command: ephemeral }),
    },
  };
}

/** Returns a public notice that links to the private answer. */
async function linkReply(ports: ConversationPorts, user: number, line: string): Promise<Reply> {
  const url = await deepLinkTo(ports, user, line);
  const link = { kind: 'link', text: telegramText.openPrivate, url } as const;
  return replyOf(telegramText.private, [text([`${telegramText.private} `, link])]);
}
