import { createKeyedQueue } from '../async/keyed-queue.ts';
import type { Log } from '../log.ts';
import type { InboundMessage, Inbox, Unfinished } from './inbox.ts';

/** Outcome of answering one message. */
export type AnswerOutcome =
  | 'sent'
  /** Not sent; the message stays in the inbox and is answered after the next start. */
  | 'unsent'
  /** No destination accepts the answer; the message is finished all the same. */
  | 'undeliverable';

/** A stored message that is being answered. */
export interface InboxJob<Context = never> extends Unfinished {
  /** Data that must not be stored, such as a credential; undefined after a restart. */
  readonly context?: Context;
  /** Awaited right before the answer is sent, so that a second answer after a crash is marked. */
  readonly onBeforeSend: () => Promise<void>;
}

export interface InboxWorkerOptions<Context> {
  readonly adapter: string;
  readonly inbox: Inbox;
  readonly log: Log;
  readonly answer: (job: InboxJob<Context>) => Promise<AnswerOutcome>;
  /** Number of queued messages from which on `room` waits. */
  readonly maxQueued?: number;
}

/** Takes messages through the inbox: stored, queued by ordering key, answered, finished. */
export interface InboxWorker<Context = never> {
  /** Stores messages. Resolves when all are durable, to those that were not received before, in order. */
  receive(messages: readonly InboundMessage[]): Promise<readonly InboundMessage[]>;
  /** Answers a stored message after all earlier ones with the same ordering key. Returns at once. */
  enqueue(message: InboundMessage, context?: Context): void;
  /** Enqueues the messages that an earlier process left in the inbox. */
  resume(): Promise<void>;
  /** Resolves when fewer than `maxQueued` messages are queued. */
  room(): Promise<void>;
  /** Resolves when no message is queued or being answered. */
  idle(): Promise<void>;
}

export function createInboxWorker<Context = never>({
  adapter,
  inbox,
  log,
  answer,
  maxQueued = Number.POSITIVE_INFINITY,
}: InboxWorkerOptions<Context>): InboxWorker<Context> {
  const queue = createKeyedQueue();
  let queued = 0;
  let onRoom = () => {};

  function start(message: Unfinished, context?: Context): void {
    queued += 1;
    void queue.run(message.orderingKey, async () => {
      await process(message, context);
      queued -= 1;
      if (queued < maxQueued) onRoom();
    });
  }

  async function process(message: Unfinished, context?: Context): Promise<void> {
    const onBeforeSend = () => record('answering', () => inbox.markAnswering(message.id));
    try {
      const outcome = await answer({
        ...message,
        ...(context !== undefined && { context }),
        onBeforeSend,
      });
      if (outcome !== 'unsent') await record('finish', () => inbox.finish(message.id));
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown.name : typeof thrown;
      log.error('delivery failed', { adapter, error });
    }
  }

  /** Updates the inbox. A failure must not prevent the answer: at worst it is repeated after a restart. */
  async function record(what: string, update: () => Promise<void>): Promise<void> {
    try {
      await update();
    } catch {
      log.error('inbox not written', { adapter, what });
    }
  }

  return {
    receive: (messages) => inbox.receive(messages),
    enqueue: (message, context) => start({ ...message, maybeAnswered: false }, context),
    async resume() {
      const messages = await inbox.unfinished(adapter);
      if (messages.length > 0) log.info('resuming unanswered messages', { adapter, count: messages.length });
      for (const message of messages) start(message);
    },
    async room() {
      while (queued >= maxQueued) {
        await new Promise<void>((resolve) => {
          onRoom = resolve;
        });
      }
    },
    idle: () => queue.idle(),
  };
}
