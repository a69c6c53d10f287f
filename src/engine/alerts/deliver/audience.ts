import type { Principal } from '../../../core/access/policy.ts';
import { bindings, grants, subscriptions } from '../../../core/access/records.ts';
import type { Post } from '../../../core/alerts/post.ts';
import type { ReadView } from '../../../core/store.ts';
import type { Instant } from '../../../core/time/clock.ts';

/** Whether a post may be shown in its chat: it receives the operator's alerts, or belongs to an admin and replaces one that does. */
export async function mayShowIn(
  view: ReadView,
  { chat, operator, redirectedFrom, kind }: Post,
  admins: readonly Principal[],
): Promise<boolean> {
  if ((await view.get(subscriptions, `${chat}/${operator}`)) !== undefined) return true;
  if (redirectedFrom !== undefined && admins.includes(chat)) return true;
  return kind === 'drill' && (await view.get(bindings, `${chat}/${operator}`)) !== undefined;
}

/** Whether the post must not contain figures: it was redirected to an admin who has no grant for the operator. */
export async function isRedacted(view: ReadView, post: Post, now: Instant): Promise<boolean> {
  if (post.redirectedFrom === undefined) return false;
  if ((await view.get(subscriptions, `${post.chat}/${post.operator}`)) !== undefined) return false;
  const grant = await view.get(grants, `${post.chat}/${post.operator}`);
  return grant === undefined || (grant.expiresAt !== undefined && grant.expiresAt <= now);
}
