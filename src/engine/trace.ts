import { ProviderError } from '../core/errors/errors.ts';
import type { LogFields } from '../core/log.ts';

const frames = 6;

/** The fields of a thrown value that are safe to log: name and stack. Its message may quote anything and is left out. */
export function traceOf(thrown: unknown): LogFields {
  if (!(thrown instanceof Error)) return { error: typeof thrown };
  const at = (thrown.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, frames)
    .map((line) => line.trim().slice('at '.length));
  const reason = thrown instanceof ProviderError ? { reason: thrown.reason } : {};
  return { error: thrown.name, ...reason, at: at.join(' < ') };
}
