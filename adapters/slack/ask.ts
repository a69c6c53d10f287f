import type { Line } from '../../src/core/chat/line.ts';

/** Where an answer goes. It rests with the delivery, so it holds no credential. */
export interface AnswerDestination {
  readonly channel: string;
  readonly user: string;
  /** `direct`: the bot's own conversation with the asker, where a plain message has one reader. */
  readonly way: 'ephemeral' | 'direct';
  readonly thread?: string;
  /** What is known of the message that a button was in. */
  readonly pressed?: { readonly ephemeral: boolean; readonly page: boolean };
}

/** A command line, ready to be kept and run. */
export interface SlackAsk {
  /** The same for every redelivery. */
  readonly id: string;
  readonly line: Line;
  readonly to: AnswerDestination;
}
