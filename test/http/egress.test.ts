import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { Egress, EgressOptions } from '../../src/core/chat/egress.ts';
import { ProviderError } from '../../src/core/errors/errors.ts';
import { createEgresses, type Egresses } from '../../src/http/egress.ts';
import { systemClock } from '../../src/observe/clock.ts';
import { createFakeClock } from '../fakes/clock.ts';

const token = '123456789:canary-canary-canary-canary-canary';
const servers: Server[] = [];
const opened: Egresses[] = [];

afterEach(async () => {
  for (const egresses of opened.splice(0)) await egresses.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function openEgress(origin: string, more: Partial<EgressOptions> = {}, clock = systemClock): Egress {
  const egresses = createEgresses(clock);
  opened.push(egresses);
  return egresses.open({ origins: [origin], deadline: 5000, ...more });
}

/** Returns the error of a call, which must not contain the address. */
async function failureOf(call: Promise<unknown>): Promise<ProviderError> {
  const thrown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof ProviderError)) throw new Error(`not a ProviderError: ${inspect(thrown)}`);
  expect(inspect(thrown, { depth: 9, showHidden: true })).not.toContain('canary');
  return thrown;
}

describe('an egress', () => {
  it('sends method, headers and body, and returns status, headers and text', async () => {
    const origin = await serve(async (request, response) => {
      const body = await text(request);
      response.setHeader('x-seen', 'yes');
      const { 'content-type': type, 'accept-encoding': encoding } = request.headers;
      response.end(JSON.stringify({ method: request.method, path: request.url, body, type, encoding }));
    });
    const answer = await openEgress(origin)(`${origin}/bot${token}/getMe?x=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'keep-alive' },
      body: '{"a":1}',
    });
    expect([answer.ok, answer.status, answer.headers.get('X-Seen')]).toEqual([true, 200, 'yes']);
    expect(await answer.json()).toEqual({
      method: 'POST',
      path: `/bot${token}/getMe?x=1`,
      body: '{"a":1}',
      type: 'application/json',
      encoding: 'identity',
    });
  });

  it('accepts streams and Headers objects, as uploads use them', async () => {
    const origin = await serve(async (request, response) => {
      response.end(`${request.headers['content-type']} ${await text(request)}`);
    });
    const answer = await openEgress(origin)(new URL(`${origin}/up`), {
      method: 'POST',
      headers: new Headers({ 'content-type': 'a/b' }),
      body: Readable.from(['one ', 'two']),
    });
    expect(await answer.text()).toBe('a/b one two');
    expect(Buffer.from(await answer.arrayBuffer()).toString()).toBe('a/b one two');
  });

  it('reaches its origins only, and resolves no other host', async () => {
    const origin = await serve((_, response) => response.end());
    for (const elsewhere of [
      'http://127.0.0.1:1/',
      'https://evil.example/x',
      `${origin}@evil.example/`,
      'x',
    ]) {
      expect((await failureOf(openEgress(origin)(elsewhere))).reason).toBe('forbidden');
    }
  });

  it('rejects redirects and compressed bodies', async () => {
    const origin = await serve((request, response) => {
      if (request.url === '/moved') response.writeHead(302, { location: `/bot${token}` });
      else response.setHeader('content-encoding', 'gzip');
      response.end('x');
    });
    expect((await failureOf(openEgress(origin)(`${origin}/moved`))).reason).toBe('redirected');
    expect((await failureOf(openEgress(origin)(`${origin}/packed`))).reason).toBe('encoded');
  });

  it('rejects bodies over the limit, announced or not', async () => {
    const origin = await serve((request, response) => {
      if (request.url === '/told') response.setHeader('content-length', 50);
      response.end('x'.repeat(50));
    });
    for (const path of ['/told', '/untold']) {
      expect((await failureOf(openEgress(origin, { maxBytes: 49 })(`${origin}${path}`))).reason).toBe(
        'too-large',
      );
    }
    expect((await openEgress(origin, { maxBytes: 50 })(`${origin}/told`)).status).toBe(200);
  });

  it.each([
    ['<html>502</html>', 'html'],
    ['{"cut":', 'json'],
    ['', 'empty'],
  ])('rejects %j as malformed without quoting it', async (body, looks) => {
    const origin = await serve((_, response) => response.writeHead(502).end(body));
    const answer = await openEgress(origin)(`${origin}/bot${token}/x`);
    const thrown = await failureOf(answer.json());
    expect(thrown).toMatchObject({ reason: 'malformed', status: 502, looksLike: looks });
  });

  it('reports that nothing was sent if the port is closed', async () => {
    expect((await failureOf(openEgress('http://127.0.0.1:1')(`http://127.0.0.1:1/bot${token}`))).reason).toBe(
      'unreachable',
    );
  });

  it('reports a connection that breaks after the request as interrupted', async () => {
    const origin = await serve((request) => request.socket.destroy());
    expect((await failureOf(openEgress(origin)(`${origin}/bot${token}`, { method: 'POST' }))).reason).toBe(
      'interrupted',
    );
  });

  it('ends at its deadline, even if bytes are still received', async () => {
    const clock = createFakeClock();
    let asked = () => {};
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const origin = await serve((_, response) => {
      response.write('{');
      asked();
    });
    const called = failureOf(openEgress(origin, { deadline: 15_000 }, clock)(`${origin}/bot${token}`));
    await arrived;
    await clock.advance(15_000);
    expect((await called).reason).toBe('timeout');
  });

  it('ends when its signal is aborted, before and during the call', async () => {
    let asked = () => {};
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const origin = await serve(() => asked());
    const stop = new AbortController();
    const called = failureOf(openEgress(origin)(`${origin}/x`, { signal: stop.signal }));
    await arrived;
    stop.abort();
    expect((await called).reason).toBe('interrupted');
    expect((await failureOf(openEgress(origin)(`${origin}/x`, { signal: stop.signal }))).reason).toBe(
      'unreachable',
    );
  });

  it('fails every call in progress when it is closed', async () => {
    let asked = () => {};
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const origin = await serve(() => asked());
    const called = failureOf(openEgress(origin)(`${origin}/x`));
    await arrived;
    await opened[0]?.close();
    expect(['timeout', 'interrupted']).toContain((await called).reason);
  });
});

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
