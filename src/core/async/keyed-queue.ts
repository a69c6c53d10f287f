/** Runs tasks of one lane one after the other, and lanes side by side. */
export interface KeyedQueue {
  /** Resolves or rejects as the task does, when all earlier tasks of its lane have ended. */
  run<T>(lane: string, task: () => Promise<T>): Promise<T>;
  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void>;
  /** Lanes that have something to do. */
  busy(): number;
}

export function createKeyedQueue(): KeyedQueue {
  const tails = new Map<string, Promise<unknown>>();

  return {
    run(lane, task) {
      const before = tails.get(lane);
      const result = before === undefined ? task() : before.then(task, task);
      const tail = result.then(
        () => undefined,
        () => undefined,
      );
      tails.set(lane, tail);
      void tail.then(() => {
        if (tails.get(lane) === tail) tails.delete(lane);
      });
      return result;
    },
    async idle() {
      while (tails.size > 0) await Promise.all(tails.values());
    },
    busy: () => tails.size,
  };
}
