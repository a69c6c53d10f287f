import type { ChatId } from '../../../core/access/policy.ts';
import { renderFollow, renderPost } from '../../../core/alerts/cards.ts';
import type { IncidentRecord, Notice, PostRecord } from '../../../core/alerts/records.ts';
import type { Courier, SendResult } from '../../../core/chat/courier.ts';
import type { Reader } from '../../../core/format/format.ts';
import type { Log } from '../../../core/log.ts';
import { maskReply } from '../../../core/reply/mask.ts';
import type { Reply } from '../../../core/reply/types.ts';
import type { Clock, Millis } from '../../../core/time/clock.ts';
import { traceOf } from '../../trace.ts';

/** One attempt that is on record: a message, an edit of it, or a reply in its thread. */
export interface Attempt {
  readonly id: string;
  readonly post: PostRecord & { readonly sending: NonNullable<PostRecord['sending']> };
  /** Every incident that the post or what it owes is about. */
  readonly members: ReadonlyMap<string, IncidentRecord>;
  /** Whether figures must not stand there. */
  readonly bare: boolean;
}

export interface AttemptPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly reader: Reader;
  /** Those that are there now. */
  readonly couriers: () => readonly Courier[];
  /** What is done to every message before it goes. */
  readonly dress?: (chat: ChatId, reply: Reply) => Reply;
}

/** Longer than any courier's own deadline: whoever has not answered by then is not known to have sent. */
const attemptDeadline: Millis = 90_000;

/** Makes one attempt. `unserved` when no courier serves the chat. It never throws. */
export async function sendAttempt(attempt: Attempt, ports: AttemptPorts): Promise<SendResult | 'unserved'> {
  const { post, members, bare } = attempt;
  const { clock, log, reader, couriers, dress = (_, reply) => reply } = ports;
  const { chat, message, sending } = post;
  const courier = couriers().find((each) => each.serves(chat));
  if (courier === undefined) return 'unserved';
  const own = post.members.map(({ key }) => members.get(key));
  // Who reads a chat is not known here, and may change.
  const dressed = (reply: Reply) => dress(chat, maskReply(reply));
  const make = (): Promise<SendResult> => {
    if (sending.what === 'follow') {
      const owed = post.owed.slice(0, sending.owed);
      const repeat = post.maybeSent === true;
      const reply = dressed(renderFollow(owed, (key) => members.get(key), { reader, repeat, bare }));
      return message === undefined || courier.replyTo === undefined || post.plain === true
        ? courier.send(chat, reply)
        : courier.replyTo(chat, message, reply, owed.some(isBroadcast));
    }
    const reply = dressed(renderPost({ post, members: own, reader, bare }));
    return sending.what === 'edit' && message !== undefined
      ? courier.edit(chat, message, reply)
      : courier.send(chat, reply);
  };
  const settled = new AbortController();
  const late = clock.sleep(attemptDeadline, settled.signal).then((): SendResult => ({ kind: 'ambiguous' }));
  try {
    return await Promise.race([make(), late]);
  } catch (thrown) {
    log.error('alert courier failed', { what: sending.what, ...traceOf(thrown) });
    return { kind: 'ambiguous' };
  } finally {
    settled.abort('settled');
  }
}

/** What people did is for who reads the thread; what happened is for everyone. */
function isBroadcast({ reason }: Notice): boolean {
  return reason !== 'acknowledged' && reason !== 'snoozed' && reason !== 'withdrawn';
}
