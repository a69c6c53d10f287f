import type { ChatId } from '../../../core/access/policy.ts';
import { destinations, posts } from '../../../core/alerts/records.ts';
import type { SendResult } from '../../../core/chat/courier.ts';
import type { Store } from '../../../core/store.ts';
import type { Millis } from '../../../core/time/clock.ts';
import { traceOf } from '../../trace.ts';
import { type Attempt, type AttemptPorts, sendAttempt } from './attempt.ts';
import { maxDueAhead, nextDelivery } from './next.ts';
import { type FollowUp, type OutcomePorts, recordOutcome } from './outcome.ts';

export interface DispatcherPorts extends AttemptPorts, OutcomePorts {
  readonly store: Store;
  /** Gives everything that is known of a chat to the id that it has now. */
  readonly moveChat: (from: ChatId, to: ChatId) => Promise<void>;
  /** Counts what became of attempts. */
  readonly count?: (what: string, outcome: string) => void;
}

/** Brings messages to where they belong: one at a time to each chat, in order, chats side by side. */
export interface DeliveryDispatcher {
  /** Takes up what an earlier process left. */
  start(): Promise<void>;
  /** These chats have something to do. */
  wake(chats: Iterable<ChatId>): void;
  /** Ends when what is under way has ended; nothing new is begun. */
  stop(): Promise<void>;
}

/** How long a chat rests when its turn failed for a reason of ours. */
const afterFault: Millis = 5_000;

export function createDispatcher(ports: DispatcherPorts): DeliveryDispatcher {
  const { store, clock, log, moveChat, count } = ports;
  /** When each chat has its next turn, by the steady clock. */
  const turns = new Map<ChatId, Millis>();
  /** Chats that asked us to wait. */
  const held = new Map<ChatId, Millis>();
  const busy = new Map<ChatId, Promise<void>>();
  let stopped = false;
  let bell = new AbortController();
  let loop: Promise<void> | undefined;

  function plan(chat: ChatId, inMillis: Millis): void {
    const at = clock.mono() + Math.max(0, inMillis);
    turns.set(chat, Math.min(turns.get(chat) ?? Number.POSITIVE_INFINITY, at));
    bell.abort('sooner');
  }

  async function run(): Promise<void> {
    while (!stopped) {
      bell = new AbortController();
      let next = maxDueAhead;
      for (const [chat, at] of turns) {
        const due = Math.max(at, held.get(chat) ?? 0);
        if (busy.has(chat)) continue;
        if (due > clock.mono()) next = Math.min(next, due - clock.mono());
        else {
          turns.delete(chat);
          held.delete(chat);
          const work = serve(chat).finally(() => {
            busy.delete(chat);
            bell.abort('done');
          });
          busy.set(chat, work);
        }
      }
      await clock.sleep(next, bell.signal);
    }
  }

  /** Everything that this chat can be told now. */
  async function serve(chat: ChatId): Promise<void> {
    try {
      while (!stopped) {
        const turn = await store.transact((change) => nextDelivery(change, chat, clock.now(), ports));
        if (turn.kind === 'idle') {
          if (turn.due !== undefined) plan(chat, Math.min(turn.due - clock.now(), maxDueAhead));
          return;
        }
        if (turn.kind === 'again') {
          wake(turn.chats ?? []);
          continue;
        }
        const after = await tryOnce(turn.attempt);
        wake(after.chats ?? []);
        if (after.pause !== undefined) {
          held.set(chat, clock.mono() + after.pause);
          plan(chat, after.pause);
          return;
        }
      }
    } catch (thrown) {
      log.error('alert delivery failed', traceOf(thrown));
      held.set(chat, clock.mono() + afterFault);
      plan(chat, afterFault);
    }
  }

  async function tryOnce(attempt: Attempt): Promise<FollowUp> {
    const outcome = await sendAttempt(attempt, ports);
    count?.(attempt.post.sending.what, kindOf(outcome));
    const { chat } = attempt.post;
    const after = await store.transact((change) =>
      recordOutcome(change, attempt, outcome, clock.now(), ports),
    );
    if (after.migratedTo !== undefined) {
      log.info('alert chat moved', { from: chat, to: after.migratedTo });
      await moveChat(chat, after.migratedTo);
      return { chats: new Set([after.migratedTo]) };
    }
    if ((after.undeliverable ?? 0) > 0) log.error('alerts stranded', { chat, count: after.undeliverable });
    return after;
  }

  function wake(chats: Iterable<ChatId>): void {
    for (const chat of chats) plan(chat, 0);
  }

  return {
    async start() {
      const { waiting, pauses } = await store.read(async (view) => ({
        waiting: (await view.list(posts)).flatMap(({ document }) =>
          document.due === undefined ? [] : document.chat,
        ),
        pauses: await view.list(destinations),
      }));
      for (const { id, document } of pauses) {
        const left = (document.pausedUntil ?? 0) - clock.now();
        if (left > 0) held.set(id as ChatId, clock.mono() + Math.min(left, maxDueAhead));
      }
      wake(new Set(waiting));
      loop ??= run();
    },
    wake,
    async stop() {
      stopped = true;
      bell.abort('stop');
      await loop;
      await Promise.all(busy.values());
    },
  };
}

function kindOf(outcome: SendResult | 'unserved'): string {
  return outcome === 'unserved' ? 'unserved' : outcome.kind;
}
