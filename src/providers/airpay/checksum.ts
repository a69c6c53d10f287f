import { createHash } from 'node:crypto';
import { Secret } from '../../core/secret/secret.ts';
import type { Clock, Instant, Millis } from '../../core/time/clock.ts';
import { isoDayAt } from '../../core/time/day.ts';

/** Airpay's own servers count days in India, wherever this process runs. */
export const timeZone = 'Asia/Kolkata';

/** How far from midnight in India a day may be mistaken: transit, and clocks that differ. */
const doubtful: Millis = 5 * 60_000;

/** What the merchant's private key is made of. `secret` is one of the two keys of the dashboard. */
export interface KeyParts {
  readonly username: Secret;
  readonly password: Secret;
  readonly secret: Secret;
}

/** The private key, a constant of the merchant. The printed document's `::` has lost the bar of its separator. */
export function privateKeyOf({ username, password, secret }: KeyParts): Secret {
  const text = `${secret.reveal()}@${username.reveal()}:|:${password.reveal()}`;
  return new Secret(createHash('sha256').update(text).digest('hex'));
}

/**
 * MD5 over the fields in their documented order, the day (`2022-01-25`) and the private key, with nothing between.
 * It holds for all of the day, so it is a secret.
 */
export function checksumOf(fields: readonly (string | Secret)[], day: string, privateKey: Secret): Secret {
  const parts = [...fields, day, privateKey].map((part) => (typeof part === 'string' ? part : part.reveal()));
  return new Secret(createHash('md5').update(parts.join('')).digest('hex'));
}

/** The day of a checksum that is sent at this moment. */
export function checksumDay(clock: Clock): { readonly sentAt: Instant; readonly day: string } {
  const sentAt = clock.now();
  return { sentAt, day: isoDayAt(sentAt, timeZone) };
}

/** The day that Airpay may have had instead when a checksum of `sentAt` was refused; undefined far from midnight. */
export function otherDayAt(sentAt: Instant): string | undefined {
  const day = isoDayAt(sentAt, timeZone);
  return [sentAt - doubtful, sentAt + doubtful]
    .map((moment) => isoDayAt(moment, timeZone))
    .find((near) => near !== day);
}
