import { Secret } from '../../../src/core/secret/secret.ts';
import { checksumDay, checksumOf, otherDayAt } from '../../../src/providers/airpay/checksum.ts';

/** The key for the checksums. This script prints checksums and days in its time zone, for `checksum.test.ts`. */
const key = new Secret('53b7602609702bf0055437c5edec157b23f3ace90d34fcf07275872b2350e7d5');
const midnight = Date.parse('2026-11-20T18:30:00.000Z');
/** The document's day, at a moment when it is 2022-01-25 only in India and east of it. */
const sampleDay = dayAt(Date.parse('2022-01-24T18:30:00.000Z'));

function dayAt(now: number): string {
  return checksumDay({
    now: () => now,
    mono: () => 0,
    sleep: () => Promise.resolve(),
    after: () => () => undefined,
  }).day;
}

process.stdout.write(
  JSON.stringify({
    minutesBehindGreenwich: new Date(midnight).getTimezoneOffset(),
    create: checksumOf(['aatest12@gmail.com', '9234337892', 'test', 'test', '1234'], sampleDay, key).reveal(),
    balance: checksumOf(['18999', key, 'aatest12@gmail.com'], sampleDay, key).reveal(),
    days: [dayAt(midnight - 1), dayAt(midnight)],
    others: [otherDayAt(midnight - 1), otherDayAt(midnight)],
  }),
);
