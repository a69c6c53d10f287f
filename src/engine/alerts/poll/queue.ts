import { yieldToEventLoop } from '../../../core/async/yield.ts';

/** Work on items, in the order in which they came, so many at the same time. */
export interface Queue<T> {
  add(item: T): void;
  /** When nothing waits and nothing is under way, or nothing more begins and what was begun has ended. */
  idle(): Promise<void>;
  /** Begins nothing more. */
  stop(): void;
}

export interface QueueOptions<T> {
  /** Never rejects. */
  readonly work: (item: T) => Promise<void>;
  readonly mostAtOnce: number;
  /** Whether nothing more may begin until some work has ended. */
  readonly isFull: () => boolean;
}

/**
 * One begins in each turn of the event loop: where all answer at once there are never many under way, each with the whole
 * of its answer, and whoever asks beside them does not wait for long.
 */
export function createQueue<T>({ work, mostAtOnce, isFull }: QueueOptions<T>): Queue<T> {
  const waiting: T[] = [];
  const working = new Set<Promise<void>>();
  /** Whether one began in this turn of the event loop. */
  let began = false;
  let stopped = false;

  function pump(): void {
    if (began || stopped || working.size >= mostAtOnce || isFull()) return;
    const item = waiting.shift();
    if (item === undefined) return;
    const one = work(item).then(() => {
      working.delete(one);
      pump();
    });
    working.add(one);
    began = true;
    void yieldToEventLoop().then(() => {
      began = false;
      pump();
    });
  }

  return {
    add(item) {
      waiting.push(item);
      pump();
    },
    async idle() {
      while ((!stopped && waiting.length > 0) || working.size > 0) {
        await Promise.all(working);
        await yieldToEventLoop();
      }
    },
    stop() {
      stopped = true;
    },
  };
}
