import type { LookupAddress } from 'node:dns';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/core/clock.ts';
import { type Fault, faultOf, WatchError } from '../../src/core/errors.ts';
import type { HttpRequest } from '../../src/core/provider.ts';
import {
  type Call,
  createHttpClient,
  type HttpClient,
  type HttpClientOptions,
} from '../../src/http/client.ts';
import { systemClock } from '../../src/observe/clock.ts';

const canary = 'canary-51d0e2b8';
let server: Server;
let origin: string;
let asked: IncomingMessage[];
let connections: number;
let answer: RequestListener;
let clients: HttpClient[];

beforeEach(async () => {
  asked = [];
  clients = [];
  connections = 0;
  answer = (_, response) => void response.end('{}');
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Real time, in which short pauses pass at once and are written down. */
function createHurriedClock(): Clock & { readonly pauses: number[]; skip(millis: number): void } {
  let skipped = 0;
  const pauses: number[] = [];
  return {
    pauses,
    now: systemClock.now,
    mono: () => systemClock.mono() + skipped,
    sleep(millis, signal) {
      if (millis > 20_000) return systemClock.sleep(millis, signal);
      pauses.push(Math.round(millis));
      skipped += millis;
      return Promise.resolve();
    },
    after: systemClock.after,
    skip(millis) {
      skipped += millis;
    },
  };
}

/** Real time, in which the pauses before retries are written down. */
function createNoticingClock(): Clock & { readonly pauses: number[] } {
  const pauses: number[] = [];
  return {
    ...systemClock,
    pauses,
    sleep(millis, signal) {
      if (millis <= 5000) pauses.push(millis);
      return systemClock.sleep(millis, signal);
    },
  };
}

function open(options: Partial<HttpClientOptions> = {}): HttpClient {
  const client = createHttpClient({ clock: systemClock, random: () => 0.01, ...options });
  clients.push(client);
  return client;
}

function get(path = '/', more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'GET', url: `${origin}${path}`, headers: { 'Api-Key': canary }, ...more };
}

async function faultFrom(sent: Promise<unknown>): Promise<Fault> {
  const thrown = await sent.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(WatchError);
  expect(inspect(thrown, { depth: null, showHidden: true })).not.toContain(canary);
  return faultOf(thrown);
}

/** Answers with each status in turn, then with the last of them. */
function inTurn(...statuses: readonly number[]): RequestListener {
  let turn = 0;
  return (_, response) => {
    const status = statuses[Math.min(turn++, statuses.length - 1)] ?? 200;
    response.writeHead(status).end(`{"turn":${turn}}`);
  };
}

describe('a question', () => {
  it('goes out plain, with our name, its own headers and its body', async () => {
    const bodies: string[] = [];
    answer = async (request, response) => {
      for await (const chunk of request) bodies.push(String(chunk));
      response.writeHead(201, { 'x-total-count': '3', 'set-cookie': ['a=1', 'b=2'] }).end('{"a":"é"}');
    };
    const headers = { 'Content-Type': 'application/json', 'Accept-Encoding': 'gzip', 'User-Agent': 'other' };
    const got = await open().send({ method: 'POST', url: `${origin}/a?b=c%20d`, headers, body: '{"q":"₹"}' });
    expect(got).toMatchObject({ status: 201, body: '{"a":"é"}' });
    expect(got.headers).toMatchObject({ 'x-total-count': '3', 'set-cookie': 'a=1, b=2' });
    expect(bodies).toEqual(['{"q":"₹"}']);
    expect(asked[0]).toMatchObject({ method: 'POST', url: '/a?b=c%20d' });
    expect(asked[0]?.headers).toMatchObject({
      'accept-encoding': 'identity',
      'user-agent': 'walletwatch',
      'content-type': 'application/json',
      'content-length': '11',
      accept: '*/*',
    });
  });

  it('shares a connection with those before it, and none with another client', async () => {
    const first = open();
    for (let turn = 0; turn < 5; turn++) await first.send(get());
    expect(connections).toBe(1);
    await open().send(get());
    expect(connections).toBe(2);
  });

  it('is answered whatever the status', async () => {
    for (const status of [200, 204, 400, 401, 403, 404, 409, 422, 451]) {
      answer = inTurn(status);
      expect((await open().send(get())).status).toBe(status);
    }
    expect(asked).toHaveLength(9);
  });

  it('never follows a redirect, so its key stays where it is', async () => {
    const seen: unknown[] = [];
    const elsewhere = createServer((request, response) => {
      seen.push(request.headers['api-key']);
      response.end('{}');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const { port } = elsewhere.address() as AddressInfo;
    for (const status of [300, 301, 302, 303, 304, 307, 308]) {
      answer = (_, response) =>
        void response.writeHead(status, { location: `http://127.0.0.1:${port}/` }).end();
      expect(await faultFrom(open().send(get()))).toEqual({ reason: 'redirected', status });
    }
    expect(seen).toEqual([]);
    expect(asked).toHaveLength(7);
    elsewhere.closeAllConnections();
    await new Promise((resolve) => elsewhere.close(resolve));
  });

  it('whose header cannot be sent is not sent', async () => {
    const headers = { 'Api-Key': `${canary}\r\nX-Evil: 1` };
    expect(await faultFrom(open().send(get('/', { headers })))).toEqual({ reason: 'bad-question' });
    expect(asked).toEqual([]);
  });

  it('goes by plain HTTP to loopback only, and to no private network', async () => {
    const reasonFor = async (url: string) => (await faultFrom(open().send({ method: 'GET', url }))).reason;
    expect(await reasonFor('http://api.test/')).toBe('tls');
    expect(await reasonFor('https://169.254.169.254/latest/meta-data')).toBe('unreachable');
    expect(await reasonFor('not an address')).toBe('unreachable');
  });
});

describe('an answer', () => {
  it('may have as many bytes as asked for, and not one more', async () => {
    answer = (_, response) => void response.end('x'.repeat(1000));
    expect((await open().send(get('/', { maxBytes: 1000 }))).body).toHaveLength(1000);
    expect(await faultFrom(open().send(get('/', { maxBytes: 999 })))).toEqual({
      reason: 'too-large',
      status: 200,
    });
  });

  it('without a length is cut off at the cap, long before its end', async () => {
    let written = 0;
    answer = (_, response) => {
      const more = () => {
        for (; written < 200; written++) if (!response.write('x'.repeat(1024 * 1024))) break;
        if (written < 200 && !response.destroyed) response.once('drain', more);
      };
      more();
    };
    expect((await faultFrom(open().send(get()))).reason).toBe('too-large');
    await expect.poll(() => server.listening && written).toBeLessThan(60);
  });
});

describe('the outer deadline', () => {
  it('bounds a call that drips, stalls or says 102 for ever', async () => {
    const timers: NodeJS.Timeout[] = [];
    const dripping: readonly RequestListener[] = [
      () => {},
      (_, response) => void timers.push(setInterval(() => response.writeProcessing(), 10)),
      (_, response) => void timers.push(setInterval(() => response.write(' '), 10)),
    ];
    for (const listener of dripping) {
      answer = listener;
      const started = systemClock.mono();
      expect(await faultFrom(open().send(get('/', { deadline: 300 })))).toMatchObject({ reason: 'timeout' });
      expect(systemClock.mono() - started).toBeGreaterThan(290);
      expect(systemClock.mono() - started).toBeLessThan(550);
    }
    for (const timer of timers) clearInterval(timer);
  });

  it('bounds a name that is never found', async () => {
    const client = open({ deadline: 200, lookup: () => {} });
    const started = systemClock.mono();
    const sent = client.send({ method: 'GET', url: 'https://api.test/' });
    expect((await faultFrom(sent)).reason).toBe('timeout');
    expect(systemClock.mono() - started).toBeLessThan(450);
  });

  it('of a question that never got its turn says nothing of the provider', async () => {
    answer = () => {};
    const client = open({ connections: 1 });
    const first = faultFrom(client.send(get('/', { deadline: 400 })));
    const second = faultFrom(client.send(get('/', { deadline: 200 })));
    expect((await second).reason).toBe('not-asked');
    expect((await first).reason).toBe('timeout');
    expect(asked).toHaveLength(1);
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

  it('that leads into a private network is not followed', async () => {
    const { port } = server.address() as AddressInfo;
    const { lookup } = found([{ address: '127.0.0.1', family: 4 }]);
    const sent = open({ deadline: 2000, ...(lookup && { lookup }) }).send({
      method: 'GET',
      url: `https://api.test:${port}/`,
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
    expect(connections).toBe(0);
  });

  it('that is not known is unreachable', async () => {
    const failing = (code: string): Partial<HttpClientOptions> => ({
      lookup: (_host, _options, done) => done(Object.assign(new Error(canary), { code }), []),
    });
    expect(await reasonWith(failing('ENOTFOUND'))).toBe('unreachable');
    expect(await reasonWith(failing('EAI_AGAIN'))).toBe('unreachable');
  });
});

describe('a retry', () => {
  it('is made twice at most, with growing pauses, and the last answer is given', async () => {
    const clock = createHurriedClock();
    const calls: Call[] = [];
    answer = inTurn(500, 502, 503, 200);
    const client = open({
      clock,
      random: () => 1,
      deadline: 30_000,
      onCall: (call) => void calls.push(call),
    });
    expect(await client.send(get())).toMatchObject({ status: 503, body: '{"turn":3}' });
    expect(clock.pauses).toEqual([200, 400]);
    expect(calls).toEqual([{ origin, tries: 3, took: expect.any(Number), status: 503 }]);
  });

  it('mends what passes: an overload, a fault of the provider, a broken connection', async () => {
    for (const first of [429, 500, 'reset'] as const) {
      let turn = 0;
      answer = (request, response) => {
        if (turn++ > 0) response.end('{"ok":true}');
        else if (first === 'reset') request.socket.resetAndDestroy();
        else response.writeHead(first).end();
      };
      expect((await open().send(get())).body).toBe('{"ok":true}');
    }
  });

  it('sends the same question again', async () => {
    const bodies: string[] = [];
    answer = async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      bodies.push(`${request.method} ${request.headers['api-key']} ${body}`);
      response.writeHead(bodies.length < 3 ? 500 : 200).end();
    };
    await open().send(get('/', { method: 'POST', body: 'a=1' }));
    expect(bodies).toEqual(Array(3).fill(`POST ${canary} a=1`));
  });

  it('of a whole answer is made once when the asker wants it', async () => {
    answer = inTurn(200);
    const again = ({ body }: { readonly body: string }) => body !== '{"turn":5}';
    expect((await open().send(get('/', { again }))).body).toBe('{"turn":2}');
    expect(asked).toHaveLength(2);
  });

  it('that brings nothing leaves the answer that came before', async () => {
    let turn = 0;
    answer = (_, response) => {
      if (turn++ === 0) response.writeHead(500).end('{"message":"Database connection failed"}');
    };
    expect((await open({ deadline: 400 }).send(get())).status).toBe(500);
    expect(asked).toHaveLength(2);
  });

  it('is not made when its pause would outlast the deadline', async () => {
    answer = inTurn(500);
    expect((await open({ random: () => 1 }).send(get('/', { deadline: 150 }))).status).toBe(500);
    expect(asked).toHaveLength(1);
  });

  it('is not made once the budget is spent', async () => {
    answer = inTurn(500);
    const client = open({ clock: createHurriedClock(), deadline: 30_000 });
    for (let turn = 0; turn < 4; turn++) await client.send(get(`/${'x'.repeat(turn)}`));
    expect(asked).toHaveLength(4 + 4);
  });
});

describe('a provider that asks us to wait', () => {
  const limited = (wait: string): RequestListener => {
    let turn = 0;
    return (_, response) => {
      if (turn++ === 0) response.writeHead(429, { 'retry-after': wait }).end('{}');
      else response.end('{"ok":true}');
    };
  };

  it('is waited for when that fits the deadline', async () => {
    const clock = createHurriedClock();
    answer = limited('3');
    expect((await open({ clock, deadline: 30_000 }).send(get())).body).toBe('{"ok":true}');
    expect(clock.pauses).toEqual([3000]);
  });

  it('is left alone until then when it does not', async () => {
    const clock = createHurriedClock();
    const client = open({ clock, deadline: 30_000 });
    answer = limited('60');
    expect(await client.send(get())).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
    const fault = await faultFrom(client.send(get('/other')));
    expect(fault.reason).toBe('cooling-down');
    expect(fault.retryAfter).toBeGreaterThan(59_000);
    expect(fault.retryAfter).toBeLessThanOrEqual(60_000);
    expect(asked).toHaveLength(1);
    clock.skip(60_001);
    expect((await client.send(get())).body).toBe('{"ok":true}');
  });

  it('for ever is left alone for five minutes', async () => {
    const clock = createHurriedClock();
    const client = open({ clock, deadline: 30_000 });
    answer = limited('1000000000');
    await client.send(get());
    clock.skip(299_000);
    expect((await faultFrom(client.send(get()))).reason).toBe('cooling-down');
    clock.skip(1001);
    expect((await client.send(get())).status).toBe(200);
  });
});

describe('an endpoint that does not answer', () => {
  it('is left alone after five questions, and probed once in thirty seconds', async () => {
    const clock = createHurriedClock();
    const client = open({ clock, deadline: 30_000 });
    answer = (request, response) => void response.writeHead(request.url === '/dead' ? 500 : 200).end();
    for (let turn = 0; turn < 5; turn++) expect((await client.send(get('/dead'))).status).toBe(500);
    const before = asked.length;
    const fault = await faultFrom(client.send(get('/dead')));
    expect(fault.reason).toBe('cooling-down');
    expect(fault.retryAfter).toBeGreaterThan(25_000);
    expect(asked).toHaveLength(before);
    expect((await client.send(get('/alive'))).status).toBe(200);

    clock.skip(30_000);
    expect((await client.send(get('/dead'))).status).toBe(500);
    expect(asked, 'one try, although there is budget').toHaveLength(before + 2);
    expect((await faultFrom(client.send(get('/dead')))).reason).toBe('cooling-down');

    clock.skip(30_000);
    answer = inTurn(200);
    expect((await client.send(get('/dead'))).status).toBe(200);
    expect((await client.send(get('/dead'))).status).toBe(200);
  });

  it('is not blamed for an asker who gave up', async () => {
    answer = () => {};
    const client = open();
    for (let turn = 0; turn < 6; turn++) {
      const gone = new AbortController();
      const sent = faultFrom(client.send(get('/', { signal: gone.signal })));
      await expect.poll(() => asked.length, { interval: 1 }).toBe(turn + 1);
      gone.abort();
      expect((await sent).reason).toBe('timeout');
    }
  });
});

describe('an asker who gives up', () => {
  it('before asking is not asked for', async () => {
    const fault = await faultFrom(open().send(get('/', { signal: AbortSignal.abort() })));
    expect(fault.reason).toBe('not-asked');
    expect(asked).toEqual([]);
  });

  it('during a pause ends it', async () => {
    answer = (_, response) => void response.writeHead(429, { 'retry-after': '5' }).end();
    const gone = new AbortController();
    const clock = createNoticingClock();
    const started = systemClock.mono();
    const sent = open({ clock }).send(get('/', { signal: gone.signal }));
    await expect.poll(() => clock.pauses, { interval: 1 }).toEqual([5000]);
    gone.abort();
    expect((await sent).status).toBe(429);
    expect(systemClock.mono() - started).toBeLessThan(2000);
  });
});

describe('a client that is closed', () => {
  it('ends what is under way, keeps no connection and asks nothing more', async () => {
    answer = (request, response) => {
      if (request.url === '/limited') response.writeHead(429, { 'retry-after': '5' }).end();
    };
    const clock = createNoticingClock();
    const client = open({ clock });
    const hanging = faultFrom(client.send(get('/hanging')));
    const pausing = client.send(get('/limited'));
    await expect.poll(() => clock.pauses, { interval: 1 }).toEqual([5000]);
    const started = systemClock.mono();
    await client.close();
    expect((await hanging).reason).toBe('interrupted');
    expect((await pausing).status).toBe(429);
    expect(systemClock.mono() - started).toBeLessThan(1000);
    expect((await faultFrom(client.send(get()))).reason).toBe('not-asked');
    const openSockets = () =>
      new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
    await expect.poll(openSockets, { interval: 5 }).toBe(0);
  });
});
