import type { TakenMessage } from './message.ts';

/** A message as it stands in a conversation. */
export interface Posted extends TakenMessage {
  readonly ts: string;
  readonly channel: string;
  /** The one who sees it; everyone in the channel when absent. */
  readonly only?: string;
  readonly thread?: string;
  /** What was sent, for golden files. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** How often it was replaced since. */
  readonly edits: number;
}

export interface Channel {
  readonly id: string;
  /** Who is in it, the bot's user among them or not. */
  readonly members: Set<string>;
  archived: boolean;
}

/** A call that was not served, and why. */
export interface Refused {
  readonly method: string;
  readonly error: string;
  readonly faults: readonly string[];
  readonly args: Readonly<Record<string, unknown>>;
}

/** What a `response_url` leads to. */
export interface Answering {
  readonly channel: string;
  readonly user: string;
  readonly made: number;
  uses: number;
  /** The message of a pressed button; a command's address has none, so there `replace_original` does nothing. */
  readonly source?: string;
}

/** The identity of the app, and where it is installed. */
export const team = 'T0WATCH01';
export const botUser = 'U0WATCHBOT';
export const bot = {
  team,
  botUser,
  botToken: 'xoxb-1111111111-2222222222-AbCdEfGhIjKlMnOpQrStUvWx',
  appToken: 'xapp-1-A0WATCH01-3333333333-aabbccddeeff00112233445566778899',
  signingSecret: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
} as const;
