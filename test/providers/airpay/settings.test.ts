import { describe, expect, it } from 'vitest';
import { airpay } from '../../../src/providers/airpay/index.ts';
import { credentialsOf } from '../../../src/providers/airpay/settings.ts';
import { sealable } from '../../contracts/cases.ts';

const key = '53b7602609702bf0055437c5edec157b23f3ace90d34fcf07275872b2350e7d5';
const wallets = [{ user: 'aatest12@gmail.com', token: key }];

describe('settings of airpay', () => {
  it('needs no more than the merchant id', () => {
    expect(airpay.settings.parse({ merchantId: '18999' })).toEqual({
      baseUrl: 'https://kraken.airpay.co.in',
      merchantId: '18999',
      currency: 'INR',
      format: 'json',
    });
  });

  it('names every fault at once, and shows no value', () => {
    const faults = messagesOf(airpay.settings, {
      baseUrl: 'http://evil.test',
      merchantId: '18x',
      currency: 'rupees',
      format: 'yaml',
    });
    expect(faults).toEqual([
      expect.stringMatching(/^baseUrl is plain http\./),
      'merchantId is not 1 to 20 digits. Copy it from the Airpay dashboard.',
      'currency is not a currency code. Write a code such as INR.',
      'format is neither json nor xml. Write one of them, or leave it out.',
    ]);
    expect(faults.join()).not.toMatch(/evil|18x|rupees|yaml/);
  });

  it('takes plain http for this machine', () => {
    const { baseUrl } = airpay.settings.parse({ merchantId: '1', baseUrl: 'http://127.0.0.1:8081/' }) as {
      baseUrl: string;
    };
    expect(baseUrl).toBe('http://127.0.0.1:8081');
  });
});

describe('secrets of airpay', () => {
  it('takes a private key and several wallet users, each with its token', () => {
    const both = [...wallets, { user: '1234', token: 'uid-token-0001' }];
    const given = airpay.secrets.parse(sealable({ privateKey: key, wallets: both }));
    const { privateKey, wallets: users } = credentialsOf(given as Parameters<typeof credentialsOf>[0]);
    expect(privateKey.reveal()).toBe(key);
    expect(users.map(({ user, token }) => [user, token.reveal()])).toEqual([
      ['aatest12@gmail.com', key],
      ['1234', 'uid-token-0001'],
    ]);
  });

  it.each<[string, Record<string, unknown>, readonly string[]]>([
    [
      'nothing',
      {},
      [
        'privateKey is missing. Set it, or set username, password and secret to compute it from.',
        'wallets is missing. Write the wallet users as [{"user": "...", "token": "..."}]',
      ],
    ],
    [
      'a part of what the private key is made from',
      { username: 'merch', wallets },
      ['password, secret missing. The private key is made from username, password and secret.'],
    ],
    [
      'two ways to the private key',
      { privateKey: key, secret: 'canary-secret', wallets },
      ['privateKey and secret are both set. Remove one of the two.'],
    ],
    [
      'a private key with a blank in it and an unknown name',
      { privateKey: 'canary canary', privatekey: key, wallets },
      [
        'privatekey: no such setting. The settings are privateKey, username, password, secret, wallets.',
        'privateKey is not 10 to 200 plain characters. Copy it again, without spaces.',
      ],
    ],
    [
      'a password with a line end',
      { username: 'merch', password: 'canary\n', secret: 's', wallets },
      ['password is empty, over 200 characters, or contains a line break. Copy it again.'],
    ],
    [
      'wallets that are no JSON',
      { privateKey: key, wallets: 'canary' },
      ['wallets is not a JSON list. Write it as [{"user": "...", "token": "..."}]'],
    ],
    [
      'wallets that are no list',
      { privateKey: key, wallets: { user: 'canary', token: key } },
      ['wallets is not a JSON list. Write it as [{"user": "...", "token": "..."}]'],
    ],
    [
      'no wallet user',
      { privateKey: key, wallets: [] },
      ['wallets is empty. Add at least one wallet user, as [{"user": "...", "token": "..."}]'],
    ],
    [
      'wallet users with faults',
      {
        privateKey: key,
        wallets: [
          { user: 'Canary@Mail.com', token: key },
          { user: 'canary@mail.com', token: key },
          { user: ' canary ', token: 'short' },
          { user: 7 },
          'canary',
          null,
        ],
      },
      [
        'wallets entry 2 repeats the user of entry 1. Remove one of them.',
        'wallets entry 3 has a user that is not 1 to 50 characters, or has spaces around it. Copy it again.',
        'wallets entry 3 has a token that is not 10 to 200 plain characters. Copy it again.',
        'wallets entry 4 has a user that is not text. Put it in quotes.',
        'wallets entry 4 has no token. Add the token that Airpay issued with the wallet.',
        'wallets entry 5 has no user. Add the e-mail address, mobile number or UID.',
        'wallets entry 5 has no token. Add the token that Airpay issued with the wallet.',
        'wallets entry 6 has no user. Add the e-mail address, mobile number or UID.',
        'wallets entry 6 has no token. Add the token that Airpay issued with the wallet.',
      ],
    ],
  ])('refuses %s, and shows no value', (_, given, expected) => {
    const faults = messagesOf(airpay.secrets, sealable(given));
    expect(faults).toEqual(expected);
    expect(faults.join()).not.toContain(key);
    expect(faults.join().toLowerCase()).not.toContain('canary');
  });
});

function messagesOf(
  schema: typeof airpay.settings | typeof airpay.secrets,
  given: unknown,
): readonly string[] {
  return schema.safeParse(given).error?.issues.map(({ message }) => message) ?? [];
}
