import type { Clock, Millis } from '../time/clock.ts';

/** The limits of a wait: a time and a signal that ends it. Unlimited without both. */
export interface TimeoutOptions {
  readonly ms?: Millis | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Resolves to the result of `work`, or of `late` if the timeout elapses or the signal aborts first. Does not cancel `work`. */
export function withTimeout<T>(
  clock: Pick<Clock, 'after'>,
  { ms, signal }: TimeoutOptions,
  work: Promise<T>,
  late: () => T | Promise<T>,
): Promise<T> {
  if (ms === undefined && signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const cleanUp = () => {
      cancelTimer?.();
      signal?.removeEventListener('abort', giveUp);
    };
    const giveUp = () => {
      cleanUp();
      resolve(late());
    };
    const cancelTimer = ms === undefined || signal?.aborted ? undefined : clock.after(ms, giveUp);
    if (signal?.aborted) return giveUp();
    signal?.addEventListener('abort', giveUp, { once: true });
    work.then(
      (value) => {
        cleanUp();
        resolve(value);
      },
      (reason) => {
        cleanUp();
        reject(reason);
      },
    );
  });
}
