import type { ChatId, OperatorId, Principal } from '../../../core/access/policy.ts';
import { type Post, transitionPost } from '../../../core/alerts/post.ts';
import { posts } from '../../../core/alerts/post-record.ts';
import {
  destinations,
  maxIncidentsPerMessage,
  type UndeliverableReason,
} from '../../../core/alerts/records.ts';
import { groupBy } from '../../../core/async/group-by.ts';
import type { Entry, ReadView, StoreTransaction } from '../../../core/store.ts';
import type { Instant, Millis } from '../../../core/time/clock.ts';
import { findPosts, putPost } from '../documents.ts';
import { addPost, subscribedChats } from '../outbox.ts';
import { linkIncidents, uniqueMembers } from './members.ts';

/** Time until a dead chat is probed. */
export const retryDeadAfter: Millis = 300_000;

export interface RouteQuestion {
  readonly chat: ChatId;
  readonly why: UndeliverableReason;
  readonly now: Instant;
  readonly admins: readonly Principal[];
  /** Whether a courier serves this chat now. */
  readonly usable: (chat: ChatId) => boolean;
}

export interface Rerouted {
  /** Chats that now have something to deliver. */
  readonly chats: ReadonlySet<ChatId>;
  /** Number of posts for which no other chat was found. */
  readonly undeliverable: number;
}

/**
 * Moves the posts of a chat to another chat of the operator, or else to the private chats of the admins. Messages in
 * the lost chat are edited once it accepts messages again. Without another chat all posts wait for that.
 */
export async function reroute(
  change: StoreTransaction,
  question: RouteQuestion,
  concerns: (post: Post) => boolean = () => true,
): Promise<Rerouted> {
  const chats = new Set<ChatId>();
  let undeliverable = 0;
  const all = (await findPosts(change, 'chat', question.chat)).filter(({ document }) => concerns(document));
  for (const [operator, lost] of groupBy(all, ({ document }) => document.operator)) {
    const tried = lost.flatMap(({ document }) => [document.chat, ...document.triedChats]);
    const routes = await routesOf(change, operator, new Set(tried), question);
    const [first] = routes;
    if (first?.isSubscribed === true) {
      const unannounced = lost.filter(
        ({ document: { message } }) => message === undefined || message.hasUnannouncedMembers,
      );
      if (unannounced.length > 0) chats.add(await redirect(change, first, unannounced, question));
      const posted = lost.filter(({ document }) => document.message !== undefined);
      for (const { id, document } of lost) if (document.message === undefined) await change.delete(posts, id);
      await shelve(change, posted, question, true);
    } else if (first !== undefined) {
      for (const route of routes) chats.add(await redirect(change, route, lost, question));
      for (const { id } of lost) await change.delete(posts, id);
    } else {
      await shelve(change, lost, question, false);
      undeliverable += lost.filter(({ document }) => document.due !== undefined).length;
    }
  }
  return { chats, undeliverable };
}

/** Lets posts wait until the chat is probed. */
async function shelve(
  change: StoreTransaction,
  entries: readonly Entry<Post>[],
  { why, now }: RouteQuestion,
  announced: boolean,
): Promise<void> {
  const event = { kind: 'chat-died', why, retryAt: now + retryDeadAfter, announced } as const;
  for (const { id, document } of entries)
    if (document.due !== undefined) await putPost(change, id, transitionPost(document, event));
}

interface Route {
  readonly chat: ChatId;
  readonly isSubscribed: boolean;
}

/** One other subscribed chat, or else all reachable admins. */
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

/** Adds one message for each chat that was originally meant. Returns the chat that receives them. */
async function redirect(
  change: StoreTransaction,
  route: Route,
  lost: readonly Entry<Post>[],
  question: RouteQuestion,
): Promise<ChatId> {
  const byChat = groupBy(lost, ({ document }) => document.redirectedFrom?.chat ?? question.chat);
  for (const entries of byChat.values()) await redirectFrom(change, route, entries, question);
  return route.chat;
}

/** A subscribed chat has its own cards, so it is notified once; the message to an admin is edited as incidents change. */
async function redirectFrom(
  change: StoreTransaction,
  { chat, isSubscribed }: Route,
  entries: readonly Entry<Post>[],
  { why, now, chat: lostChat }: RouteQuestion,
): Promise<void> {
  const [first] = entries;
  if (first === undefined) return;
  const { operator, kind, gap, redirectedFrom = { chat: lostChat, why } } = first.document;
  const members = uniqueMembers(entries);
  const replaced = new Set(entries.map(({ id }) => id));
  for (let from = 0; from === 0 || from < members.length; from += maxIncidentsPerMessage) {
    const some = members.slice(from, from + maxIncidentsPerMessage);
    const id = await addPost(change, {
      ...{ chat, operator, at: now, due: now, redirectedFrom, members: some, oneShot: isSubscribed },
      kind: members.length > 0 ? 'digest' : kind,
      triedChats: [...new Set(entries.flatMap(({ document }) => [...document.triedChats, document.chat]))],
      ...(gap !== undefined && members.length === 0 && { gap }),
    });
    if (!isSubscribed) await linkIncidents(change, some, id, replaced);
  }
}
