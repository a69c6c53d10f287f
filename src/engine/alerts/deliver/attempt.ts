import type { ChatId } from '../../../core/access/policy.ts';
import { renderFollow, renderPost } from '../../../core/alerts/cards.ts';
import type { SendingPost } from '../../../core/alerts/post.ts';
import type { IncidentRecord, Notice } from '../../../core/alerts/records.ts';
import type { Courier, SendResult } from '../../../core/chat/courier.ts';
import type { Reader } from '../../../core/format/format.ts';
import type { Log } from '../../../core/log.ts';
import { maskReply } from '../../../core/reply/mask.ts';
import type { Reply } from '../../../core/reply/types.ts';
import type { Clock, Millis } from '../../../core/time/clock.ts';
import { traceOf } from '../../trace.ts';

/** An attempt that is on record. */
export interface Attempt {
  readonly id: string;
  readonly post: SendingPost;
  /** The members of the post and the incidents of its pending notices. */
  readonly incidents: ReadonlyMap<string, IncidentRecord>;
  /** Whether the message must not contain figures. */
  readonly redacted: boolean;
}

export interface AttemptPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly reader: Reader;
  /** The couriers that are connected now. */
  readonly couriers: () => readonly Courier[];
  /** Applied to every message before it is sent. */
  readonly dress?: (chat: ChatId, reply: Reply) => Reply;
}

/** `unserved`: no courier serves the chat. */
export type AttemptResult = SendResult | { readonly kind: 'unserved' };

/** Longer than the deadline of any courier. The result of a slower send is unknown. */
const attemptDeadline: Millis = 90_000;

/** Makes one attempt. Never throws. */
export async function sendAttempt(attempt: Attempt, ports: AttemptPorts): Promise<AttemptResult> {
  const { clock, log } = ports;
  const { chat } = attempt.post;
  const courier = ports.couriers().find((each) => each.serves(chat));
  if (courier === undefined) return { kind: 'unserved' };
  const settled = new AbortController();
  const late = clock.sleep(attemptDeadline, settled.signal).then((): SendResult => ({ kind: 'ambiguous' }));
  try {
    return await Promise.race([sendBy(courier, attempt, ports), late]);
  } catch (thrown) {
    log.error('alert courier failed', { what: attempt.post.attempt.what, ...traceOf(thrown) });
    return { kind: 'ambiguous' };
  } finally {
    settled.abort('settled');
  }
}

async function sendBy(
  courier: Courier,
  { post, incidents, redacted }: Attempt,
  { reader, dress = (_, reply) => reply }: AttemptPorts,
): Promise<SendResult> {
  const { chat } = post;
  // The readers of a chat are unknown and may change, so numbers are always masked.
  const prepare = (reply: Reply) => dress(chat, maskReply(reply));
  if (post.attempt.what === 'follow') {
    const notices = post.pendingNotices.slice(0, post.attempt.notices);
    const options = { reader, redacted, repeat: post.maybeSent };
    const reply = prepare(renderFollow(notices, (key) => incidents.get(key), options));
    return post.message === undefined || courier.replyTo === undefined || post.plainTextOnly
      ? courier.send(chat, reply)
      : courier.replyTo(chat, post.message.id, reply, notices.some(isBroadcast));
  }
  const members = post.members.map(({ key }) => incidents.get(key));
  const reply = prepare(renderPost({ post, members, reader, redacted }));
  return post.message === undefined ? courier.send(chat, reply) : courier.edit(chat, post.message.id, reply);
}

/** User actions are posted to the thread only; state changes are broadcast to the channel. */
function isBroadcast({ reason }: Notice): boolean {
  return reason !== 'acknowledged' && reason !== 'snoozed' && reason !== 'withdrawn';
}
