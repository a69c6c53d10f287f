import type { ChatId } from '../../../core/access/policy.ts';
import type { IncidentRecord, PostRecord } from '../../../core/alerts/records.ts';
import { destinations, incidents, posts } from '../../../core/alerts/records.ts';
import type { Timing } from '../../../core/alerts/timing.ts';
import type { Entry, StoreTransaction } from '../../../core/store.ts';
import type { Instant, Millis } from '../../../core/time/clock.ts';
import type { Attempt } from './attempt.ts';
import {
  isAllOver,
  isRedacted,
  mayShowIn,
  mergePosts,
  type RouteQuestion,
  reroute,
  retryDeadAfter,
  takeFitting,
} from './reroute.ts';

export interface NextPorts extends Pick<RouteQuestion, 'admins' | 'usable'> {
  readonly timing: Timing;
}

/** What a chat's turn comes to: an attempt, something else done at once, or nothing before `due`. */
export type NextStep =
  | { readonly kind: 'attempt'; readonly attempt: Attempt }
  | { readonly kind: 'again'; readonly chats?: ReadonlySet<ChatId> }
  | { readonly kind: 'idle'; readonly due?: Instant };

/** Nothing that is due lies further away than this, unless the clock was set back. */
export const maxDueAhead: Millis = 3_600_000;

/**
 * Decides what goes next to this chat, and puts on record that it is tried. Several that fire together become one
 * message; what is too old becomes one summary; what does not belong here any more goes nowhere.
 */
export async function nextDelivery(
  change: StoreTransaction,
  chat: ChatId,
  now: Instant,
  ports: NextPorts,
): Promise<NextStep> {
  const { timing, admins } = ports;
  const waiting = await change.find(posts, 'due', chat);
  const open: Entry<PostRecord>[] = [];
  for (const entry of waiting) {
    if (await mayShowIn(change, entry.document, admins)) open.push(entry);
    else await change.delete(posts, entry.id);
  }
  const dead = (await change.get(destinations, chat))?.dead;
  const unsent = open.filter(({ document }) => document.message === undefined);
  if (dead !== undefined && now >= dead.at && now - dead.at < retryDeadAfter) {
    const isFresh = ({ attempts, message }: PostRecord) => attempts === 0 && message === undefined;
    if (unsent.some(({ document }) => isFresh(document))) {
      const { chats } = await reroute(change, { ...ports, chat, why: dead.why, now }, isFresh);
      return { kind: 'again', chats };
    }
    // What stands there is mended when the chat is tried again, not at every change.
    const due = dead.at + retryDeadAfter;
    const hasty = open.filter(({ document }) => (document.due ?? due) < due);
    for (const { id, document } of hasty) await change.put(posts, id, { ...document, due });
    return open.length > 0 ? { kind: 'idle', due } : { kind: 'idle' };
  }
  const ready = open.filter(({ document }) => isDue(document, now));
  const [next] = ready;
  if (next === undefined) return idle(open);
  if (await mergeOverdue(change, unsent, now, timing)) return { kind: 'again' };
  if (await mergeStorm(change, chat, unsent, now, timing)) return { kind: 'again' };
  return attempt(change, next, now);
}

function isDue({ due }: PostRecord, now: Instant): boolean {
  return due !== undefined && (due <= now || due > now + maxDueAhead);
}

function idle(open: readonly Entry<PostRecord>[]): NextStep {
  const due = Math.min(...open.map(({ document }) => document.due ?? Number.POSITIVE_INFINITY));
  return Number.isFinite(due) ? { kind: 'idle', due } : { kind: 'idle' };
}

/** What could not be sent for hours goes into one summary, as it is now. */
async function mergeOverdue(
  change: StoreTransaction,
  unsent: readonly Entry<PostRecord>[],
  now: Instant,
  { deliverWithin }: Timing,
): Promise<boolean> {
  for (const operator of new Set(unsent.map(({ document }) => document.operator))) {
    const own = unsent.filter(
      ({ document }) => document.operator === operator && document.members.length > 0,
    );
    const old = own.filter(({ document }) => document.kind !== 'late' && now - document.at >= deliverWithin);
    const [oldest] = old;
    if (oldest === undefined) continue;
    const summary = own.find(
      (entry) => entry.document.kind === 'late' && takeFitting(entry, [oldest]).length > 0,
    );
    const [first = oldest, ...others] = summary === undefined ? old : [summary, ...old];
    const joining = takeFitting(first, others);
    const doubt = [first, ...joining].some(isInDoubt) ? { maybeSent: true } : {};
    await mergePosts(change, first, joining, { kind: 'late', ...doubt });
    return true;
  }
  return false;
}

