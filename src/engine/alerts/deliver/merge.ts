import type { ChatId } from '../../../core/access/policy.ts';
import { isInDoubt, type Post } from '../../../core/alerts/post.ts';
import type { Timing } from '../../../core/alerts/timing.ts';
import type { Entry, StoreTransaction } from '../../../core/store.ts';
import type { Instant, Millis } from '../../../core/time/clock.ts';
import { findPosts } from '../documents.ts';
import { mergePosts, probe, takeFitting } from './members.ts';

/** Merges the overdue posts of one operator into one summary. Returns whether it did. */
export async function mergeOverdue(
  change: StoreTransaction,
  unsent: readonly Entry<Post>[],
  now: Instant,
  { deliverWithin }: Timing,
): Promise<boolean> {
  for (const operator of operatorsOf(unsent)) {
    const posts = unsent.filter(
      ({ document }) => document.operator === operator && document.members.length > 0,
    );
    const old = posts.filter(
      ({ document }) => document.kind !== 'late' && now - document.at >= deliverWithin,
    );
    const [oldest] = old;
    if (oldest === undefined) continue;
    const summary = posts.find(
      (entry) => entry.document.kind === 'late' && takeFitting(entry, [oldest]).length > 0,
    );
    const [first = oldest, ...others] = summary === undefined ? old : [summary, ...old];
    const joining = takeFitting(first, others);
    const maybeSent = [first, ...joining].some(({ document }) => isInDoubt(document));
    await mergePosts(change, first, joining, { into: 'late', maybeSent });
    return true;
  }
  return false;
}

/** Merges cards that were never tried into the digest of a storm. Returns whether it did. */
export async function mergeStorm(
  change: StoreTransaction,
  chat: ChatId,
  unsent: readonly Entry<Post>[],
  now: Instant,
  { storm, stormSize, stormOpen }: Timing,
): Promise<boolean> {
  const untried = unsent.filter(
    ({ document }) =>
      document.kind === 'card' && !isInDoubt(document) && document.redirectedFrom === undefined,
  );
  if (untried.length === 0) return false;
  const all = probe(await findPosts(change, 'chat', chat)).filter(
    ({ document }) => document.redirectedFrom === undefined,
  );
  for (const operator of operatorsOf(untried)) {
    const cards = untried.filter(({ document }) => document.operator === operator);
    const existing = all.filter(({ document }) => document.operator === operator);
    const digests = existing.filter(
      ({ document }) => document.kind === 'digest' && isWithin(stormOpen, document.at, now),
    );
    const digest = digests.find(
      (entry) => entry.document.state !== 'sending' && takeFitting(entry, cards).length > 0,
    );
    const recent = existing.filter(
      ({ document }) => document.kind === 'card' && isWithin(storm, document.at, now),
    );
    const [first, ...others] = cards;
    if (digest !== undefined) {
      await mergePosts(change, digest, takeFitting(digest, cards), { into: 'digest', at: now, due: now });
      return true;
    }
    if (first !== undefined && (digests.length > 0 || Math.max(recent.length, cards.length) > stormSize)) {
      await mergePosts(change, first, takeFitting(first, others), { into: 'digest', at: now });
      return true;
    }
  }
  return false;
}

function operatorsOf(entries: readonly Entry<Post>[]): ReadonlySet<string> {
  return new Set(entries.map(({ document }) => document.operator));
}

/** Whether a time is in the past and not longer ago than `span`. A clock that was set back leaves times in the future. */
function isWithin(span: Millis, at: Instant, now: Instant): boolean {
  return at <= now && now - at < span;
}
