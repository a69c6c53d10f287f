import { withTimeout } from '../../../src/core/async/timeout.ts';
import type { Line } from '../../../src/core/chat/line.ts';
import { reply as replyOf, text } from '../../../src/core/reply/build.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import { telegramTimes } from '../limits.ts';
import { deepLinkTo } from '../receive/deep-link.ts';
import { chatIdOf } from '../receive/inbound.ts';
import { type EditTarget, prepare, type SendTarget, sendCall } from '../send/calls.ts';
import type { Delivered } from '../send/deliver.ts';
import { telegramText } from '../text.ts';
import { type ConversationContext, type ConversationPorts, deliverSafely, sendReply } from './ports.ts';

/** What one member of a group asked, and the answer where it is known already. */
export interface PrivateAnswer {
  readonly line: Line;
  readonly asker: number;
  readonly turn: ConversationContext;
  readonly reply?: Reply;
  /** The press that asked, while the platform waits on it. */
  readonly query?: string;
}

/**
 * Answers in a group so that only the asker reads it: by an ephemeral message where the platform takes one, else by an
 * address that leads into the private chat. What everyone may read, and was to be shared, everyone reads.
 */
export async function answerPrivately(ports: ConversationPorts, asked: PrivateAnswer): Promise<Delivered> {
  const { turn, line } = asked;
  const { reply, place } =
    asked.reply === undefined ? await waitFor(ports, asked) : { reply: asked.reply, place: undefined };
  const open = reply.audience === 'everyone';
  if (open && turn.spot.ephemeral !== undefined) void ports.menu.open(turn.chat);
  if (open && reply.shared === true) {
    if (place !== undefined) void clearPlace(ports, turn.chat, place);
    return sendReply(ports, turn, reply);
  }
  const to = aloneOf(asked);
  const delivered = await deliverSafely(ports, { ...turn, reply, to, ...(place !== undefined && { place }) });
  if (delivered !== 'refused') return delivered;
  return sendReply(ports, turn, open ? reply : await linkReply(ports, asked.asker, line.text));
}

interface Waited {
  readonly reply: Reply;
  readonly place?: EditTarget & { readonly kind: 'ephemeral' };
}

/** The answer; and when it takes long, the placeholder that keeps the right to answer. */
async function waitFor(ports: ConversationPorts, asked: PrivateAnswer): Promise<Waited> {
  const answering = ports.answer(asked.line);
  const early = await withTimeout<Reply | undefined>(
    ports.clock,
    { ms: telegramTimes.ephemeralWait },
    answering,
    () => undefined,
  );
  if (early !== undefined) return { reply: early };
  const place = await holdPlace(ports, asked);
  return { reply: await answering, ...(place !== undefined && { place }) };
}

async function holdPlace(ports: ConversationPorts, asked: PrivateAnswer): Promise<Waited['place']> {
  const { chat } = asked.turn;
  const parcel = { kind: 'text', text: telegramText.working, entities: [], buttons: [] } as const;
  const [prepared] = await prepare([parcel], chatIdOf(chat), ports.tickets);
  if (prepared === undefined) return undefined;
  const sent = await ports.sender.answer(chat, sendCall(ports.methods, prepared, aloneOf(asked)), 'aside');
  const message = sent.kind === 'sent' ? sent.result.ephemeral_message_id : undefined;
  return message === undefined ? undefined : { kind: 'ephemeral', user: asked.asker, message };
}

function clearPlace(
  { sender, methods }: ConversationPorts,
  chat: number,
  { user: receiver_user_id, message: ephemeral_message_id }: NonNullable<Waited['place']>,
): Promise<void> {
  return sender.hint(chat, (chat_id) =>
    methods.deleteEphemeralMessage({ chat_id, receiver_user_id, ephemeral_message_id }),
  );
}

function aloneOf({ asker, query, turn: { spot } }: PrivateAnswer): SendTarget {
  const { thread, ephemeral } = spot;
  return {
    ...(thread !== undefined && { thread }),
    alone: {
      user: asker,
      ...(query !== undefined && { query }),
      ...(query === undefined && ephemeral !== undefined && { command: ephemeral }),
    },
  };
}

/** What everyone may read of an answer that is for one: where to read it. */
async function linkReply(ports: ConversationPorts, asker: number, line: string): Promise<Reply> {
  const url = await deepLinkTo(ports, asker, line);
  const link = { kind: 'link', text: telegramText.openPrivate, url } as const;
  return replyOf(telegramText.private, [text([`${telegramText.private} `, link])]);
}
