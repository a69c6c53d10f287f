import type { ChatId } from '../../../core/access/policy.ts';
import { nextSend, type Post, transitionPost } from '../../../core/alerts/post.ts';
import { posts } from '../../../core/alerts/post-record.ts';
import type { DestinationRecord, IncidentRecord } from '../../../core/alerts/records.ts';
import { destinations } from '../../../core/alerts/records.ts';
import type { Timing } from '../../../core/alerts/timing.ts';
import type { Entry, StoreTransaction } from '../../../core/store.ts';
import type { Instant, Millis } from '../../../core/time/clock.ts';
import { findPosts, getIncident, putPost } from '../documents.ts';
import type { Attempt } from './attempt.ts';
import { isRedacted, mayShowIn } from './audience.ts';
import { probe, settlePost } from './members.ts';
import { mergeOverdue, mergeStorm } from './merge.ts';
import { type RouteQuestion, reroute, retryDeadAfter } from './reroute.ts';

export interface NextPorts extends Pick<RouteQuestion, 'admins' | 'usable'> {
  readonly timing: Timing;
}

/** The next step for a chat: make an attempt, call again at once, or wait until `due`. */
export type NextStep =
  | { readonly kind: 'attempt'; readonly attempt: Attempt }
  | { readonly kind: 'again'; readonly chats?: ReadonlySet<ChatId> }
  | { readonly kind: 'idle'; readonly due?: Instant };

/** Longest time between now and any `due`. A later one shows that the clock was set back. */
export const maxDueAhead: Millis = 3_600_000;

/**
 * Decides what to send next to a chat and records the attempt. Merges posts that fire together, and overdue ones;
 * deletes posts that the chat may no longer show.
 */
export async function nextDelivery(
  change: StoreTransaction,
  chat: ChatId,
  now: Instant,
  ports: NextPorts,
): Promise<NextStep> {
  const { timing, admins } = ports;
  const open: Entry<Post>[] = [];
  for (const entry of await findPosts(change, 'due', chat)) {
    if (await mayShowIn(change, entry.document, admins)) open.push(entry);
    else await change.delete(posts, entry.id);
  }
  const dead = (await change.get(destinations, chat))?.dead;
  if (dead !== undefined && now >= dead.at && now - dead.at < retryDeadAfter)
    return awaitProbe(change, chat, open, dead, now, ports);
  const live = probe(open);
  const [next] = live.filter(({ document }) => isDue(document, now));
  if (next === undefined) return idle(live);
  const unsent = live.filter(({ document }) => document.message === undefined);
  if (await mergeOverdue(change, unsent, now, timing)) return { kind: 'again' };
  if (await mergeStorm(change, chat, unsent, now, timing)) return { kind: 'again' };
  return startAttempt(change, next, now);
}

/** Redirects new posts of a dead chat. Its other posts wait until the chat is probed. */
async function awaitProbe(
  change: StoreTransaction,
  chat: ChatId,
  open: readonly Entry<Post>[],
  { why, at }: NonNullable<DestinationRecord['dead']>,
  now: Instant,
  ports: NextPorts,
): Promise<NextStep> {
  const isNew = (post: Post) => post.state === 'queued' && post.attempts === 0;
  if (open.some(({ document }) => isNew(document))) {
    const { chats } = await reroute(change, { ...ports, chat, why, now }, isNew);
    return { kind: 'again', chats };
  }
  const retryAt = at + retryDeadAfter;
  const tooEarly = open.filter(({ document }) => (document.due ?? retryAt) < retryAt);
  for (const { id, document } of tooEarly)
    await putPost(change, id, transitionPost(document, { kind: 'chat-died', why, retryAt }));
  return open.length > 0 ? { kind: 'idle', due: retryAt } : { kind: 'idle' };
}

function isDue({ due }: Post, now: Instant): boolean {
  return due !== undefined && (due <= now || due > now + maxDueAhead);
}

function idle(open: readonly Entry<Post>[]): NextStep {
  const due = Math.min(...open.map(({ document }) => document.due ?? Number.POSITIVE_INFINITY));
  return Number.isFinite(due) ? { kind: 'idle', due } : { kind: 'idle' };
}

async function startAttempt(
  change: StoreTransaction,
  { id, document }: Entry<Post>,
  now: Instant,
): Promise<NextStep> {
  const incidents = new Map<string, IncidentRecord>();
  for (const { key } of [...document.members, ...document.pendingNotices]) {
    const record = incidents.has(key) ? undefined : await getIncident(change, key);
    if (record !== undefined) incidents.set(key, record);
  }
  const post = transitionPost(document, { kind: 'started' });
  if (nextSend(document) === undefined || post.state !== 'sending') {
    await settlePost(change, id, document, incidents);
    return { kind: 'again' };
  }
  await putPost(change, id, post);
  const redacted = await isRedacted(change, post, now);
  return { kind: 'attempt', attempt: { id, post, incidents, redacted } };
}
