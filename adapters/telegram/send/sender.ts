import { setMaxListeners } from 'node:events';
import { backoffPause } from '../../../src/core/async/backoff.ts';
import { createKeyedQueue } from '../../../src/core/async/keyed-queue.ts';
import type { DeadReason } from '../../../src/core/chat/courier.ts';
import type { Log } from '../../../src/core/log.ts';
import type { Clock, Millis } from '../../../src/core/time/clock.ts';
import { type CallResult, readCallFailure } from '../errors.ts';
import { paces, telegramTimes } from '../limits.ts';
import { createSendRateLimiter, type SendRateLimiter } from './rate-limit.ts';

/** A call to a chat, whose id may have changed since the message was prepared. */
export type ApiCall<T> = (chat: number) => Promise<T>;

/** Sends all messages: in order within a chat, and never during a pause that Telegram asked for. */
export interface MessageSender {
  /**
   * Sends an answer at once, except during a pause, and rate-limited for a while after one. Retries while the message is
   * known not to be sent.
   */
  answer<T>(
    chat: number,
    call: ApiCall<T>,
    options?: {
      /** `false`: a failure does not mark the chat as dead, as for a message to a single member. */
      readonly countsFailure: boolean;
    },
  ): Promise<CallResult<T>>;
  /** Sends an unsolicited message: rate-limited, single attempt. */
  post<T>(
    chat: number,
    call: ApiCall<T>,
    options?: {
      /** `false`: fails if the chat has migrated, for calls that name a message: its number is another one there. */
      readonly followMigration: boolean;
    },
  ): Promise<CallResult<T>>;
  /** Makes a call that may fail without harm, such as a chat action; skipped while the chat is paused. */
  hint(chat: number, call: ApiCall<unknown>): Promise<void>;
  /** Returns the id that a chat has now. */
  current(chat: number): number;
  /** Redirects messages of one chat to another; resolves when the stored data of the chat is moved. */
  move(from: number, to: number): Promise<void>;
  /** Records whether a chat accepts messages, as reported by an update. */
  mark(chat: number, state: 'alive' | DeadReason): void;
  /** Ends all waiting; resolves when no call is in progress. */
  stop(): Promise<void>;
}

export interface MessageSenderPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Moves the stored data of a chat to its new id. */
  readonly moved: (from: number, to: number) => Promise<void>;
  /** Called with every answer that shows whether the token is accepted. */
  readonly token: (accepted: boolean) => void;
}

interface AttemptOptions {
  readonly countsFailure?: boolean;
  readonly followMigration?: boolean;
}

