import type { Instant, Millis } from '../time/clock.ts';

/** The longest wait that a provider can request. */
const maxRetryAfter: Millis = 300_000;

const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Reads the wait in `retry-after`, from 0 to 300 s; undefined if it is absent or unreadable. A date is compared with the
 * `date` header of the same response, so that a difference between the clocks does no harm.
 */
export function readRetryAfter(headers: Readonly<Record<string, string>>, now: Instant): Millis | undefined {
  const text = headers['retry-after']?.trim();
  if (text === undefined) return undefined;
  if (/^-?\d{1,15}$/.test(text)) return clamp(Number(text) * 1000);
  const until = readDate(text);
  return until === undefined ? undefined : clamp(until - (readDate(headers['date'] ?? '') ?? now));
}

function readDate(text: string): Instant | undefined {
  const instant = httpDate.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}

function clamp(millis: Millis): Millis {
  return Math.min(maxRetryAfter, Math.max(0, millis));
}
