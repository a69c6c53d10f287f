import type { ChatId } from '../access/policy.ts';
import type { Reply } from '../reply/types.ts';
import type { Millis } from '../time/clock.ts';

/** A failure to send or edit a message that means the same on every platform. `code` is for the log. */
export type SendFailure =
  /** Not sent: the platform asked for a pause of this chat. */
  | { readonly kind: 'wait'; readonly ms: Millis }
  /** Not sent, but may be sent later. */
  | { readonly kind: 'retry'; readonly code?: string }
  /** It is unknown whether the message was sent: a retry may repeat it. */
  | { readonly kind: 'ambiguous'; readonly code?: string }
  /** Not sent, and it never will be. */
  | { readonly kind: 'dead'; readonly why: DeadReason; readonly code?: string }
  /** The platform rejects our token: no message is sent to any chat. */
  | { readonly kind: 'refused-token'; readonly code?: string };

/** Result of sending or editing one message. */
export type SendResult =
  /** `message` identifies it for later edits. */
  | { readonly kind: 'sent'; readonly message: string }
  /** Not sent: the chat has another id now. */
  | { readonly kind: 'migrated'; readonly to: ChatId }
  | SendFailure;

/** `removed`: we are not a member. `blocked`: its reader blocked us. `gone`: deleted. `forbidden`: we may not write there. `unfit`: it does not accept this message. */
export type DeadReason = 'removed' | 'blocked' | 'gone' | 'forbidden' | 'unfit';

/**
 * Sends unsolicited messages, such as alerts. One reply is one message and has one result; an edit replaces all of it, and
 * a text that is too long is cut with a remark. Single attempt, rate-limited; the caller stores and retries.
 */
export interface Courier {
  /** Whether the chat is on this platform. */
  serves(chat: ChatId): boolean;
  send(chat: ChatId, reply: Reply): Promise<SendResult>;
  /** Replaces a message that was sent; an edit that changes nothing counts as sent. */
  edit(chat: ChatId, message: string, reply: Reply): Promise<SendResult>;
  /**
   * Sends a reply in the thread of a message, or a message of its own if that one was deleted. With `broadcast` everyone
   * in the chat sees it, not only readers of the thread. Platforms without it use `send`.
   */
  replyTo?(chat: ChatId, message: string, reply: Reply, broadcast: boolean): Promise<SendResult>;
}
