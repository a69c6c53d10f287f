import type { ChatId, OperatorId } from '../access/policy.ts';
import type { Instant, Millis } from '../time/clock.ts';
import type { Downtime, Notice, PostKind, PostMember, UndeliverableReason } from './records.ts';

/**
 * A message about alerts in one chat, by the state of its delivery:
 *
 *     queued -> sending -> posted -> sending (edits and replies) -> posted ...
 *     sending -> dead -> (probe) -> queued or posted
 */
export type Post = QueuedPost | SendingPost | PostedPost | DeadPost;

interface PostCommon {
  readonly chat: ChatId;
  readonly operator: OperatorId;
  readonly kind: PostKind;
  /** Counts up over all chats: posts with a lower number are sent first. */
  readonly seq: number;
  readonly at: Instant;
  readonly members: readonly PostMember[];
  /** Only for `away`. */
  readonly gap?: Downtime;
  /** The chat that this one replaces, and why that one could not be reached. */
  readonly redirectedFrom?: { readonly chat: ChatId; readonly why: UndeliverableReason };
  /** Sent once and never edited: its readers have a card of each member anyway. */
  readonly oneShot: boolean;
  /** The platform rejected the formatted message. */
  readonly plainTextOnly: boolean;
  /** The version that the chat must show; it grows with every change of a member. */
  readonly wantedVersion: number;
  /** Replies still to be sent in the thread of the message. */
  readonly pendingNotices: readonly Notice[];
  readonly attempts: number;
  /** The next send may be a repeat, and is marked as one. */
  readonly maybeSent: boolean;
  /** Consecutive sends whose result is unknown. */
  readonly ambiguousSends: number;
  /** Number of times it was posted again because its message had been deleted. */
  readonly repostCount: number;
  /** Chats in which delivery failed before. */
  readonly triedChats: readonly ChatId[];
}

/** The message in the chat. */
export interface PostedMessage {
  readonly id: string;
  readonly shownVersion: number;
  readonly editedAt?: Instant;
  /** A pending edit adds incidents that this chat has not seen. */
  readonly hasUnannouncedMembers: boolean;
}

/** Waits to be sent for the first time, or again. */
export interface QueuedPost extends PostCommon {
  readonly state: 'queued';
  readonly due: Instant;
  readonly message?: undefined;
  readonly attempt?: undefined;
  readonly why?: undefined;
}

/** One attempt is on record. It is in doubt if the process dies before the result is recorded. */
export type SendingPost = PostCommon & {
  readonly state: 'sending';
  readonly due: Instant;
  readonly why?: undefined;
} & (
    | { readonly message?: undefined; readonly attempt: SendAttempt<'card'> }
    | { readonly message: PostedMessage; readonly attempt: SendAttempt<'edit' | 'follow'> }
  );

/** The content of an attempt: a message, an edit of it, or a reply to it with the first `notices` pending notices. */
interface SendAttempt<T> {
  readonly what: T;
  readonly version: number;
  readonly notices: number;
}

/** The message is in the chat. Without `due` it is up to date. */
export interface PostedPost extends PostCommon {
  readonly state: 'posted';
  readonly due?: Instant;
  readonly message: PostedMessage;
  readonly attempt?: undefined;
  readonly why?: undefined;
}

/** The chat accepts nothing. Nothing is sent before the chat is probed at `due`. */
export interface DeadPost extends PostCommon {
  readonly state: 'dead';
  readonly due: Instant;
  readonly why: UndeliverableReason;
  readonly message?: PostedMessage | undefined;
  readonly attempt?: undefined;
}

