import type { Clock, Millis } from '../time/clock.ts';

/** How long somebody waits: so many milliseconds, and not beyond the end of `signal`; for ever without both. */
export interface TimeoutOptions {
  readonly ms?: Millis | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What the work comes to or, when patience ends before, what `late` comes to. The work goes on either way. */
export function withTimeout<T>(
  clock: Pick<Clock, 'after'>,
  { ms, signal }: TimeoutOptions,
  work: Promise<T>,
  late: () => T | Promise<T>,
): Promise<T> {
  if (ms === undefined && signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const end = () => {
      callOff?.();
      signal?.removeEventListener('abort', giveUp);
    };
    const giveUp = () => {
      end();
      resolve(late());
    };
    const callOff = ms === undefined || signal?.aborted ? undefined : clock.after(ms, giveUp);
    if (signal?.aborted) return giveUp();
    signal?.addEventListener('abort', giveUp, { once: true });
    work.then(
      (value) => {
        end();
        resolve(value);
      },
      (reason) => {
        end();
        reject(reason);
      },
    );
  });
}
