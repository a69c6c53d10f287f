import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret/secret.ts';
import { checksumDay, checksumOf, otherDayAt, privateKeyOf } from '../../../src/providers/airpay/checksum.ts';
import { createFakeClock } from '../../fakes/clock.ts';

/** The document's sample of a private key, which is also its sample of a token. */
const sampleKey = '53b7602609702bf0055437c5edec157b23f3ace90d34fcf07275872b2350e7d5';
const midnight = Date.parse('2026-11-20T18:30:00.000Z');

describe('the checksum of Airpay', () => {
  it('equals the sample of the document, which is for a new wallet on 2022-01-25', () => {
    const fields = ['aatest12@gmail.com', '9234337892', 'test', 'test', '1234'];
    const checksum = checksumOf(fields, '2022-01-25', new Secret(sampleKey));
    expect(checksum.reveal()).toBe('72ce8cfbb1347905c34e121336bb3d09');
  });

  it('of a balance is computed from merchant, token, user, day and key', () => {
    const fields = ['18999', new Secret(sampleKey), 'aatest12@gmail.com'];
    const checksum = checksumOf(fields, '2022-01-25', new Secret(sampleKey));
    expect(checksum.reveal()).toBe('98ffaf46555a40bb9fe0174f5b0cb285');
  });

  it('is a secret and is not printed, because it is valid all day', () => {
    expect(`${checksumOf(['18999'], '2022-01-25', new Secret(sampleKey))}`).toBe('[secret]');
  });
});

describe('the private key', () => {
  it('is the SHA-256 of secret, user name and password, separated by “@” and “:|:”', () => {
    const key = privateKeyOf({
      secret: new Secret('seCret01'),
      username: new Secret('merch-user'),
      password: new Secret('p@ss:word'),
    });
    // printf '%s' 'seCret01@merch-user:|:p@ss:word' | sha256sum
    expect(key.reveal()).toBe('8603d1a26d42f1bc505b197ed35f49d2d4db9b7371c62117e2e3113ed2cf43e3');
  });
});

describe('the day of a checksum', () => {
  it('changes at midnight in India', () => {
    expect(checksumDay(createFakeClock(midnight - 1))).toEqual({ sentAt: midnight - 1, day: '2026-11-20' });
    expect(checksumDay(createFakeClock(midnight))).toEqual({ sentAt: midnight, day: '2026-11-21' });
  });

  it('may differ at Airpay only within five minutes of midnight', () => {
    for (let seconds = -600; seconds <= 600; seconds++) {
      const sentAt = midnight + seconds * 1000;
      const near = seconds >= -300 && seconds < 300;
      const other = seconds < 0 ? '2026-11-21' : '2026-11-20';
      expect(otherDayAt(sentAt), `${seconds} s from midnight`).toBe(near ? other : undefined);
    }
  });

  it.each([
    ['UTC', 0],
    ['Asia/Kolkata', -330],
    ['America/Los_Angeles', 480],
  ])(
    'is the day in India, with equal checksums, in a process whose time zone is %s',
    (zone, minutesBehindGreenwich) => {
      const printed = execFileSync(process.execPath, ['--import', 'tsx', 'test/providers/airpay/day.ts'], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], TZ: zone },
        timeout: 30_000,
      });
      expect(JSON.parse(printed)).toEqual({
        minutesBehindGreenwich,
        create: '72ce8cfbb1347905c34e121336bb3d09',
        balance: '98ffaf46555a40bb9fe0174f5b0cb285',
        days: ['2026-11-20', '2026-11-21'],
        others: ['2026-11-21', '2026-11-20'],
      });
    },
  );
});
