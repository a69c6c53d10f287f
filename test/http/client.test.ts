import type { LookupAddress } from 'node:dns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpClientOptions } from '../../src/http/client.ts';
import { canary, closeAll, faultFrom, inTurn, open, type Provider, startProvider } from './test-provider.ts';

let provider: Provider;
beforeEach(async () => {
  provider = await startProvider();
});
afterEach(closeAll);

describe('a request', () => {
  it('is sent uncompressed, with our user agent, its headers and its body', async () => {
    const bodies: string[] = [];
    provider.play(async (request, response) => {
      for await (const chunk of request) bodies.push(String(chunk));
      response.writeHead(201, { 'x-total-count': '3', 'set-cookie': ['a=1', 'b=2'] }).end('{"a":"é"}');
    });
    const headers = { 'Content-Type': 'application/json', 'Accept-Encoding': 'gzip', 'User-Agent': 'other' };
    const got = await open().send({
      method: 'POST',
      url: `${provider.origin}/a?b=c%20d`,
      headers,
      body: '{"q":"₹"}',
    });
    expect(got).toMatchObject({ status: 201, body: '{"a":"é"}' });
    expect(got.headers).toMatchObject({ 'x-total-count': '3', 'set-cookie': 'a=1, b=2' });
    expect(bodies).toEqual(['{"q":"₹"}']);
    expect(provider.asked[0]).toMatchObject({ method: 'POST', url: '/a?b=c%20d' });
    expect(provider.asked[0]?.headers).toMatchObject({
      'accept-encoding': 'identity',
      'user-agent': 'walletwatch',
      'content-type': 'application/json',
      'content-length': '11',
      accept: '*/*',
    });
  });

  it('reuses connections of the same client, but not of another one', async () => {
    const first = open();
    for (let turn = 0; turn < 5; turn++) await first.send(provider.get());
    expect(provider.connections()).toBe(1);
    await open().send(provider.get());
    expect(provider.connections()).toBe(2);
  });

  it('returns the answer whatever its status', async () => {
    for (const status of [200, 204, 400, 401, 403, 404, 409, 422, 451]) {
      provider.play(inTurn(status));
      expect((await open().send(provider.get())).status).toBe(status);
    }
    expect(provider.asked).toHaveLength(9);
  });

  it('never follows a redirect, so that its key is not sent elsewhere', async () => {
    const elsewhere = await startProvider();
    for (const status of [300, 301, 302, 303, 304, 307, 308]) {
      provider.play((_, response) => void response.writeHead(status, { location: elsewhere.origin }).end());
      expect(await faultFrom(open().send(provider.get()))).toEqual({ reason: 'redirected', status });
    }
    expect(elsewhere.asked).toEqual([]);
    expect(provider.asked).toHaveLength(7);
  });

  it('with an invalid header is not sent', async () => {
    const headers = { 'Api-Key': `${canary}\r\nX-Evil: 1` };
    expect(await faultFrom(open().send(provider.get('/', { headers })))).toEqual({ reason: 'bad-question' });
    expect(provider.asked).toEqual([]);
  });

  it('uses plain HTTP for loopback only, and never reaches a private network', async () => {
    const reasonFor = async (url: string) => (await faultFrom(open().send({ method: 'GET', url }))).reason;
    expect(await reasonFor('http://api.test/')).toBe('tls');
    expect(await reasonFor('https://169.254.169.254/latest/meta-data')).toBe('unreachable');
    expect(await reasonFor('not an address')).toBe('unreachable');
  });
});

describe('an answer', () => {
  it('may have exactly as many bytes as the limit', async () => {
    provider.play((_, response) => void response.end('x'.repeat(1000)));
    expect((await open().send(provider.get('/', { maxBytes: 1000 }))).body).toHaveLength(1000);
    expect(await faultFrom(open().send(provider.get('/', { maxBytes: 999 })))).toEqual({
      reason: 'too-large',
      status: 200,
    });
  });

  it('without a length is rejected at the limit, long before its end', async () => {
    let written = 0;
    provider.play((_, response) => {
      const more = () => {
        for (; written < 200; written++) if (!response.write('x'.repeat(1024 * 1024))) break;
        if (written < 200 && !response.destroyed) response.once('drain', more);
      };
      more();
    });
    expect((await faultFrom(open().send(provider.get()))).reason).toBe('too-large');
    await expect.poll(() => written).toBeLessThan(60);
  });
});

describe('a host name', () => {
  const found = (addresses: LookupAddress[]): Partial<HttpClientOptions> => ({
    deadline: 2000,
    lookup: (_host, _options, done) => done(null, addresses),
  });
  const reasonWith = async (options: Partial<HttpClientOptions>) => {
    return (await faultFrom(open(options).send({ method: 'GET', url: 'https://api.test/' }))).reason;
  };

  it('that resolves to a private network is unreachable', async () => {
    const { lookup } = found([{ address: '127.0.0.1', family: 4 }]);
    const sent = open({ deadline: 2000, ...(lookup && { lookup }) }).send({
      method: 'GET',
      url: `https://api.test:${provider.port}/`,
    });
    expect((await faultFrom(sent)).reason).toBe('unreachable');
    expect(
      await reasonWith(
        found([
          { address: '8.8.8.8', family: 4 },
          { address: '10.0.0.1', family: 4 },
        ]),
      ),
    ).toBe('unreachable');
    expect(await reasonWith(found([{ address: '::ffff:169.254.169.254', family: 6 }]))).toBe('unreachable');
    expect(provider.connections()).toBe(0);
  });

  it('that does not exist is unreachable', async () => {
    const failing = (code: string): Partial<HttpClientOptions> => ({
      lookup: (_host, _options, done) => done(Object.assign(new Error(canary), { code }), []),
    });
    expect(await reasonWith(failing('ENOTFOUND'))).toBe('unreachable');
    expect(await reasonWith(failing('EAI_AGAIN'))).toBe('unreachable');
  });
});
