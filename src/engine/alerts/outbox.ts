import type { ChatId, OperatorId } from '../../core/access/policy.ts';
import { subscriptions } from '../../core/access/records.ts';
import type { NoticeReason } from '../../core/alerts/incident.ts';
import { type Post, transitionPost } from '../../core/alerts/post.ts';
import type { IncidentRecord, Notice, WatchState } from '../../core/alerts/records.ts';
import { watchStates } from '../../core/alerts/records.ts';
import { idCount, shortId } from '../../core/alerts/short-id.ts';
import type { Timing } from '../../core/alerts/timing.ts';
import type { ReadView, StoreTransaction } from '../../core/store.ts';
import type { Instant } from '../../core/time/clock.ts';
import { findIncidents, getPost, putIncident, putPost } from './documents.ts';

/** A changed incident. Without a notice only its figures changed. */
export interface IncidentChange {
  readonly key: string;
  readonly record: IncidentRecord;
  readonly notice?: {
    readonly reason: NoticeReason;
    /** Name of the user who did it. */
    readonly by?: string;
    readonly until?: Instant;
  };
}

export type NewPost = Pick<Post, 'chat' | 'operator' | 'kind' | 'at' | 'members' | 'gap' | 'redirectedFrom'> &
  Partial<Pick<Post, 'oneShot' | 'triedChats'>> & { readonly due: Instant };

const stateKey = 'state';
const initialState: WatchState = { seq: 0, ids: 0 };

/** Writes incidents and the messages about them in one change. Returns the chats with something to deliver. */
export async function recordChanges(
  change: StoreTransaction,
  changes: readonly IncidentChange[],
  now: Instant,
  timing: Timing,
): Promise<ReadonlySet<ChatId>> {
  const { refresh, groupWait } = timing;
  const chats = new Set<ChatId>();
  const changedPosts = new Map<string, Post>();
  for (const { key, record, notice: cause } of changes) {
    const { episode } = record.incident;
    if (cause?.reason === 'fired') {
      const id = await newId(change);
      const posted = await addCards(change, record, { key, episode, id }, now, now + groupWait);
      for (const { chat } of posted) chats.add(chat);
      await putRevised(change, key, { ...record, id, posts: posted.map((post) => post.id) });
      continue;
    }
    await putRevised(change, key, record);
    const notice: Notice | undefined = cause && { key, episode, id: record.id ?? '', at: now, ...cause };
    for (const id of record.posts) {
      const post = changedPosts.get(id) ?? (await getPost(change, id));
      if (post === undefined) continue;
      const event = { kind: 'changed', now, refresh, ...(notice && { notice }) } as const;
      changedPosts.set(id, transitionPost(post, event));
      chats.add(post.chat);
    }
  }
  for (const [id, post] of changedPosts) await putPost(change, id, post);
  return chats;
}

/** Adds a message to the outbox and returns its id. */
export async function addPost(change: StoreTransaction, post: NewPost): Promise<string> {
  const state = await readState(change);
  const seq = state.seq + 1;
  await change.put(watchStates, stateKey, { ...state, seq });
  const id = String(seq).padStart(12, '0');
  await putPost(change, id, {
    oneShot: false,
    triedChats: [],
    ...post,
    state: 'queued',
    seq,
    plainTextOnly: false,
    wantedVersion: 1,
    pendingNotices: [],
    attempts: 0,
    maybeSent: false,
    ambiguousSends: 0,
    repostCount: 0,
  });
  return id;
}

export async function readState(view: ReadView): Promise<WatchState> {
  return (await view.get(watchStates, stateKey)) ?? initialState;
}

/** Records the time of the last poll, from which a downtime is measured. */
export async function writeRound(change: StoreTransaction, at: Instant): Promise<void> {
  await change.put(watchStates, stateKey, { ...(await readState(change)), lastRound: at });
}

/** The chats that receive an operator's alerts. */
export async function subscribedChats(view: ReadView, operator: OperatorId): Promise<readonly ChatId[]> {
  return (await view.find(subscriptions, 'operator', operator)).map(({ document }) => document.chat);
}

/** Adds a card for a new episode to every subscribed chat. */
async function addCards(
  change: StoreTransaction,
  { operator }: IncidentRecord,
  member: Post['members'][number],
  now: Instant,
  due: Instant,
): Promise<readonly { readonly chat: ChatId; readonly id: string }[]> {
  const added: { chat: ChatId; id: string }[] = [];
  for (const chat of await subscribedChats(change, operator)) {
    const id = await addPost(change, { chat, operator, kind: 'card', at: now, members: [member], due });
    added.push({ chat, id });
  }
  return added;
}

/** The next short id that no stored incident has. */
async function newId(change: StoreTransaction): Promise<string> {
  const state = await readState(change);
  for (let n = state.ids; n < state.ids + idCount; n++) {
    const id = shortId(n);
    if ((await findIncidents(change, 'id', id)).length > 0) continue;
    await change.put(watchStates, stateKey, { ...state, ids: n + 1 });
    return id;
  }
  return shortId(state.ids);
}

function putRevised(change: StoreTransaction, key: string, record: IncidentRecord): Promise<void> {
  return putIncident(change, key, { ...record, revision: record.revision + 1 });
}
