import type { ChatId } from '../../../core/access/policy.ts';
import type { PostRecord, UndeliverableReason } from '../../../core/alerts/records.ts';
import { destinations, incidents, posts } from '../../../core/alerts/records.ts';
import type { SendResult } from '../../../core/chat/courier.ts';
import type { StoreTransaction } from '../../../core/store.ts';
import type { Instant, Millis } from '../../../core/time/clock.ts';
import type { Attempt } from './attempt.ts';
import { maxDueAhead, type NextPorts, settlePost } from './next.ts';
import { reroute, retryDeadAfter } from './reroute.ts';

/** What an outcome leaves to be done: how long the chat is left alone, and who else has something to do now. */
export interface FollowUp {
  readonly pause?: Millis;
  readonly chats?: ReadonlySet<ChatId>;
  /** Messages that nobody could be told. */
  readonly undeliverable?: number;
  readonly migratedTo?: ChatId;
}

export interface OutcomePorts extends NextPorts {
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** A send of which nobody knows is repeated once. */
const maxAmbiguousSends = 2;
const firstPause: Millis = 1_000;
const maxPause: Millis = 300_000;
/** How long a platform that refuses our token is left alone. */
const tokenPause: Millis = 60_000;

/** Puts what became of an attempt on record. */
export async function recordOutcome(
  change: StoreTransaction,
  attempt: Attempt,
  outcome: SendResult | 'unserved',
  now: Instant,
  ports: OutcomePorts,
): Promise<FollowUp> {
  const post = await change.get(posts, attempt.id);
  const chat = attempt.post.chat;
  if (outcome !== 'unserved' && outcome.kind === 'migrated') return { migratedTo: outcome.to };
  if (outcome !== 'unserved' && outcome.kind === 'wait') {
    const ms = Math.min(Math.max(0, outcome.ms), maxDueAhead);
    if (post !== undefined) await putTried(change, attempt.id, { ...post, attempts: post.attempts - 1 }, now);
    const dead = (await change.get(destinations, chat))?.dead;
    if (dead !== undefined && ms <= retryDeadAfter) {
      // It has taken nothing yet: what is new is still told elsewhere until it is tried again.
      await change.put(destinations, chat, { dead: { ...dead, at: now + ms - retryDeadAfter } });
      return {};
    }
    await change.put(destinations, chat, { pausedUntil: now + ms });
    return { pause: ms };
  }
  if (post === undefined) return {};
  if (outcome === 'unserved') return lose(change, attempt, post, 'unserved', now, ports);
  switch (outcome.kind) {
    case 'sent':
      if ((await change.get(destinations, chat)) !== undefined) await change.delete(destinations, chat);
      await recordSent(change, attempt, post, outcome.message, now);
      return {};
    case 'retry': {
      const pause = pauseAfter(post.attempts, ports.random());
      await putTried(change, attempt.id, post, now + pause);
      return { pause };
    }
    case 'ambiguous':
      return recordUnknown(change, attempt, post, now, ports);
    case 'dead':
      return outcome.why === 'unfit'
        ? recordUnfit(change, attempt, post, now, ports)
        : lose(change, attempt, post, outcome.why, now, ports);
    case 'refused-token': {
      const told = await reroute(
        change,
        {
          ...ports,
          usable: (to) => ports.usable(to) && platformOf(to) !== platformOf(chat),
          chat,
          why: 'no-token',
          now,
        },
        (each) => each.message === undefined && each.rerouted.length === 0,
      );
      const rest = await change.get(posts, attempt.id);
      if (rest !== undefined) await putTried(change, attempt.id, rest, now + tokenPause);
      return { ...told, pause: tokenPause };
    }
  }
}

async function recordSent(
  change: StoreTransaction,
  { id, post: { sending }, members }: Attempt,
  post: PostRecord,
  message: string,
  now: Instant,
): Promise<void> {
  const { sending: _, maybeSent: __, plain: ___, grown, ...rest } = post;
  const stillGrown = grown === true && (sending.what === 'follow' || sending.wanted < rest.wanted);
  const shows = sending.what === 'follow' ? {} : { shown: sending.wanted, editedAt: now };
  const sent: PostRecord = {
    ...rest,
    ...shows,
    ...(sending.what === 'card' && { message }),
    ...(stillGrown && { grown }),
    // A new message says all that was owed; an edit says nothing to anybody who does not look.
    owed: sending.what === 'edit' ? rest.owed : rest.owed.slice(sending.owed),
    attempts: 0,
    unknown: 0,
    due: rest.due ?? now,
  };
  const isDone = sent.shown >= sent.wanted && sent.owed.length === 0;
  if (!isDone) {
    await change.put(posts, id, sent.owed.length > 0 ? { ...sent, due: now } : sent);
    return;
  }
  const known = new Map(members);
  for (const { key } of sent.members) {
    const record = await change.get(incidents, key);
    if (record === undefined) known.delete(key);
    else known.set(key, record);
  }
  await settlePost(change, id, sent, known);
}

/** An edit that may have been made is made again. A message that may be there is repeated once, and says so. */
async function recordUnknown(
  change: StoreTransaction,
  { id, post: { sending } }: Attempt,
  post: PostRecord,
  now: Instant,
  ports: OutcomePorts,
): Promise<FollowUp> {
  const pause = pauseAfter(post.attempts, ports.random());
  if (sending.what === 'edit') {
    await putTried(change, id, post, now + pause);
    return { pause };
  }
  const unknown = post.unknown + 1;
  const doubtful: PostRecord = { ...post, unknown, maybeSent: true };
  await putTried(change, id, doubtful, now + pause);
  if (unknown < maxAmbiguousSends) return { pause };
  const told = await reroute(
    change,
    { ...ports, chat: post.chat, why: 'unclear', now },
    (each) => each.seq === post.seq,
  );
  if (told.undeliverable === 0) return { ...told, pause };
  // Nobody else can be told: it is repeated until it is known to be there, ever more slowly.
  await putTried(change, id, doubtful, now + pause);
  return { pause };
}

/** A message that is gone is posted anew once; one that is not taken is tried as plain text once. */
async function recordUnfit(
  change: StoreTransaction,
  attempt: Attempt,
  post: PostRecord,
  now: Instant,
  ports: OutcomePorts,
): Promise<FollowUp> {
  const { id } = attempt;
  const { what, wanted, owed } = attempt.post.sending;
  if (what === 'edit' && post.anew === 0) {
    const { message: _, ...gone } = post;
    await putTried(change, id, { ...gone, anew: 1 }, now);
    return {};
  }
  if (what === 'edit') {
    await recordSent(
      change,
      attempt,
      { ...post, wanted: Math.max(post.wanted, wanted) },
      post.message ?? '',
      now,
    );
    return {};
  }
  if (post.plain !== true) {
    await putTried(change, id, { ...post, plain: true }, now);
    return {};
  }
  if (what === 'card') return lose(change, attempt, post, 'unfit', now, ports);
  await putTried(change, id, { ...post, owed: post.owed.slice(owed) }, now);
  return {};
}

/** The chat takes nothing. */
async function lose(
  change: StoreTransaction,
  { id, post: { chat } }: Attempt,
  post: PostRecord,
  why: UndeliverableReason,
  now: Instant,
  ports: OutcomePorts,
): Promise<FollowUp> {
  const alone = why === 'unfit';
  if (!alone) await change.put(destinations, chat, { dead: { why, at: now } });
  const { sending: _, ...untold } = post;
  await change.put(posts, id, untold);
  return reroute(change, { ...ports, chat, why, now }, alone ? (each) => each.seq === post.seq : undefined);
}

async function putTried(change: StoreTransaction, id: string, post: PostRecord, due: Instant): Promise<void> {
  const { sending: _, ...rest } = post;
  await change.put(posts, id, { ...rest, due });
}

/** Ever longer, and never in step with others. */
function pauseAfter(attempts: number, random: number): Millis {
  const most = Math.min(maxPause, firstPause * 2 ** Math.min(attempts, 16));
  return Math.round(firstPause / 2 + random * (most - firstPause / 2));
}

function platformOf(chat: ChatId): string {
  return chat.slice(0, chat.indexOf(':'));
}
