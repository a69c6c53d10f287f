import type { Log } from '../core/log.ts';

/** What a person must be told of the store while it runs. `file` is a name within the data folder. */
export type StoreAlarm =
  | { readonly kind: 'tail-dropped'; readonly file: string; readonly line: number; readonly bytes: number }
  | { readonly kind: 'write-failed'; readonly file: string; readonly code: string }
  | { readonly kind: 'read-only'; readonly file: string; readonly code: string }
  | { readonly kind: 'writable-again'; readonly file: string }
  | { readonly kind: 'fold-failed'; readonly file: string; readonly code: string }
  | { readonly kind: 'witness-failed'; readonly file: string; readonly code: string };

export type RaiseAlarm = (alarm: StoreAlarm) => void;

/** Every alarm is logged before it is handed on; a listener that throws disturbs nothing. */
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
