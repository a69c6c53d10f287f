import type { ChatId } from '../../core/access/policy.ts';
import type { Post } from '../../core/alerts/post.ts';
import { posts, readPost, storedPost } from '../../core/alerts/post-record.ts';
import {
  destinations,
  type IncidentRecord,
  incidents,
  readIncident,
  storedIncident,
} from '../../core/alerts/records.ts';
import type { Entry, ReadView, StoreTransaction } from '../../core/store.ts';

export async function getIncident(view: ReadView, key: string): Promise<IncidentRecord | undefined> {
  const record = await view.get(incidents, key);
  return record === undefined ? undefined : readIncident(record);
}

/** Incidents of a connection or with an id, or the open ones of an operator. */
export async function findIncidents(
  view: ReadView,
  index: keyof typeof incidents.indexes,
  value: string,
): Promise<readonly Entry<IncidentRecord>[]> {
  const found = await view.find(incidents, index, value);
  return found.map(({ id, document }) => ({ id, document: readIncident(document) }));
}

export function putIncident(change: StoreTransaction, key: string, record: IncidentRecord): Promise<void> {
  return change.put(incidents, key, storedIncident(record));
}

export async function getPost(view: ReadView, id: string): Promise<Post | undefined> {
  const record = await view.get(posts, id);
  if (record === undefined) return undefined;
  return readPost(record, (await view.get(destinations, record.chat))?.dead);
}

/** All posts of a chat, or those with something left to send. */
export async function findPosts(
  view: ReadView,
  index: keyof typeof posts.indexes,
  chat: ChatId,
): Promise<readonly Entry<Post>[]> {
  const found = await view.find(posts, index, chat);
  if (found.length === 0) return [];
  const dead = (await view.get(destinations, chat))?.dead;
  return found.map(({ id, document }) => ({ id, document: readPost(document, dead) }));
}

export function putPost(change: StoreTransaction, id: string, post: Post): Promise<void> {
  return change.put(posts, id, storedPost(post));
}
