import type { Instant } from '../time/clock.ts';

/** A message as the platform delivered it, with the data needed to answer it again. */
export interface InboundMessage {
  /** The platform's id after the adapter's: `<adapter>:<update id>`. Every redelivery has the same id. */
  readonly id: string;
  /** Messages with the same key are answered in order. The key is the chat. */
  readonly orderingKey: string;
  readonly at: Instant;
  /** JSON in the adapter's own format, without credentials. */
  readonly body: string;
}

/** A message that an earlier process received and may or may not have answered. */
export interface Unfinished extends InboundMessage {
  /** Whether its answer may already have been sent; a second answer is marked as a possible repeat. */
  readonly maybeAnswered: boolean;
}

/** Stores received messages until they are answered. */
export interface Inbox {
  /** Resolves when all messages are durable, to those that were not received before, in order. */
  receive(messages: readonly InboundMessage[]): Promise<readonly InboundMessage[]>;
  /** Awaited right before the answer is sent: after a crash the message is `maybeAnswered`. */
  markAnswering(id: string): Promise<void>;
  /** Ends the message: it is never answered again. Its id is remembered for two days. */
  finish(id: string): Promise<void>;
  /** Messages of an earlier process, oldest first. */
  unfinished(adapter: string): Promise<readonly Unfinished[]>;
}
