import { describe, expect, it } from 'vitest';
import { walletsApi } from '../../../src/providers/wallets-api/index.ts';
import { sealable } from '../../contracts/cases.ts';

const ways = 'Set token, or username and password, or apiKey and apiSecret.';

describe('secrets of wallets-api', () => {
  it.each([
    [{ token: 'canary-token' }],
    [{ username: 'canary', password: 'canary word' }],
    [{ apiKey: 'canary-key', apiSecret: 'canary-secret' }],
  ])('takes one way in: %j', (given) => {
    expect(messagesOf(sealable(given))).toEqual([]);
  });

  it.each<[string, Record<string, string>, readonly string[]]>([
    ['nothing', {}, [`There is no credential. ${ways}`]],
    ['half a way', { username: 'canary' }, ['password is missing. Set username and password together.']],
    [
      'two ways',
      { token: 'canary-token', apiKey: 'canary-key', apiSecret: 'canary-secret' },
      ['token, apiKey, apiSecret belong to several login methods. Use only one method.'],
    ],
    [
      'several faults',
      { token: 'Bearer canary', password: '', apiSecret: 'canary\n', Token: 'canary' },
      [
        'Token: no such setting. The settings are token, username, password, apiKey, apiSecret.',
        'token, password, apiSecret belong to several login methods. Use only one method.',
        'token is empty, or contains a space or a line break. Paste it again, without “Bearer”.',
        'username is missing. Set username and password together.',
        'password is empty, too long or contains a line break. Paste it again.',
        'apiKey is missing. Set apiKey and apiSecret together.',
        'apiSecret does not fit a request header. Paste it again, without line breaks.',
      ],
    ],
  ])('refuses %s, names every fault and shows no value', (_, given, expected) => {
    const faults = messagesOf(sealable(given));
    expect(faults).toEqual(expected);
    expect(faults.join()).not.toMatch(/canary/);
  });
});

function messagesOf(given: unknown): readonly string[] {
  return walletsApi.secrets.safeParse(given).error?.issues.map(({ message }) => message) ?? [];
}
