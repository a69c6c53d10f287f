import type { ChatId } from '../access/policy.ts';

/**
 * Command lines that a platform's button cannot carry whole. A ticket is opaque, works in one chat alone and grants
 * nothing: its line goes through the door like any other.
 */
export interface Tickets {
  /** One ticket of 22 characters (letters, digits, `-`, `_`) for each line, in order; safe when this resolves. */
  issue(chat: ChatId, lines: readonly string[]): Promise<readonly string[]>;
  redeem(ticket: string, chat: ChatId): Promise<Redeemed>;
}

/** `unknown`: never issued, or too long ago. `foreign`: issued in another chat. */
export type Redeemed =
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'foreign' };
