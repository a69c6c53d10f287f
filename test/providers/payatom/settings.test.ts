import { describe, expect, it } from 'vitest';
import { SetupError } from '../../../src/core/errors/errors.ts';
import type { HttpRequest, ProviderPorts } from '../../../src/core/provider/provider.ts';
import { Secret } from '../../../src/core/secret/secret.ts';
import { json } from '../../../src/http/json.ts';
import { xml } from '../../../src/http/xml.ts';
import { payatom } from '../../../src/providers/payatom/index.ts';
import { sealable } from '../../contracts/cases.ts';
import { createQuickClock } from '../../fakes/quick-clock.ts';

const { settings, secrets } = payatom;

const faultsOf = (parsed: {
  readonly error?: { readonly issues: readonly { message: string }[] } | undefined;
}) => parsed.error?.issues.map(({ message }) => message) ?? [];

function portsThat(record: HttpRequest[]): ProviderPorts {
  const http = {
    async send(request: HttpRequest) {
      record.push(request);
      return { status: 200, headers: {}, body: '{"status":"success","data":[]}' };
    },
  };
  return { http, json, xml, clock: createQuickClock(0) };
}

describe('settings of payatom', () => {
  it.each([
    ['https://app.payatom.in', 'https://app.payatom.in'],
    ['https://app.payatom.in/', 'https://app.payatom.in'],
    ['https://app.payatom.in/in/v1//', 'https://app.payatom.in/in/v1'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('take the base URL %s as %s', (baseUrl, folded) => {
    expect(settings.parse({ baseUrl })).toEqual({ baseUrl: folded, currency: 'INR' });
  });

  it.each([
    ['http://app.payatom.in', 'plain http'],
    ['http://127.0.0.1.evil.example', 'plain http'],
    ['http://10.0.0.1', 'plain http'],
    ['https://user:hunter22@app.payatom.in', 'user name or password'],
    ['https://app.payatom.in/?key=hunter22', '“?”'],
    ['https://app.payatom.in/#hunter22', '“#”'],
    ['ftp://app.payatom.in', 'not an address'],
    ['app.payatom.in', 'not an address'],
    ['', 'not an address'],
    [7, 'missing'],
  ])('refuse the base URL %s in one sentence that does not repeat it', (baseUrl, part) => {
    const faults = faultsOf(settings.safeParse({ baseUrl }));
    expect(faults).toEqual([expect.stringContaining(part)]);
    expect(faults.join()).not.toContain('hunter22');
  });

  it('name every fault at once', () => {
    const given = { currency: 'USD', timeZone: '+05:30', email: 'nobody', baseURL: 'https://x.example' };
    expect(faultsOf(settings.safeParse(given))).toEqual([
      "baseUrl is missing. Set it to the provider's address, such as https://api.example.com",
      'currency is not INR, BDT or PKR. Write one of them.',
      'timeZone is not a time zone. Write it as Asia/Kolkata, or omit it.',
      'email is not an e-mail address. Write it as name@example.com.',
      'baseURL: no such setting. The settings are baseUrl, currency, timeZone, email.',
    ]);
  });

  it.each([
    ['INR', undefined, 'Asia/Kolkata'],
    ['BDT', undefined, 'Asia/Dhaka'],
    ['PKR', undefined, 'Asia/Karachi'],
    ['INR', 'Asia/Dubai', 'Asia/Dubai'],
  ])('turn the day of a connection in %s with zone %s in %s', (currency, timeZone, expected) => {
    const given = { baseUrl: 'https://x.example', currency, ...(timeZone !== undefined && { timeZone }) };
    const connection = payatom.open(
      settings.parse(given),
      secrets.parse(sealable({ apiKey: 'abc123xyz789' })),
      portsThat([]),
    );
    expect(connection).toMatchObject({ timeZone: expected, currency });
  });
});

describe('secrets of payatom', () => {
  it.each([
    [{ apiKey: 'abc123xyz789' }],
    [{ token: 'the-token', verificationCode: 'hg66576fca53eakjkjk76762c4' }],
    [{ token: 'the-token', verificationCode: '5f4dcc3b5aa765d61d8327deb882cf99' }],
    [{ apiKey: 'abc123xyz789', token: 'the token', password: 'pässwörd 漢字' }],
  ])('accept %o', (given) => {
    expect(secrets.parse(sealable(given))).toEqual(sealable(given));
  });

  it.each([
    [{}, ['There is no credential']],
    [{ token: 'the-token' }, ['token needs verificationCode']],
    [{ verificationCode: 'a1b2c3d4' }, ['used only with token']],
    [{ token: 'the-token', verificationCode: 'a1b2c3d4', password: 'x' }, ['may contradict each other']],
    [{ apiKey: 'abc\r\nX-Evil: 1' }, ['apiKey does not fit a request header']],
    [{ apiKey: 'कुंजी' }, ['apiKey does not fit a request header']],
    [{ apiKey: ' abc ' }, ['apiKey does not fit a request header']],
    [
      { apiKey: '', token: 'a\nb', verificationCode: 'short', password: 'a\u0000', key: 'x' },
      [
        'apiKey does not',
        'token does not',
        'verificationCode is not',
        'password is',
        'key: no such',
        'contradict',
      ],
    ],
  ])('refuse %o, naming every fault and repeating no value', (given, parts) => {
    const faults = faultsOf(secrets.safeParse(sealable(given)));
    expect(faults).toEqual(parts.map((part) => expect.stringContaining(part)));
    expect(faults.join()).not.toMatch(/Evil|कुंजी|a1b2c3d4/);
  });

  it('refuse a credential that is not wrapped as a secret', () => {
    expect(secrets.safeParse({ apiKey: 'abc123xyz789' }).success).toBe(false);
  });
});

describe('a payatom connection', () => {
  const open = (given: Record<string, unknown>, plain: object = {}, record: HttpRequest[] = []) =>
    payatom.open(
      settings.parse({ baseUrl: 'https://x.example', ...plain }),
      secrets.parse(sealable(given)),
      portsThat(record),
    );

  it('is not opened with a token and no e-mail to go with it', () => {
    const opening = () => open({ token: 'the-token', password: 'secret' });
    expect(opening).toThrow(SetupError);
    expect(opening).toThrow('token needs the setting email. Set it to the operator’s e-mail at Payatom.');
  });

  it('says which secrets its missing capabilities lack', () => {
    expect(open({ apiKey: 'abc123xyz789' }).lacks).toEqual([
      { capability: 'limits', secrets: ['token', 'verificationCode'] },
    ]);
    expect(open({ token: 'the-token', password: 'secret' }, { email: 'abc@payatom.in' }).lacks).toEqual([
      { capability: 'accounts', secrets: ['apiKey'] },
      { capability: 'summary', secrets: ['apiKey'] },
    ]);
  });

  it('hands the deadline and the signal of a question on', async () => {
    const sent: HttpRequest[] = [];
    const { signal } = new AbortController();
    await open({ apiKey: 'abc123xyz789' }, {}, sent).can.accounts?.({}, { deadline: 1234, signal });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ deadline: 1234, signal });
  });

  it('keeps its credentials out of the address', async () => {
    const sent: HttpRequest[] = [];
    await open({ apiKey: 'abc123xyz789' }, {}, sent).can.accounts?.({}, {});
    expect(sent.map(({ url }) => url)).toEqual(['https://x.example/bot/api_v2/account_status.php']);
    expect(String(new Secret('abc123xyz789'))).toBe('[secret]');
  });
});
