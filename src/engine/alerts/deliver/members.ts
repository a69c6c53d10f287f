import { isOpenIncident } from '../../../core/alerts/incident.ts';
import { type Post, type PostEvent, transitionPost } from '../../../core/alerts/post.ts';
import { posts } from '../../../core/alerts/post-record.ts';
import {
  type IncidentRecord,
  maxIncidentsPerMessage,
  type PostMember,
} from '../../../core/alerts/records.ts';
import type { Entry, StoreTransaction } from '../../../core/store.ts';
import { getIncident, putIncident, putPost } from '../documents.ts';

/** Lets the posts of a dead chat be tried again. */
export function probe(entries: readonly Entry<Post>[]): readonly Entry<Post>[] {
  return entries.map(({ id, document }) => ({ id, document: transitionPost(document, { kind: 'probed' }) }));
}

/** The members of all these posts, each once. */
export function uniqueMembers(entries: readonly Entry<Post>[]): readonly PostMember[] {
  const all = entries.flatMap(({ document }) => document.members);
  return [...new Map(all.map((member) => [`${member.key} ${member.episode}`, member])).values()];
}

/** As many of `others` as fit into one message together with `into`, in their order. */
export function takeFitting(into: Entry<Post>, others: readonly Entry<Post>[]): readonly Entry<Post>[] {
  let room = maxIncidentsPerMessage - into.document.members.length;
  return others.filter(({ document: { members } }) => {
    const fits = members.length <= room;
    if (fits) room -= members.length;
    return fits;
  });
}

/** Makes one message of several, of which the others are not sent yet. */
export async function mergePosts(
  change: StoreTransaction,
  into: Entry<Post>,
  others: readonly Entry<Post>[],
  event: Omit<PostEvent & { kind: 'merged' }, 'kind' | 'members'>,
): Promise<void> {
  const members = uniqueMembers([into, ...others]);
  await putPost(change, into.id, transitionPost(into.document, { kind: 'merged', members, ...event }));
  const replaced = new Set([...others.map(({ id }) => id), into.id]);
  await linkIncidents(change, uniqueMembers(others), into.id, replaced);
  for (const { id } of others) await change.delete(posts, id);
}

/** Links incidents to a post that shows them, in place of the posts in `replaced`. */
export async function linkIncidents(
  change: StoreTransaction,
  members: readonly PostMember[],
  id: string,
  replaced: ReadonlySet<string>,
): Promise<void> {
  for (const { key, episode } of members) {
    const record = await getIncident(change, key);
    if (record === undefined || record.incident.episode !== episode) continue;
    const linked = [...record.posts.filter((post) => !replaced.has(post)), id];
    await putIncident(change, key, { ...record, posts: linked });
  }
}

/** Stores a post with nothing left to send, or deletes it if nothing about it can change. */
export async function settlePost(
  change: StoreTransaction,
  id: string,
  post: Post,
  known: ReadonlyMap<string, IncidentRecord>,
): Promise<void> {
  if (post.oneShot || isAllOver(post, known)) await change.delete(posts, id);
  else await putPost(change, id, transitionPost(post, { kind: 'settled' }));
}

function isAllOver({ members }: Post, known: ReadonlyMap<string, IncidentRecord>): boolean {
  return members.every(({ key, episode }) => {
    const record = known.get(key);
    return record === undefined || record.incident.episode !== episode || !isOpenIncident(record.incident);
  });
}
