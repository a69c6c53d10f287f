import type { Instant, Millis } from './clock.ts';

/** Nobody is believed who asks for a longer wait. */
const longest: Millis = 300_000;

/**
 * How long a `Retry-After` header asks us to wait, given in seconds or as a date, within 0 to 300 s; undefined when
 * it is absent or neither.
 */
export function parseRetryAfter(header: string | undefined, now: Instant): Millis | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,12}$/.test(text)) return Math.min(Number(text) * 1000, longest);
  const at = /^[A-Z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at - now, 0), longest);
}
