import type { InboundMessage } from '../../src/core/chat/inbox.ts';
import type { Line } from '../../src/core/chat/line.ts';

/** Where an answer is sent. It is stored in the inbox, so it contains no credential. */
export interface AnswerDestination {
  readonly channel: string;
  readonly user: string;
  /** `direct`: the bot's conversation with the asker, where only they read a plain message. */
  readonly way: 'ephemeral' | 'direct';
  readonly thread?: string;
  /** The message with the pressed button. */
  readonly pressed?: { readonly ephemeral: boolean; readonly page: boolean };
}

/** The stored part of a command: the body of its inbox message. */
export interface StoredAsk {
  readonly line: Line;
  readonly to: AnswerDestination;
}

/** A command to store and answer. */
export interface SlackAsk extends StoredAsk {
  /** The same for every redelivery. */
  readonly id: string;
}

export function inboundMessageOf({ id, line, to }: SlackAsk, at: number): InboundMessage {
  const stored: StoredAsk = { line, to };
  return { id, orderingKey: line.chat.id, at, body: JSON.stringify(stored) };
}
