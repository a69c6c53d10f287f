import { setMaxListeners } from 'node:events';
import { backoffPause } from '../../../src/core/async/backoff.ts';
import { createKeyedQueue } from '../../../src/core/async/keyed-queue.ts';
import type { DeadReason } from '../../../src/core/chat/courier.ts';
import type { Log } from '../../../src/core/log.ts';
import type { Clock, Millis } from '../../../src/core/time/clock.ts';
import { type Failure, readCallFailure } from '../errors.ts';
import { paces, telegramTimes } from '../limits.ts';
import { createSendRateLimiter, type SendRateLimiter } from './rate-limit.ts';

/** One call of a method to a chat, whose id may have changed meanwhile. */
export type ApiCall<T> = (chat: number) => Promise<T>;

/** How one call went. Several failures have been dealt with: pauses were obeyed, moves followed. */
export type CallResult<T> = { readonly kind: 'sent'; readonly result: T } | Failure;

/** The one way messages leave: in order within a chat, never before a pause is over. */
export interface MessageSender {
  /**
   * For who waits for it: at once, but for pauses that the platform asked for, and paced for a while after one. Goes on
   * while nothing was done there.
   * `aside`: its failure says nothing of the chat, as that of a message to one member.
   */
  answer<T>(chat: number, call: ApiCall<T>, aside?: 'aside'): Promise<CallResult<T>>;
  /**
   * For what nobody asked for: paced, one try. `stay`: it is about a message of that chat, so where the chat has moved
   * nothing is done: messages have other numbers there.
   */
  post<T>(chat: number, call: ApiCall<T>, stay?: 'stay'): Promise<CallResult<T>>;
  /** A call that may fail without harm, such as a chat action; left out while the chat is paused. */
  hint(chat: number, call: ApiCall<unknown>): Promise<void>;
  /** The id that a chat has now. */
  current(chat: number): number;
  /** From now on what is for the first goes to the second; resolves when everything that is known moved. */
  move(from: number, to: number): Promise<void>;
  /** A chat takes messages again, or has said itself that it does not. */
  mark(chat: number, state: 'alive' | DeadReason): void;
  /** Gives up waiting; resolves when nothing is under way. */
  stop(): Promise<void>;
}

export interface MessageSenderPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Rewrites what is known of a chat to its new id. */
  readonly moved: (from: number, to: number) => Promise<void>;
  /** The platform does not accept our token, or accepts it again. */
  readonly token: (accepted: boolean) => void;
}

export function createMessageSender({ clock, log, moved, token }: MessageSenderPorts): MessageSender {
  const lanes = createKeyedQueue();
  const all = createSendRateLimiter(clock, paces.all);
  const chats = new Map<number, readonly SendRateLimiter[]>();
  const pausedUntil = new Map<number, Millis>();
  const movedTo = new Map<number, number>();
  const dead = new Map<number, DeadReason>();
  const stop = new AbortController();
  // As many chats as there are may wait at once.
  setMaxListeners(0, stop.signal);
  /** Until then answers keep the pace of all chats too: somebody was told to wait. */
  let carefulUntil = Number.NEGATIVE_INFINITY;

  const current = (chat: number): number => {
    const to = movedTo.get(chat);
    return to === undefined ? chat : current(to);
  };

  function mark(chat: number, state: 'alive' | DeadReason): void {
    const before = dead.get(chat);
    if (state === 'alive') dead.delete(chat);
    else dead.set(chat, state);
    if (state !== 'alive' && before === undefined)
      log.warn('destination dead', { chat: String(chat), why: state });
    if (state === 'alive' && before !== undefined) log.info('destination alive', { chat: String(chat) });
  }

  async function pause(chat: number): Promise<void> {
    const until = pausedUntil.get(chat);
    if (until === undefined) return;
    const left = until - clock.mono();
    if (left > 0) await clock.sleep(left, stop.signal);
    else pausedUntil.delete(chat);
    if (!stop.signal.aborted) await pause(chat);
  }

  /** One try. A move is followed at once: nothing was sent to the chat that is no more. */
  async function attempt<T>(chat: number, call: ApiCall<T>, how?: 'aside' | 'stay'): Promise<CallResult<T>> {
    const to = current(chat);
    if (how === 'stay' && to !== chat) return { kind: 'migrated', to };
    try {
      const result = await call(to);
      token(true);
      if (dead.has(to)) mark(to, 'alive');
      return { kind: 'sent', result };
    } catch (thrown) {
      const failure = readCallFailure(thrown);
      if (failure.kind === 'migrated' && current(failure.to) !== to) {
        await move(to, failure.to);
        return how === 'stay' ? failure : attempt(failure.to, call, how);
      }
      if (failure.kind === 'wait') {
        pausedUntil.set(to, clock.mono() + failure.ms);
        carefulUntil = clock.mono() + telegramTimes.careful;
      }
      if (failure.kind === 'dead' && how !== 'aside') mark(to, failure.why);
      if (failure.kind === 'refused-token') token(false);
      return failure;
    }
  }

  async function move(from: number, to: number): Promise<void> {
    if (current(to) !== from) movedTo.set(from, to);
    await moved(from, to);
  }

  async function persist<T>(chat: number, call: ApiCall<T>, aside?: 'aside'): Promise<CallResult<T>> {
    const until = clock.mono() + telegramTimes.patience;
    for (let retry = 0; ; ) {
      await pause(current(chat));
      const ends = pacesOf(chat).map((paced) => paced.begin());
      ends.push(clock.mono() < carefulUntil ? await all.turn() : all.begin());
      const sent = await attempt(chat, call, aside);
      for (const end of ends) end();
      if (sent.kind !== 'wait' && sent.kind !== 'retry') return sent;
      if (stop.signal.aborted || clock.mono() >= until) return sent;
      if (sent.kind === 'wait') continue;
      log.warn('send failed', { code: sent.code });
      await clock.sleep(backoffPause(retry, telegramTimes.retry), stop.signal);
      retry += 1;
    }
  }

  function pacesOf(chat: number): readonly SendRateLimiter[] {
    let found = chats.get(chat);
    if (found === undefined) {
      if (chats.size >= maxRememberedChats) forgetIdle(chats);
      const group = chat < 0 ? [createSendRateLimiter(clock, paces.group)] : [];
      found = [...group, createSendRateLimiter(clock, paces.chat)];
      chats.set(chat, found);
    }
    return found;
  }

  return {
    answer: (chat, call, aside) => lanes.run(String(chat), () => persist(chat, call, aside)),
    post: (chat, call, stay) =>
      lanes.run(String(chat), async () => {
        await pause(current(chat));
        const ends: (() => void)[] = [];
        for (const paced of [...pacesOf(chat), all]) ends.push(await paced.turn());
        const sent = await attempt(chat, call, stay);
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
      await lanes.idle();
    },
  };
}

const maxRememberedChats = 10_000;

function forgetIdle(chats: Map<number, readonly SendRateLimiter[]>): void {
  for (const [chat, paced] of chats) if (paced.every((each) => each.idle())) chats.delete(chat);
}