export type PostEvent =
  /** A member changed. Without a notice only its figures did. */
  | { readonly kind: 'changed'; readonly notice?: Notice; readonly now: Instant; readonly refresh: Millis }
  /** The members of other unsent posts were added. */
  | {
      readonly kind: 'merged';
      readonly into: 'digest' | 'late';
      readonly members: readonly PostMember[];
      readonly at?: Instant;
      readonly due?: Instant;
      readonly maybeSent?: boolean;
    }
  | { readonly kind: 'started' }
  | { readonly kind: 'sent'; readonly message: string; readonly now: Instant }
  /** Not sent: the platform asked for a pause. */
  | { readonly kind: 'postponed'; readonly now: Instant }
  /** Not sent, and may be sent later. */
  | { readonly kind: 'failed'; readonly due: Instant }
  /** The result is unknown. */
  | { readonly kind: 'ambiguous'; readonly due: Instant }
  /** The chat does not accept this message. */
  | { readonly kind: 'unfit'; readonly now: Instant; readonly retryAt: Instant }
  /** Not sent: the chat accepts no message. */
  | { readonly kind: 'refused'; readonly why: UndeliverableReason; readonly retryAt: Instant }
  /** Another post found that the chat accepts nothing. `announced`: another chat has received the notices. */
  | {
      readonly kind: 'chat-died';
      readonly why: UndeliverableReason;
      readonly retryAt: Instant;
      readonly announced?: boolean;
    }
  /** It is time to try the chat again. */
  | { readonly kind: 'probed' }
  /** Nothing is left to send. */
  | { readonly kind: 'settled' }
  | { readonly kind: 'chat-moved'; readonly to: ChatId };

/** The post after an event. Results of an attempt change only a post that is being sent. Pure. */
export function transitionPost(post: Post, event: PostEvent): Post {
  switch (event.kind) {
    case 'changed':
      return changed(post, event);
    case 'merged':
      return merged(post, event);
    case 'started':
      return started(post);
    case 'sent':
      // The chat moved meanwhile, and the new one may show the history of the old: the copy is marked.
      if (post.state === 'queued') return { ...post, maybeSent: true };
      return post.state === 'sending' ? sent(post, event.message, event.now) : post;
    case 'postponed':
      if (post.state !== 'sending') return post;
      return { ...waiting(post, event.now), attempts: Math.max(0, post.attempts - 1) };
    case 'failed':
      return post.state === 'sending' ? waiting(post, event.due) : post;
    case 'ambiguous': {
      if (post.state !== 'sending') return post;
      const failed = waiting(post, event.due);
      // An edit can be repeated without harm.
      if (post.attempt.what === 'edit') return failed;
      return { ...failed, ambiguousSends: post.ambiguousSends + 1, maybeSent: true };
    }
    case 'unfit':
      return post.state === 'sending' ? unfit(post, event.now, event.retryAt) : post;
    case 'refused':
      return post.state === 'sending' ? dead(waiting(post, event.retryAt), event.why, event.retryAt) : post;
    case 'chat-died':
      return chatDied(post, event);
    case 'probed':
      return post.state === 'dead' ? waiting(post, post.due) : post;
    case 'settled': {
      if (post.state === 'dead' || post.message === undefined) return post;
      const { due: _, attempt: __, ...settled } = post;
      return { ...settled, state: 'posted' };
    }
    case 'chat-moved': {
      // Messages of the old chat cannot be edited in the new one: what is still open is posted again.
      const { message: _, attempt: __, why: ___, ...queued } = post;
      return { ...queued, state: 'queued', due: post.due ?? 0, chat: event.to };
    }
  }
}

/** Returns the kind of the next send; undefined if the message is up to date. */
export function nextSend(post: Post): 'card' | 'edit' | 'follow' | undefined {
  const { message, pendingNotices, wantedVersion } = post;
  if (message === undefined) return 'card';
  // A reply that may be in the chat is repeated before anything else could be taken for its repeat.
  const isInDoubt = post.maybeSent || post.attempt?.what === 'follow';
  if (message.shownVersion < wantedVersion && !(isInDoubt && pendingNotices.length > 0)) return 'edit';
  return pendingNotices.length > 0 ? 'follow' : undefined;
}

/** Whether the post may be in the chat although no result confirms it. */
export function isInDoubt(post: Post): boolean {
  return post.maybeSent || (post.state === 'sending' && post.attempt.what !== 'edit');
}

/** The post without its attempt. */
function waiting(post: Post, due: Instant): QueuedPost | PostedPost {
  const { attempt: _, why: __, message, ...common } = post;
  if (message === undefined) return { ...common, state: 'queued', due };
  return { ...common, state: 'posted', due, message };
}

