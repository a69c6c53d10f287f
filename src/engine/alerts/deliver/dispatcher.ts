import type { ChatId } from '../../../core/access/policy.ts';
import { posts } from '../../../core/alerts/post-record.ts';
import { destinations } from '../../../core/alerts/records.ts';
import type { Store } from '../../../core/store.ts';
import type { Millis } from '../../../core/time/clock.ts';
import { traceOf } from '../../trace.ts';
import { type Attempt, type AttemptPorts, sendAttempt } from './attempt.ts';
import { maxDueAhead, nextDelivery } from './next.ts';
import { type FollowUp, type OutcomePorts, recordOutcome } from './outcome.ts';

export interface DispatcherPorts extends AttemptPorts, OutcomePorts {
  readonly store: Store;
  /** Moves everything stored for a chat to its new id. */
  readonly moveChat: (from: ChatId, to: ChatId) => Promise<void>;
  /** Counts attempts by what was sent and by result. */
  readonly count?: (what: string, result: string) => void;
}

/** Delivers posts with one worker per chat: one post at a time and in order within a chat, chats in parallel. */
export interface DeliveryDispatcher {
  /** Resumes what an earlier process left. */
  start(): Promise<void>;
  /** These chats have something to deliver. */
  wake(chats: Iterable<ChatId>): void;
  /** Resolves when the attempts in flight have ended. Starts no further one. */
  stop(): Promise<void>;
}

/** Pause of a chat after an internal error. */
const pauseAfterError: Millis = 5_000;

export function createDispatcher(ports: DispatcherPorts): DeliveryDispatcher {
  const { store, clock, log, moveChat, count } = ports;
  /** When the next delivery to each chat is due, by the steady clock. */
  const dueAt = new Map<ChatId, Millis>();
  /** Until when each chat is paused, by the steady clock. */
  const pausedUntil = new Map<ChatId, Millis>();
  const inFlight = new Map<ChatId, Promise<void>>();
  let stopped = false;
  let wakeSignal = new AbortController();
  let loop: Promise<void> | undefined;

  function schedule(chat: ChatId, inMillis: Millis): void {
    const at = clock.mono() + Math.max(0, inMillis);
    dueAt.set(chat, Math.min(dueAt.get(chat) ?? Number.POSITIVE_INFINITY, at));
    wakeSignal.abort('sooner');
  }

  function pauseChat(chat: ChatId, pause: Millis): void {
    pausedUntil.set(chat, clock.mono() + pause);
    schedule(chat, pause);
  }

  async function run(): Promise<void> {
    while (!stopped) {
      wakeSignal = new AbortController();
      let next = maxDueAhead;
      for (const [chat, at] of dueAt) {
        const due = Math.max(at, pausedUntil.get(chat) ?? 0);
        if (inFlight.has(chat)) continue;
        if (due > clock.mono()) next = Math.min(next, due - clock.mono());
        else {
          dueAt.delete(chat);
          pausedUntil.delete(chat);
          const work = deliverTo(chat).finally(() => {
            inFlight.delete(chat);
            wakeSignal.abort('done');
          });
          inFlight.set(chat, work);
        }
      }
      await clock.sleep(next, wakeSignal.signal);
    }
  }

  /** Delivers everything that is due in a chat. */
  async function deliverTo(chat: ChatId): Promise<void> {
    try {
      while (!stopped) {
        const step = await store.transact((change) => nextDelivery(change, chat, clock.now(), ports));
        if (step.kind === 'idle') {
          if (step.due !== undefined) schedule(chat, Math.min(step.due - clock.now(), maxDueAhead));
          return;
        }
        if (step.kind === 'again') {
          wake(step.chats ?? []);
          continue;
        }
        const followUp = await sendAndRecord(step.attempt);
        wake(followUp.chats ?? []);
        if (followUp.pause !== undefined) return pauseChat(chat, followUp.pause);
      }
    } catch (thrown) {
      log.error('alert delivery failed', traceOf(thrown));
      pauseChat(chat, pauseAfterError);
    }
  }

  async function sendAndRecord(attempt: Attempt): Promise<FollowUp> {
    const result = await sendAttempt(attempt, ports);
    const { chat, attempt: sent } = attempt.post;
    count?.(sent.what, result.kind);
    const followUp = await store.transact((change) =>
      recordOutcome(change, attempt, result, clock.now(), ports),
    );
    const { migratedTo, undeliverable = 0 } = followUp;
    if (migratedTo !== undefined) {
      log.info('alert chat moved', { from: chat, to: migratedTo });
      await moveChat(chat, migratedTo);
      return { chats: new Set([migratedTo]) };
    }
    if (undeliverable > 0) log.error('alerts undeliverable', { chat, count: undeliverable });
    return followUp;
  }

  function wake(chats: Iterable<ChatId>): void {
    for (const chat of chats) schedule(chat, 0);
  }

  return {
    async start() {
      const { waiting, stored } = await store.read(async (view) => ({
        waiting: (await view.list(posts)).filter(({ document }) => document.due !== undefined),
        stored: await view.list(destinations),
      }));
      for (const { id, document } of stored) {
        const left = (document.pausedUntil ?? 0) - clock.now();
        if (left > 0) pausedUntil.set(id as ChatId, clock.mono() + Math.min(left, maxDueAhead));
      }
      wake(new Set(waiting.map(({ document }) => document.chat)));
      loop ??= run();
    },
    wake,
    async stop() {
      stopped = true;
      wakeSignal.abort('stop');
      await loop;
      await Promise.all(inFlight.values());
    },
  };
}
