import type { ChatId } from '../../../core/access/policy.ts';
import { nextSend, type Post, type PostEvent, transitionPost } from '../../../core/alerts/post.ts';
import { destinations, type UndeliverableReason } from '../../../core/alerts/records.ts';
import { backoffPause } from '../../../core/async/backoff.ts';
import type { StoreTransaction } from '../../../core/store.ts';
import type { Instant, Millis } from '../../../core/time/clock.ts';
import { getIncident, getPost, putPost } from '../documents.ts';
import type { Attempt, AttemptResult } from './attempt.ts';
import { settlePost } from './members.ts';
import { maxDueAhead, type NextPorts } from './next.ts';
import { reroute, retryDeadAfter } from './reroute.ts';

/** Work left by a result: a pause of the chat, other chats with something to deliver, or a move. */
export interface FollowUp {
  readonly pause?: Millis;
  readonly chats?: ReadonlySet<ChatId>;
  /** Number of messages that no chat could receive. */
  readonly undeliverable?: number;
  readonly migratedTo?: ChatId;
}

export interface OutcomePorts extends NextPorts {
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** A send with an unknown result is repeated once. */
const maxAmbiguousSends = 2;
const firstPause: Millis = 1_000;
const maxPause: Millis = 300_000;
/** Pause of a platform that rejects our token. */
const tokenPause: Millis = 60_000;

/** Records the result of an attempt. */
export async function recordOutcome(
  change: StoreTransaction,
  attempt: Attempt,
  result: AttemptResult,
  now: Instant,
  ports: OutcomePorts,
): Promise<FollowUp> {
  const { chat } = attempt.post;
  if (result.kind === 'migrated') return { migratedTo: result.to };
  const post = await getPost(change, attempt.id);
  if (result.kind === 'wait') return recordWait(change, attempt, post, result.ms, now);
  if (post === undefined) return {};
  const step = (event: PostEvent) => storeStep(change, attempt, post, event);
  switch (result.kind) {
    case 'sent':
      if ((await change.get(destinations, chat)) !== undefined) await change.delete(destinations, chat);
      await step({ kind: 'sent', message: result.message, now });
      return {};
    case 'retry': {
      const pause = pauseAfter(post, ports);
      await step({ kind: 'failed', due: now + pause });
      return { pause };
    }
    case 'ambiguous': {
      const pause = pauseAfter(post, ports);
      const next = await step({ kind: 'ambiguous', due: now + pause });
      if (attempt.post.attempt.what === 'edit' || next.ambiguousSends < maxAmbiguousSends) return { pause };
      const rerouted = await reroute(change, { ...ports, chat, why: 'unclear', now }, isSame(post));
      if (rerouted.undeliverable === 0) return { ...rerouted, pause };
      // No other chat can receive it: it is repeated, ever more slowly, until a send is confirmed.
      await putPost(change, attempt.id, next);
      return { pause };
    }
    case 'dead': {
      if (result.why !== 'unfit') return loseChat(result.why);
      const next = await step({ kind: 'unfit', now, retryAt: now + retryDeadAfter });
      if (next.state !== 'dead') return {};
      return reroute(change, { ...ports, chat, why: 'unfit', now }, isSame(post));
    }
    case 'unserved':
      return loseChat('unserved');
    case 'refused-token': {
      const usable = (to: ChatId) => ports.usable(to) && platformOf(to) !== platformOf(chat);
      const question = { ...ports, usable, chat, why: 'no-token', now } as const;
      const rerouted = await reroute(
        change,
        question,
        (each) => each.message === undefined && each.triedChats.length === 0,
      );
      const isStored = (await getPost(change, attempt.id)) !== undefined;
      if (isStored) await step({ kind: 'failed', due: now + tokenPause });
      return { ...rerouted, pause: tokenPause };
    }
  }

  async function loseChat(why: UndeliverableReason): Promise<FollowUp> {
    await change.put(destinations, chat, { dead: { why, at: now } });
    await step({ kind: 'refused', why, retryAt: now + retryDeadAfter });
    return reroute(change, { ...ports, chat, why, now });
  }
}

/** Stores the post after an event; settles it if nothing is left to send. */
async function storeStep(
  change: StoreTransaction,
  { id, incidents }: Attempt,
  post: Post,
  event: PostEvent,
): Promise<Post> {
  const next = transitionPost(post, event);
  if (next.state !== 'posted' || nextSend(next) !== undefined) {
    await putPost(change, id, next);
    return next;
  }
  const known = new Map(incidents);
  for (const { key } of next.members) {
    const record = await getIncident(change, key);
    if (record === undefined) known.delete(key);
    else known.set(key, record);
  }
  await settlePost(change, id, next, known);
  return next;
}

/** A chat that is dead stays dead: its new posts are redirected until it is probed. Any other chat is paused. */
async function recordWait(
  change: StoreTransaction,
  { id, post: { chat } }: Attempt,
  post: Post | undefined,
  wait: Millis,
  now: Instant,
): Promise<FollowUp> {
  const ms = Math.min(Math.max(0, wait), maxDueAhead);
  if (post !== undefined) await putPost(change, id, transitionPost(post, { kind: 'postponed', now }));
  const dead = (await change.get(destinations, chat))?.dead;
  if (dead !== undefined && ms <= retryDeadAfter) {
    await change.put(destinations, chat, { dead: { ...dead, at: now + ms - retryDeadAfter } });
    return {};
  }
  await change.put(destinations, chat, { pausedUntil: now + ms });
  return { pause: ms };
}

function pauseAfter({ attempts }: Post, { random }: OutcomePorts): Millis {
  const jitter = { random, min: firstPause / 2 };
  return Math.round(backoffPause(attempts, { first: firstPause, max: maxPause }, jitter));
}

function isSame({ seq }: Post): (post: Post) => boolean {
  return (post) => post.seq === seq;
}

function platformOf(chat: ChatId): string {
  return chat.slice(0, chat.indexOf(':'));
}
