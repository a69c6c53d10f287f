import type { TakenMessage } from './message.ts';

/** A message in a conversation. */
export interface Posted extends TakenMessage {
  readonly ts: string;
  readonly channel: string;
  /** The only user who sees it; absent if everyone in the channel does. */
  readonly only?: string;
  readonly thread?: string;
  /** The arguments of the call, for golden files. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Number of edits. */
  readonly edits: number;
}

export interface Channel {
  readonly id: string;
  /** The members; the bot's user need not be one. */
  readonly members: Set<string>;
  archived: boolean;
}

/** A refused call and its error. */
export interface Refused {
  readonly method: string;
  readonly error: string;
  readonly faults: readonly string[];
  readonly args: Readonly<Record<string, unknown>>;
}

/** The target of a `response_url`. */
export interface Answering {
  readonly channel: string;
  readonly user: string;
  readonly made: number;
  uses: number;
  /** The message of a pressed button. A command has none, so `replace_original` has no effect. */
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
