import type { ChatId, OperatorId, Principal } from '../../../core/access/policy.ts';
import { bindings, grants, subscriptions } from '../../../core/access/records.ts';
import { isOpenIncident } from '../../../core/alerts/incident.ts';
import type { IncidentRecord, PostRecord, UndeliverableReason } from '../../../core/alerts/records.ts';
import { destinations, incidents, maxIncidentsPerMessage, posts } from '../../../core/alerts/records.ts';
import { groupBy } from '../../../core/async/group-by.ts';
import type { Entry, ReadView, StoreTransaction } from '../../../core/store.ts';
import type { Instant, Millis } from '../../../core/time/clock.ts';
import { addPost, subscribedChats } from '../outbox.ts';

/** A chat that took nothing is tried again after this long. */
export const retryDeadAfter: Millis = 300_000;

export interface RouteQuestion {
  readonly chat: ChatId;
  readonly why: UndeliverableReason;
  readonly now: Instant;
  readonly admins: readonly Principal[];
  /** Whether a courier takes messages for this chat now. */
  readonly usable: (chat: ChatId) => boolean;
}

/** What came of telling it elsewhere: the chats that have something to do, and how many messages found no other chat. */
export interface Rerouted {
  readonly chats: ReadonlySet<ChatId>;
  readonly undeliverable: number;
}

/**
 * Tells elsewhere what this chat cannot be told: in another chat of the operator, or else in the admins' own. What
 * stands in this chat is mended when it takes messages again. Where there is nobody else, all of it waits for that.
 */
export async function reroute(
  change: StoreTransaction,
  question: RouteQuestion,
  concerns: (post: PostRecord) => boolean = () => true,
): Promise<Rerouted> {
  const { chat, now } = question;
  const chats = new Set<ChatId>();
  let undeliverable = 0;
  const all = (await change.find(posts, 'chat', chat)).filter(({ document }) => concerns(document));
  for (const operator of new Set(all.map(({ document }) => document.operator))) {
    const own = all.filter(({ document }) => document.operator === operator);
    const tried = own.flatMap(({ document }) => [document.chat, ...document.rerouted]);
    const routes = await routesOf(change, operator, new Set(tried), question);
    const [first] = routes;
    const unsent = own.filter(({ document }) => document.message === undefined);
    const standing = own.filter(({ document }) => document.message !== undefined);
    const untold = own.filter(({ document }) => document.message === undefined || document.grown === true);
    if (first?.isSubscribed === true) {
      if (untold.length > 0) chats.add(await moveTo(change, first, untold, question));
      for (const { id } of unsent) await change.delete(posts, id);
      await shelve(change, standing, now, { forgetOwed: true });
    } else if (first !== undefined) {
      for (const route of routes) chats.add(await moveTo(change, route, own, question));
      for (const { id } of own) await change.delete(posts, id);
    } else {
      await shelve(change, own, now, { forgetOwed: false });
      undeliverable += own.filter(({ document }) => document.due !== undefined).length;
    }
  }
  return { chats, undeliverable };
}

/** Lets messages wait until the chat is tried again. */
async function shelve(
  change: StoreTransaction,
  own: readonly Entry<PostRecord>[],
  now: Instant,
  { forgetOwed }: { readonly forgetOwed: boolean },
): Promise<void> {
  for (const { id, document } of own) {
    if (document.due === undefined) continue;
    const { sending: _, grown, ...rest } = document;
    await change.put(posts, id, {
      ...rest,
      ...(grown === true && !forgetOwed && { grown }),
      attempts: Math.max(1, rest.attempts),
      owed: forgetOwed ? [] : rest.owed,
      due: now + retryDeadAfter,
    });
  }
}

/** Whether a post may be shown in its chat: the operator's alerts belong there, or an admin stands in. */
export async function mayShowIn(
  view: ReadView,
  { chat, operator, instead, kind }: PostRecord,
  admins: readonly Principal[],
): Promise<boolean> {
  if ((await view.get(subscriptions, `${chat}/${operator}`)) !== undefined) return true;
  if (instead !== undefined && admins.includes(chat)) return true;
  return kind === 'drill' && (await view.get(bindings, `${chat}/${operator}`)) !== undefined;
}

/** Whether figures of the operator must not stand in a chat that stands in for another: its reader has no grant. */
export async function isRedacted(view: ReadView, post: PostRecord, now: Instant): Promise<boolean> {
  if (post.instead === undefined) return false;
  if ((await view.get(subscriptions, `${post.chat}/${post.operator}`)) !== undefined) return false;
  const grant = await view.get(grants, `${post.chat}/${post.operator}`);
  return grant === undefined || (grant.expiresAt !== undefined && grant.expiresAt <= now);
}

