import type { Instant } from '../time/clock.ts';

/** One message from a platform as it was delivered, with what is needed to run it again. */
export interface InboundMessage {
  /** The platform's own id of it, behind the adapter's: `<adapter>:<update id>`. The same for every redelivery. */
  readonly id: string;
  /** Deliveries of one lane keep their order; a chat is a lane. */
  readonly orderingKey: string;
  readonly at: Instant;
  /** JSON of the adapter's own making, without credentials. */
  readonly body: string;
}

/** A delivery that an earlier process received and may or may not have answered. */
export interface Unfinished extends InboundMessage {
  /** Whether its answer may already have gone out: the repeat says so. */
  readonly maybeAnswered: boolean;
}

/** Remembers what was received until it is answered. Received is not answered. */
export interface Inbox {
  /** Resolves when all are safe; gives those that were not received before, in order. */
  receive(deliveries: readonly InboundMessage[]): Promise<readonly InboundMessage[]>;
  /** To be awaited right before the answer is sent: from now on a crash makes it `maybeAnswered`. */
  markAnswering(id: string): Promise<void>;
  /** The answer is out: it never runs again. Remembered for two days. */
  finish(id: string): Promise<void>;
  /** What an earlier process left, oldest first. */
  unfinished(adapter: string): Promise<readonly Unfinished[]>;
}
