import { createHash } from 'node:crypto';
import { Secret } from '../../core/secret/secret.ts';
import type { Clock, Instant, Millis } from '../../core/time/clock.ts';
import { isoDayAt } from '../../core/time/day.ts';

/** The time zone of the checksum's day: Airpay's servers use India's. */
export const timeZone = 'Asia/Kolkata';

/** Time around midnight in India in which Airpay may compute with another day: transit, and clock differences. */
const dayTolerance: Millis = 5 * 60_000;

/** The inputs of the merchant's private key. `secret` is one of the two keys of the dashboard. */
export interface KeyParts {
  readonly username: Secret;
  readonly password: Secret;
  readonly secret: Secret;
}

/** Computes the merchant's private key. The separator is `:|:`; the printed document shows `::` by mistake. */
export function privateKeyOf({ username, password, secret }: KeyParts): Secret {
  const text = `${secret.reveal()}@${username.reveal()}:|:${password.reveal()}`;
  return new Secret(createHash('sha256').update(text).digest('hex'));
}

/**
 * Computes the MD5 of the fields in their documented order, the day (`2022-01-25`) and the private key, without
 * separators. It is valid all day, so it is a secret.
 */
export function checksumOf(fields: readonly (string | Secret)[], day: string, privateKey: Secret): Secret {
  const parts = [...fields, day, privateKey].map((part) => (typeof part === 'string' ? part : part.reveal()));
  return new Secret(createHash('md5').update(parts.join('')).digest('hex'));
}

/** Returns the day for a checksum that is sent now. */
export function checksumDay(clock: Clock): { readonly sentAt: Instant; readonly day: string } {
  const sentAt = clock.now();
  return { sentAt, day: isoDayAt(sentAt, timeZone) };
}

/** Returns the other day that Airpay may have used at `sentAt`. Undefined unless midnight in India is near. */
export function otherDayAt(sentAt: Instant): string | undefined {
  const day = isoDayAt(sentAt, timeZone);
  return [sentAt - dayTolerance, sentAt + dayTolerance]
    .map((moment) => isoDayAt(moment, timeZone))
    .find((near) => near !== day);
}