interface Route {
  readonly chat: ChatId;
  readonly isSubscribed: boolean;
}

async function routesOf(
  view: ReadView,
  operator: OperatorId,
  tried: ReadonlySet<ChatId>,
  { now, admins, usable }: RouteQuestion,
): Promise<readonly Route[]> {
  const isLive = async (chat: ChatId): Promise<boolean> => {
    if (tried.has(chat) || !usable(chat)) return false;
    const dead = (await view.get(destinations, chat))?.dead;
    return dead === undefined || now - dead.at >= retryDeadAfter;
  };
  for (const chat of await subscribedChats(view, operator)) {
    if (await isLive(chat)) return [{ chat, isSubscribed: true }];
  }
  const live: Route[] = [];
  for (const chat of admins) if (await isLive(chat)) live.push({ chat, isSubscribed: false });
  return live;
}

/** One message there about all that each chat should have been told. */
async function moveTo(
  change: StoreTransaction,
  route: Route,
  lost: readonly Entry<PostRecord>[],
  question: RouteQuestion,
): Promise<ChatId> {
  const byChat = groupBy(lost, ({ document }) => document.instead?.chat ?? question.chat);
  for (const own of byChat.values()) await tellThere(change, route, own, question);
  return route.chat;
}

/** A chat with cards of its own is told once; what another one is told is kept true. */
async function tellThere(
  change: StoreTransaction,
  { chat, isSubscribed }: Route,
  own: readonly Entry<PostRecord>[],
  { why, now, chat: lost }: RouteQuestion,
): Promise<void> {
  const [first] = own;
  if (first === undefined) return;
  const members = uniqueMembers(own);
  const instead = first.document.instead ?? { chat: lost, why };
  const rerouted = [...new Set(own.flatMap(({ document }) => [...document.rerouted, document.chat]))];
  const kind = members.length > 0 ? 'digest' : first.document.kind;
  const { gap } = first.document;
  const before = new Set(own.map((entry) => entry.id));
  for (let from = 0; from === 0 || from < members.length; from += maxIncidentsPerMessage) {
    const some = members.slice(from, from + maxIncidentsPerMessage);
    const id = await addPost(change, {
      chat,
      operator: first.document.operator,
      kind,
      at: now,
      members: some,
      due: now,
      more: {
        instead,
        rerouted,
        ...(isSubscribed && { once: true }),
        ...(gap !== undefined && members.length === 0 && { gap }),
      },
    });
    if (!isSubscribed) await showIn(change, some, id, before);
  }
}

function uniqueMembers(own: readonly Entry<PostRecord>[]): PostRecord['members'] {
  const all = own.flatMap(({ document }) => document.members);
  return [...new Map(all.map((member) => [`${member.key} ${member.episode}`, member])).values()];
}

/** Has the incidents keep this message true, in place of those. */
async function showIn(
  change: StoreTransaction,
  members: PostRecord['members'],
  id: string,
  instead: ReadonlySet<string>,
): Promise<void> {
  for (const { key, episode } of members) {
    const record = await change.get(incidents, key);
    if (record === undefined || record.incident.episode !== episode) continue;
    const shown = [...record.posts.filter((post) => !instead.has(post)), id];
    await change.put(incidents, key, { ...record, posts: shown });
  }
}

/** Makes one message of several that are not sent yet: a storm, or what is late. */
export async function mergePosts(
  change: StoreTransaction,
  into: Entry<PostRecord>,
  others: readonly Entry<PostRecord>[],
  more: Partial<PostRecord>,
): Promise<void> {
  const members = uniqueMembers([into, ...others]);
  const { wanted } = into.document;
  const grown = into.document.message === undefined ? {} : { grown: true };
  await change.put(posts, into.id, { ...into.document, members, wanted: wanted + 1, ...grown, ...more });
  const added = uniqueMembers(others);
  await showIn(change, added, into.id, new Set([...others.map(({ id }) => id), into.id]));
  for (const { id } of others) await change.delete(posts, id);
}

/** As many of these as one message can tell of together with that one, in their order. */
export function takeFitting(
  into: Entry<PostRecord>,
  others: readonly Entry<PostRecord>[],
): readonly Entry<PostRecord>[] {
  let room = maxIncidentsPerMessage - into.document.members.length;
  return others.filter(({ document: { members } }) => {
    const fits = members.length <= room;
    if (fits) room -= members.length;
    return fits;
  });
}

/** Whether there is nothing left to keep true about any member. */
export function isAllOver(
  { members }: Pick<PostRecord, 'members'>,
  known: ReadonlyMap<string, IncidentRecord>,
): boolean {
  return members.every(({ key, episode }) => {
    const record = known.get(key);
    return record === undefined || record.incident.episode !== episode || !isOpenIncident(record.incident);
  });
}
