import type { ChatId } from '../access/policy.ts';

/**
 * Stores command lines that do not fit into the data of a button. A ticket is opaque, valid in one chat only, and grants
 * nothing: access to its line is decided like that to any other.
 */
export interface Tickets {
  /** Resolves to one ticket of 22 characters (letters, digits, `-`, `_`) for each line, in order; durable then. */
  issue(chat: ChatId, lines: readonly string[]): Promise<readonly string[]>;
  redeem(ticket: string, chat: ChatId): Promise<Redeemed>;
}

/** `unknown`: never issued, or too long ago. `foreign`: issued in another chat. */
export type Redeemed =
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'foreign' };
