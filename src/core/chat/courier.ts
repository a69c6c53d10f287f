import type { ChatId } from '../access/policy.ts';
import type { Reply } from '../reply/types.ts';
import type { Millis } from '../time/clock.ts';

/** What became of one message that was to be sent or edited. */
export type SendResult =
  /** It is out. `message` names it for later edits. */
  | { readonly kind: 'sent'; readonly message: string }
  /** The platform asked for a pause of this chat; it was not sent. */
  | { readonly kind: 'wait'; readonly ms: Millis }
  /** It was not sent, and may go out later. */
  | { readonly kind: 'retry' }
  /** Nobody knows whether it was sent: sent again, it may be there twice. */
  | { readonly kind: 'ambiguous' }
  /** It will never arrive there. */
  | { readonly kind: 'dead'; readonly why: DeadReason }
  /** The chat has another id now; it was not sent. */
  | { readonly kind: 'migrated'; readonly to: ChatId }
  /** The platform does not know our token any more: nothing goes out at all. */
  | { readonly kind: 'refused-token' };

/** Why a destination takes nothing: `removed` we are not in it, `blocked` its reader does not want us, `gone` it is no more, `forbidden` we may not write there, `unfit` it does not take this message. */
export type DeadReason = 'removed' | 'blocked' | 'gone' | 'forbidden' | 'unfit';

/**
 * Carries messages that nobody asked for, such as alerts. One reply is one message, so that one outcome tells of all of
 * it and an edit replaces all of it; what does not fit is cut, and said to be. One try each, paced; who calls keeps and
 * repeats.
 */
export interface Courier {
  /** Whether this chat is one of its platform. */
  serves(chat: ChatId): boolean;
  send(chat: ChatId, reply: Reply): Promise<SendResult>;
  /** Replaces a message that was sent here; a text that is the same counts as sent. */
  edit(chat: ChatId, message: string, reply: Reply): Promise<SendResult>;
  /**
   * Says more beside a message that was sent here: a reply in its thread, or a message of its own where that one is gone.
   * `loud`: everyone in the chat is to see it, not only who reads the thread. Where absent it is sent.
   */
  replyTo?(chat: ChatId, message: string, reply: Reply, loud: boolean): Promise<SendResult>;
}
