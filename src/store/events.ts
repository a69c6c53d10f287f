import type { Log } from '../core/log.ts';

/** A problem of the running store that a person must know about, or its end. `file` is a name in the data folder. */
export type StoreAlarm =
  | { readonly kind: 'tail-dropped'; readonly file: string; readonly line: number; readonly bytes: number }
  | { readonly kind: 'write-failed'; readonly file: string; readonly code: string }
  | { readonly kind: 'read-only'; readonly file: string; readonly code: string }
  | { readonly kind: 'writable-again'; readonly file: string }
  | { readonly kind: 'compact-failed'; readonly file: string; readonly code: string }
  | { readonly kind: 'generation-not-recorded'; readonly file: string; readonly code: string };

export type RaiseAlarm = (alarm: StoreAlarm) => void;

/** Returns a function that logs each alarm and then calls `onAlarm`, whose errors are logged only. */
export function createAlarms(log: Log, onAlarm: RaiseAlarm): RaiseAlarm {
  return (alarm) => {
    const { kind, ...fields } = alarm;
    log[kind === 'writable-again' ? 'info' : 'error'](`store.${kind}`, fields);
    try {
      onAlarm(alarm);
    } catch {
      log.error('store.alarm-listener-failed', { kind });
    }
  };
}