export function createMessageSender({ clock, log, moved, token }: MessageSenderPorts): MessageSender {
  const queue = createKeyedQueue();
  const all = createSendRateLimiter(clock, paces.all);
  const limiters = new Map<number, readonly SendRateLimiter[]>();
  const pausedUntil = new Map<number, Millis>();
  const movedTo = new Map<number, number>();
  const dead = new Map<number, DeadReason>();
  const stop = new AbortController();
  // One listener per waiting chat.
  setMaxListeners(0, stop.signal);
  /** Until then answers are rate-limited, too: Telegram asked for a pause. */
  let carefulUntil = Number.NEGATIVE_INFINITY;

  const current = (chat: number): number => {
    const to = movedTo.get(chat);
    return to === undefined ? chat : current(to);
  };

  function mark(chat: number, state: 'alive' | DeadReason): void {
    const wasDead = dead.has(chat);
    if (state === 'alive') dead.delete(chat);
    else dead.set(chat, state);
    if (state !== 'alive' && !wasDead) log.warn('destination dead', { chat: String(chat), why: state });
    if (state === 'alive' && wasDead) log.info('destination alive', { chat: String(chat) });
  }

  async function waitForPause(chat: number): Promise<void> {
    const until = pausedUntil.get(chat);
    if (until === undefined) return;
    const left = until - clock.mono();
    if (left > 0) await clock.sleep(left, stop.signal);
    else pausedUntil.delete(chat);
    if (!stop.signal.aborted) await waitForPause(chat);
  }

  /** Makes one attempt. A migration is followed at once: nothing was sent to the old chat. */
  async function attempt<T>(
    chat: number,
    call: ApiCall<T>,
    options: AttemptOptions = {},
  ): Promise<CallResult<T>> {
    const { countsFailure = true, followMigration = true } = options;
    const to = current(chat);
    if (!followMigration && to !== chat) return { kind: 'migrated', to };
    try {
      const result = await call(to);
      token(true);
      if (dead.has(to)) mark(to, 'alive');
      return { kind: 'sent', result };
    } catch (thrown) {
      const failure = readCallFailure(thrown);
      if (failure.kind === 'migrated' && current(failure.to) !== to) {
        await move(to, failure.to);
        return followMigration ? attempt(failure.to, call, options) : failure;
      }
      if (failure.kind === 'wait') {
        pausedUntil.set(to, clock.mono() + failure.ms);
        carefulUntil = clock.mono() + telegramTimes.careful;
      }
      if (failure.kind === 'dead' && countsFailure) mark(to, failure.why);
      if (failure.kind === 'refused-token') token(false);
      return failure;
    }
  }

  async function move(from: number, to: number): Promise<void> {
    if (current(to) !== from) movedTo.set(from, to);
    await moved(from, to);
  }

  async function attemptUntilSent<T>(
    chat: number,
    call: ApiCall<T>,
    options?: AttemptOptions,
  ): Promise<CallResult<T>> {
    const until = clock.mono() + telegramTimes.patience;
    for (let retry = 0; ; ) {
      await waitForPause(current(chat));
      const ends = limitersOf(chat).map((limiter) => limiter.begin());
      ends.push(clock.mono() < carefulUntil ? await all.turn() : all.begin());
      const sent = await attempt(chat, call, options);
      for (const end of ends) end();
      if (sent.kind !== 'wait' && sent.kind !== 'retry') return sent;
      if (stop.signal.aborted || clock.mono() >= until) return sent;
      if (sent.kind === 'wait') continue;
      log.warn('send failed', { code: sent.code });
      await clock.sleep(backoffPause(retry, telegramTimes.retry), stop.signal);
      retry += 1;
    }
  }

  function limitersOf(chat: number): readonly SendRateLimiter[] {
    let known = limiters.get(chat);
    if (known === undefined) {
      if (limiters.size >= maxRememberedChats) forgetIdle(limiters);
      const group = chat < 0 ? [createSendRateLimiter(clock, paces.group)] : [];
      known = [...group, createSendRateLimiter(clock, paces.chat)];
      limiters.set(chat, known);
    }
    return known;
  }

  return {
    answer: (chat, call, options) => queue.run(String(chat), () => attemptUntilSent(chat, call, options)),
    post: (chat, call, options) =>
      queue.run(String(chat), async () => {
        await waitForPause(current(chat));
        const ends: (() => void)[] = [];
        for (const limiter of [...limitersOf(chat), all]) ends.push(await limiter.turn());
        const sent = await attempt(chat, call, options);
        for (const end of ends) end();
        return sent;
      }),
    async hint(chat, call) {
      const to = current(chat);
      if (pausedUntil.has(to)) return;
      try {
        await call(to);
      } catch (thrown) {
        const failure = readCallFailure(thrown);
        if (failure.kind === 'wait') pausedUntil.set(to, clock.mono() + failure.ms);
        log.debug('hint failed', { kind: failure.kind });
      }
    },
    current,
    move,
    mark,
    async stop() {
      stop.abort();
      await queue.idle();
    },
  };
}

const maxRememberedChats = 10_000;

function forgetIdle(limiters: Map<number, readonly SendRateLimiter[]>): void {
  for (const [chat, known] of limiters) if (known.every((each) => each.idle())) limiters.delete(chat);
}
