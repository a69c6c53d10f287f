import { yieldToEventLoop } from '../../../core/async/yield.ts';

/** Bounded work queue. Items are started in the order of `add`. */
export interface Queue<T> {
  add(item: T): void;
  /** Resolves when no task is waiting or running; after `stop`, when no task is running. */
  idle(): Promise<void>;
  /** Starts no further task. */
  stop(): void;
}

export interface QueueOptions<T> {
  /** Never rejects. */
  readonly work: (item: T) => Promise<void>;
  readonly maxConcurrent: number;
  /** Whether a running task must end before another one starts. */
  readonly isFull: () => boolean;
}

/**
 * Starts at most one task per event-loop turn. This bounds the number of response bodies in memory and leaves time for
 * the requests of users.
 */
export function createQueue<T>({ work, maxConcurrent, isFull }: QueueOptions<T>): Queue<T> {
  const waiting: T[] = [];
  const running = new Set<Promise<void>>();
  let startedInThisTurn = false;
  let stopped = false;

  function startNext(): void {
    if (startedInThisTurn || stopped || running.size >= maxConcurrent || isFull()) return;
    const item = waiting.shift();
    if (item === undefined) return;
    const task = work(item).then(() => {
      running.delete(task);
      startNext();
    });
    running.add(task);
    startedInThisTurn = true;
    void yieldToEventLoop().then(() => {
      startedInThisTurn = false;
      startNext();
    });
  }

  return {
    add(item) {
      waiting.push(item);
      startNext();
    },
    async idle() {
      while ((!stopped && waiting.length > 0) || running.size > 0) {
        await Promise.all(running);
        await yieldToEventLoop();
      }
    },
    stop() {
      stopped = true;
    },
  };
}
