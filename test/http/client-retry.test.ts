import type { RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/core/time/clock.ts';
import type { HttpCall } from '../../src/http/client.ts';
import { systemClock } from '../../src/observe/clock.ts';
import { canary, closeAll, faultFrom, inTurn, open, type Provider, startProvider } from './test-provider.ts';

let provider: Provider;
beforeEach(async () => {
  provider = await startProvider();
});
afterEach(closeAll);

/** The system clock, which skips and records short pauses. */
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

describe('a retry', () => {
  it('is sent at most twice, with growing pauses, and the last answer is returned', async () => {
    const clock = createHurriedClock();
    const calls: HttpCall[] = [];
    provider.play(inTurn(500, 502, 503, 200));
    const client = open({
      clock,
      random: () => 1,
      deadline: 30_000,
      onCall: (call) => void calls.push(call),
    });
    expect(await client.send(provider.get())).toMatchObject({ status: 503, body: '{"turn":3}' });
    expect(clock.pauses).toEqual([200, 400]);
    expect(calls).toEqual([{ origin: provider.origin, tries: 3, took: expect.any(Number), status: 503 }]);
  });

  it('succeeds after an overload, a server error and a broken connection', async () => {
    for (const first of [429, 500, 'reset'] as const) {
      let turn = 0;
      provider.play((request, response) => {
        if (turn++ > 0) response.end('{"ok":true}');
        else if (first === 'reset') request.socket.resetAndDestroy();
        else response.writeHead(first).end();
      });
      expect((await open().send(provider.get())).body).toBe('{"ok":true}');
    }
  });

  it('sends the same request again', async () => {
    const bodies: string[] = [];
    provider.play(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      bodies.push(`${request.method} ${request.headers['api-key']} ${body}`);
      response.writeHead(bodies.length < 3 ? 500 : 200).end();
    });
    await open().send(provider.get('/', { method: 'POST', body: 'a=1' }));
    expect(bodies).toEqual(Array(3).fill(`POST ${canary} a=1`));
  });

  it('after a complete answer is sent once if the caller asks for it', async () => {
    provider.play(inTurn(200));
    const again = ({ body }: { readonly body: string }) => body !== '{"turn":5}';
    expect((await open().send(provider.get('/', { again }))).body).toBe('{"turn":2}');
    expect(provider.asked).toHaveLength(2);
  });

  it('that fails leaves the answer of the try before', async () => {
    let turn = 0;
    provider.play((_, response) => {
      if (turn++ === 0) response.writeHead(500).end('{"message":"Database connection failed"}');
    });
    expect((await open({ deadline: 400 }).send(provider.get())).status).toBe(500);
    expect(provider.asked).toHaveLength(2);
  });

  it('is not sent if its pause would exceed the deadline', async () => {
    provider.play(inTurn(500));
    expect((await open({ random: () => 1 }).send(provider.get('/', { deadline: 150 }))).status).toBe(500);
    expect(provider.asked).toHaveLength(1);
  });

  it('is not sent once the budget is spent', async () => {
    provider.play(inTurn(500));
    const client = open({ clock: createHurriedClock(), deadline: 30_000 });
    for (let turn = 0; turn < 4; turn++) await client.send(provider.get(`/${'x'.repeat(turn)}`));
    expect(provider.asked).toHaveLength(4 + 4);
  });
});

describe('a provider that sends Retry-After', () => {
  const limited = (wait: string): RequestListener => {
    let turn = 0;
    return (_, response) => {
      if (turn++ === 0) response.writeHead(429, { 'retry-after': wait }).end('{}');
      else response.end('{"ok":true}');
    };
  };

  it('is asked again after the wait if that fits the deadline', async () => {
    const clock = createHurriedClock();
    provider.play(limited('3'));
    expect((await open({ clock, deadline: 30_000 }).send(provider.get())).body).toBe('{"ok":true}');
    expect(clock.pauses).toEqual([3000]);
  });

  it('is not asked until the end of the wait if it does not fit', async () => {
    const clock = createHurriedClock();
    const client = open({ clock, deadline: 30_000 });
    provider.play(limited('60'));
    expect(await client.send(provider.get())).toMatchObject({
      status: 429,
      headers: { 'retry-after': '60' },
    });
    const fault = await faultFrom(client.send(provider.get('/other')));
    expect(fault.reason).toBe('cooling-down');
    expect(fault.retryAfter).toBeGreaterThan(59_000);
    expect(fault.retryAfter).toBeLessThanOrEqual(60_000);
    expect(provider.asked).toHaveLength(1);
    clock.skip(60_001);
    expect((await client.send(provider.get())).body).toBe('{"ok":true}');
  });

  it('with an excessive value is not asked for five minutes', async () => {
    const clock = createHurriedClock();
    const client = open({ clock, deadline: 30_000 });
    provider.play(limited('1000000000'));
    await client.send(provider.get());
    clock.skip(299_000);
    expect((await faultFrom(client.send(provider.get()))).reason).toBe('cooling-down');
    clock.skip(1001);
    expect((await client.send(provider.get())).status).toBe(200);
  });
});

describe('an endpoint that fails', () => {
  it('is not asked after five failures, except for one probe every thirty seconds', async () => {
    const clock = createHurriedClock();
    const client = open({ clock, deadline: 30_000 });
    provider.play((request, response) => void response.writeHead(request.url === '/dead' ? 500 : 200).end());
    for (let turn = 0; turn < 5; turn++) expect((await client.send(provider.get('/dead'))).status).toBe(500);
    const before = provider.asked.length;
    const fault = await faultFrom(client.send(provider.get('/dead')));
    expect(fault.reason).toBe('cooling-down');
    expect(fault.retryAfter).toBeGreaterThan(25_000);
    expect(provider.asked).toHaveLength(before);
    expect((await client.send(provider.get('/alive'))).status).toBe(200);

    clock.skip(30_000);
    expect((await client.send(provider.get('/dead'))).status).toBe(500);
    expect(provider.asked, 'one try, although there is budget').toHaveLength(before + 2);
    expect((await faultFrom(client.send(provider.get('/dead')))).reason).toBe('cooling-down');

    clock.skip(30_000);
    provider.play(inTurn(200));
    expect((await client.send(provider.get('/dead'))).status).toBe(200);
    expect((await client.send(provider.get('/dead'))).status).toBe(200);
  });

  it('is not blamed for requests that the caller aborted', async () => {
    provider.play(() => {});
    const client = open();
    for (let turn = 0; turn < 6; turn++) {
      const gone = new AbortController();
      const sent = faultFrom(client.send(provider.get('/', { signal: gone.signal })));
      await expect.poll(() => provider.asked.length, { interval: 1 }).toBe(turn + 1);
      gone.abort();
      expect((await sent).reason).toBe('timeout');
    }
  });
});
