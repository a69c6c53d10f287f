import type { ChatId, OperatorId } from '../../core/access/policy.ts';
import { subscriptions } from '../../core/access/records.ts';
import type { NoticeReason } from '../../core/alerts/incident.ts';
import type { IncidentRecord, Notice, PostRecord, WatchState } from '../../core/alerts/records.ts';
import { incidents, posts, watchStates } from '../../core/alerts/records.ts';
import { idCount, shortId } from '../../core/alerts/short-id.ts';
import type { Timing } from '../../core/alerts/timing.ts';
import type { ReadView, StoreTransaction } from '../../core/store.ts';
import type { Instant } from '../../core/time/clock.ts';

/** A changed incident. Without a notice nothing but its figures changed. */
export interface IncidentChange {
  readonly key: string;
  readonly record: IncidentRecord;
  readonly notice?: {
    readonly reason: NoticeReason;
    /** Who did it, by name. */
    readonly by?: string;
    readonly until?: Instant;
  };
}

export type NewPost = Pick<PostRecord, 'chat' | 'operator' | 'kind' | 'at' | 'members'> & {
  readonly due: Instant;
  readonly more?: Partial<PostRecord>;
};

const stateKey = 'state';
const noState: WatchState = { seq: 0, ids: 0 };

/** Puts incidents and what people must be told of them into one change. Gives the chats that have something to do. */
export async function recordChanges(
  change: StoreTransaction,
  changes: readonly IncidentChange[],
  now: Instant,
  timing: Timing,
): Promise<ReadonlySet<ChatId>> {
  const chats = new Set<ChatId>();
  const touched = new Map<string, PostRecord>();
  for (const { key, record, notice } of changes) {
    if (notice?.reason === 'fired') {
      await put(change, key, await fire(change, key, record, now, timing, chats));
      continue;
    }
    await put(change, key, record);
    for (const id of record.posts) {
      const post = touched.get(id) ?? (await change.get(posts, id));
      if (post === undefined) continue;
      const told = tell(post, key, record, notice, now, timing);
      touched.set(id, told);
      chats.add(told.chat);
    }
  }
  for (const [id, post] of touched) await change.put(posts, id, post);
  return chats;
}

/** Adds a message that is to be sent. */
export async function addPost(
  change: StoreTransaction,
  { chat, operator, kind, at, members, due, more = {} }: NewPost,
): Promise<string> {
  const state = await readState(change);
  const seq = state.seq + 1;
  await change.put(watchStates, stateKey, { ...state, seq });
  const id = String(seq).padStart(12, '0');
  await change.put(posts, id, {
    chat,
    operator,
    kind,
    seq,
    at,
    members: [...members],
    wanted: 1,
    shown: 0,
    owed: [],
    due,
    attempts: 0,
    unknown: 0,
    anew: 0,
    rerouted: [],
    ...more,
  });
  return id;
}

export async function readState(view: ReadView): Promise<WatchState> {
  return (await view.get(watchStates, stateKey)) ?? noState;
}

export async function writeRound(change: StoreTransaction, at: Instant): Promise<void> {
  await change.put(watchStates, stateKey, { ...(await readState(change)), lastRound: at });
}

/** The chats that are told of an operator's alerts. */
export async function subscribedChats(view: ReadView, operator: OperatorId): Promise<readonly ChatId[]> {
  return (await view.find(subscriptions, 'operator', operator)).map(({ document }) => document.chat);
}

/** A new episode: a short id, and a card for every chat that is told. */
async function fire(
  change: StoreTransaction,
  key: string,
  record: IncidentRecord,
  now: Instant,
  { groupWait }: Timing,
  chats: Set<ChatId>,
): Promise<IncidentRecord> {
  const id = await newId(change);
  const members = [{ key, episode: record.incident.episode, id }];
  const own: string[] = [];
  for (const chat of await subscribedChats(change, record.operator)) {
    const due = now + groupWait;
    own.push(await addPost(change, { chat, operator: record.operator, kind: 'card', at: now, members, due }));
    chats.add(chat);
  }
  return { ...record, id, posts: own };
}

/** The next short id that no remembered incident has. */
async function newId(change: StoreTransaction): Promise<string> {
  const state = await readState(change);
  for (let n = state.ids; n < state.ids + idCount; n++) {
    const id = shortId(n);
    if ((await change.find(incidents, 'id', id)).length > 0) continue;
    await change.put(watchStates, stateKey, { ...state, ids: n + 1 });
    return id;
  }
  return shortId(state.ids);
}

/** The message with what it must show now. What has not been sent yet shows it when it goes. */
function tell(
  post: PostRecord,
  key: string,
  record: IncidentRecord,
  notice: IncidentChange['notice'],
  now: Instant,
  { refresh }: Timing,
): PostRecord {
  const wanted = post.wanted + 1;
  const isSent = post.message !== undefined || post.sending !== undefined;
  if (notice === undefined) {
    const due = Math.min(post.due ?? Number.POSITIVE_INFINITY, (post.editedAt ?? now) + refresh);
    return { ...post, wanted, due };
  }
  const said: Notice = { key, episode: record.incident.episode, id: record.id ?? '', at: now, ...notice };
  const owed = isSent ? [...post.owed, said] : post.owed;
  return { ...post, wanted, owed, due: isSent ? now : (post.due ?? now) };
}

function put(change: StoreTransaction, key: string, record: IncidentRecord): Promise<void> {
  return change.put(incidents, key, { ...record, revision: record.revision + 1 });
}