/** Joins cards that are not on their way yet with the message of the storm they belong to. */
async function mergeStorm(
  change: StoreTransaction,
  chat: ChatId,
  unsent: readonly Entry<PostRecord>[],
  now: Instant,
  { storm, stormSize, stormOpen }: Timing,
): Promise<boolean> {
  const loose = unsent.filter(
    (entry) => entry.document.kind === 'card' && !isInDoubt(entry) && entry.document.instead === undefined,
  );
  if (loose.length === 0) return false;
  const standing = await change.find(posts, 'chat', chat);
  for (const operator of new Set(loose.map(({ document }) => document.operator))) {
    const own = loose.filter(({ document }) => document.operator === operator);
    const ofOperator = standing.filter(({ document }) => {
      return document.operator === operator && document.instead === undefined;
    });
    const digests = ofOperator.filter(
      ({ document }) => document.kind === 'digest' && isWithin(stormOpen, document.at, now),
    );
    const digest = digests.find(
      (entry) => entry.document.sending === undefined && takeFitting(entry, own).length > 0,
    );
    const recent = ofOperator.filter(
      ({ document }) => document.kind === 'card' && isWithin(storm, document.at, now),
    );
    const [first, ...others] = own;
    if (digest !== undefined) {
      await mergePosts(change, digest, takeFitting(digest, own), { at: now, due: now });
      return true;
    }
    if (first !== undefined && (digests.length > 0 || Math.max(recent.length, own.length) > stormSize)) {
      await mergePosts(change, first, takeFitting(first, others), { kind: 'digest', at: now });
      return true;
    }
  }
  return false;
}

/** What seems to lie ahead was before the clock was set back, nobody knows how long. */
function isWithin(span: Millis, at: Instant, now: Instant): boolean {
  return at <= now && now - at < span;
}

/** Whether it may be out already. */
function isInDoubt({ document }: Entry<PostRecord>): boolean {
  return document.sending !== undefined || document.maybeSent === true;
}

async function attempt(
  change: StoreTransaction,
  { id, document }: Entry<PostRecord>,
  now: Instant,
): Promise<NextStep> {
  const known = new Map<string, IncidentRecord>();
  for (const key of [...document.members, ...document.owed].map((each) => each.key)) {
    const record = known.has(key) ? undefined : await change.get(incidents, key);
    if (record !== undefined) known.set(key, record);
  }
  const what = whatNext(document);
  if (what === undefined) {
    await settlePost(change, id, document, known);
    return { kind: 'again' };
  }
  // What was begun and never ended was cut off: it may be there.
  const cut = document.sending !== undefined && document.sending.what !== 'edit';
  const sending = { what, wanted: document.wanted, owed: document.owed.length };
  const post = {
    ...document,
    sending,
    attempts: document.attempts + 1,
    ...((cut || document.maybeSent === true) && { maybeSent: true }),
  };
  await change.put(posts, id, post);
  const bare = await isRedacted(change, post, now);
  return { kind: 'attempt', attempt: { id, post, members: known, bare } };
}

/** A reply that may be out already goes before an edit: nothing else may pass for its repeat. */
function whatNext(post: PostRecord): 'card' | 'edit' | 'follow' | undefined {
  const { message, shown, wanted, owed, sending, maybeSent } = post;
  if (message === undefined) return 'card';
  const inDoubt = maybeSent === true || sending?.what === 'follow';
  if (shown < wanted && !(inDoubt && owed.length > 0)) return 'edit';
  return owed.length > 0 ? 'follow' : undefined;
}

/** Nothing is left to do for it: it goes when nothing about it can change any more. */
export async function settlePost(
  change: StoreTransaction,
  id: string,
  document: PostRecord,
  known: ReadonlyMap<string, IncidentRecord>,
): Promise<void> {
  if (document.once === true || isAllOver(document, known)) {
    await change.delete(posts, id);
    return;
  }
  const { due: _, sending: __, ...rest } = document;
  await change.put(posts, id, rest);
}