function changed(post: Post, event: PostEvent & { readonly kind: 'changed' }): Post {
  const { notice, now, refresh } = event;
  const next = { ...post, wantedVersion: post.wantedVersion + 1 };
  const { message } = post;
  const isSent = message !== undefined || post.state === 'sending';
  if (notice === undefined) {
    const due = Math.min(post.due ?? Number.POSITIVE_INFINITY, (message?.editedAt ?? now) + refresh);
    return post.state === 'dead' ? next : { ...next, due };
  }
  // A message that is not sent yet will show the change anyway.
  if (!isSent) return next;
  const pendingNotices = [...post.pendingNotices, notice];
  return post.state === 'dead' ? { ...next, pendingNotices } : { ...next, pendingNotices, due: now };
}

function merged(post: Post, event: PostEvent & { readonly kind: 'merged' }): Post {
  const { into, members, at = post.at, maybeSent = false } = event;
  const due = post.state === 'dead' ? post.due : (event.due ?? post.due);
  const next = {
    ...post,
    kind: into,
    members,
    at,
    maybeSent: post.maybeSent || maybeSent,
    wantedVersion: post.wantedVersion + 1,
    ...(due !== undefined && { due }),
  };
  return next.message === undefined
    ? next
    : ({ ...next, message: { ...next.message, hasUnannouncedMembers: true } } as Post);
}

function started(post: Post): Post {
  const what = nextSend(post);
  if (what === undefined || post.state === 'dead') return post;
  const { attempt: _, message, ...common } = post;
  const sending = {
    ...common,
    state: 'sending',
    due: post.due ?? 0,
    attempts: post.attempts + 1,
    // An attempt without a result was interrupted by a crash.
    maybeSent: isInDoubt(post),
  } as const;
  const attempt = { version: post.wantedVersion, notices: post.pendingNotices.length };
  if (message === undefined || what === 'card') return { ...sending, attempt: { ...attempt, what: 'card' } };
  return { ...sending, message, attempt: { ...attempt, what } };
}

function sent(post: SendingPost, id: string, now: Instant): PostedPost {
  const { attempt, message: before, ...common } = post;
  // A new message shows all that was pending; an edit notifies no reader.
  const pendingNotices = post.pendingNotices.slice(attempt.what === 'edit' ? 0 : attempt.notices);
  const shown = { shownVersion: attempt.version, editedAt: now };
  const hasUnannouncedMembers =
    before?.hasUnannouncedMembers === true && attempt.version < post.wantedVersion;
  const message = { ...(before ?? { id }), ...shown, hasUnannouncedMembers };
  return {
    ...common,
    state: 'posted',
    message: before !== undefined && attempt.what === 'follow' ? before : message,
    pendingNotices,
    attempts: 0,
    ambiguousSends: 0,
    maybeSent: false,
    plainTextOnly: false,
    due: pendingNotices.length > 0 ? now : post.due,
  };
}

/** A deleted message is posted again once; a rejected one is sent as plain text once. */
function unfit(post: SendingPost, now: Instant, retryAt: Instant): Post {
  const failed = waiting(post, now);
  if (post.attempt.what === 'edit') {
    if (post.repostCount > 0) return sent(post, '', now);
    const { message: _, ...deleted } = failed;
    return { ...deleted, state: 'queued', due: now, repostCount: 1 };
  }
  if (!post.plainTextOnly) return { ...failed, plainTextOnly: true };
  if (post.attempt.what === 'card') return dead(failed, 'unfit', retryAt);
  return { ...failed, pendingNotices: post.pendingNotices.slice(post.attempt.notices) };
}

function chatDied(post: Post, event: PostEvent & { readonly kind: 'chat-died' }): Post {
  if (post.state === 'posted' && post.due === undefined) return post;
  const { why, retryAt, announced = false } = event;
  const next = dead({ ...waiting(post, retryAt), maybeSent: isInDoubt(post) }, why, retryAt);
  if (!announced) return next;
  const { message } = next;
  return { ...next, pendingNotices: [], message: message && { ...message, hasUnannouncedMembers: false } };
}

function dead(
  { attempt: _, ...post }: QueuedPost | PostedPost,
  why: UndeliverableReason,
  due: Instant,
): DeadPost {
  return { ...post, state: 'dead', why, due, attempts: Math.max(1, post.attempts) };
}
