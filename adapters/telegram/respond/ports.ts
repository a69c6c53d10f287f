import type { AdapterPorts } from '../../../src/core/chat/adapter.ts';
import type { Line } from '../../../src/core/chat/line.ts';
import { deliveryText } from '../../../src/core/chat/text.ts';
import { reply as replyOf, text } from '../../../src/core/reply/build.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import type { Methods } from '../client.ts';
import { limits } from '../limits.ts';
import { type Asker, chatIdOf, type Me, principalOf, type Spot } from '../receive/inbound.ts';
import { type Answer, type Delivered, deliver } from '../send/deliver.ts';
import type { Sender } from '../send/sender.ts';
import type { Menu } from './menu.ts';

/** What answering needs. */
export interface ConversationPorts
  extends Pick<AdapterPorts, 'answer' | 'inbox' | 'tickets' | 'audit' | 'clock' | 'log' | 'reader'> {
  readonly methods: Methods;
  readonly sender: Sender;
  readonly menu: Menu;
  readonly me: Me;
}

/** A delivery that is being answered. */
export interface Turn {
  readonly chat: number;
  readonly spot: Spot;
  /** An answer may already have gone out. */
  readonly repeated: boolean;
  readonly leaving: () => Promise<void>;
}

/** A command line as the door takes it. */
export function lineOf(
  { from, name }: Asker,
  chat: number,
  spot: Spot,
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
    pageRows: limits.pageRows,
  };
}

/** Sends a reply to the chat, as an answer to what was asked where several people write. */
export async function say(ports: ConversationPorts, turn: Turn, reply: Reply): Promise<Delivered> {
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
export async function deliverSafely(ports: ConversationPorts, answer: Answer): Promise<Delivered> {
  try {
    return await deliver(ports, answer);
  } catch (thrown) {
    ports.log.error('answer not shown', { error: thrown instanceof Error ? thrown.name : typeof thrown });
    return deliver(ports, { ...answer, reply: replyOf(deliveryText.broken, [text(deliveryText.broken)]) });
  }
}
