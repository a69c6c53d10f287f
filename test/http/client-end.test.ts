import type { RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/core/time/clock.ts';
import { systemClock } from '../../src/observe/clock.ts';
import { closeAll, faultFrom, open, type Provider, startProvider } from './test-provider.ts';

let provider: Provider;
beforeEach(async () => {
  provider = await startProvider();
});
afterEach(closeAll);

/** The system clock, which also records the pauses before retries. */
function createRecordingClock(): Clock & { readonly pauses: number[] } {
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

describe('the outer deadline', () => {
  it('ends a call whose server is silent, drips bytes or repeats status 102', async () => {
    const timers: NodeJS.Timeout[] = [];
    const dripping: readonly RequestListener[] = [
      () => {},
      (_, response) => void timers.push(setInterval(() => response.writeProcessing(), 10)),
      (_, response) => void timers.push(setInterval(() => response.write(' '), 10)),
    ];
    for (const listener of dripping) {
      provider.play(listener);
      const started = systemClock.mono();
      expect(await faultFrom(open().send(provider.get('/', { deadline: 300 })))).toMatchObject({
        reason: 'timeout',
      });
      expect(systemClock.mono() - started).toBeGreaterThan(290);
      expect(systemClock.mono() - started).toBeLessThan(550);
    }
    for (const timer of timers) clearInterval(timer);
  });

  it('ends a call whose host name lookup never returns', async () => {
    const client = open({ deadline: 200, lookup: () => {} });
    const started = systemClock.mono();
    const sent = client.send({ method: 'GET', url: 'https://api.test/' });
    expect((await faultFrom(sent)).reason).toBe('timeout');
    expect(systemClock.mono() - started).toBeLessThan(450);
  });

  it('does not count a request that only waited for a connection as a timeout of the provider', async () => {
    provider.play(() => {});
    const client = open({ connections: 1 });
    const first = faultFrom(client.send(provider.get('/', { deadline: 400 })));
    const second = faultFrom(client.send(provider.get('/', { deadline: 200 })));
    expect((await second).reason).toBe('not-asked');
    expect((await first).reason).toBe('timeout');
    expect(provider.asked).toHaveLength(1);
  });
});

describe('an aborted signal', () => {
  it('before the request prevents it', async () => {
    const fault = await faultFrom(open().send(provider.get('/', { signal: AbortSignal.abort() })));
    expect(fault.reason).toBe('not-asked');
    expect(provider.asked).toEqual([]);
  });

  it('during a pause between retries ends the pause', async () => {
    provider.play((_, response) => void response.writeHead(429, { 'retry-after': '5' }).end());
    const gone = new AbortController();
    const clock = createRecordingClock();
    const started = systemClock.mono();
    const sent = open({ clock }).send(provider.get('/', { signal: gone.signal }));
    await expect.poll(() => clock.pauses, { interval: 1 }).toEqual([5000]);
    gone.abort();
    expect((await sent).status).toBe(429);
    expect(systemClock.mono() - started).toBeLessThan(2000);
  });
});

describe('a closed client', () => {
  it('fails requests in progress, closes every connection and sends nothing more', async () => {
    provider.play((request, response) => {
      if (request.url === '/limited') response.writeHead(429, { 'retry-after': '5' }).end();
    });
    const clock = createRecordingClock();
    const client = open({ clock });
    const hanging = faultFrom(client.send(provider.get('/hanging')));
    const pausing = client.send(provider.get('/limited'));
    await expect.poll(() => clock.pauses, { interval: 1 }).toEqual([5000]);
    const started = systemClock.mono();
    await client.close();
    expect((await hanging).reason).toBe('interrupted');
    expect((await pausing).status).toBe(429);
    expect(systemClock.mono() - started).toBeLessThan(1000);
    expect((await faultFrom(client.send(provider.get()))).reason).toBe('not-asked');
    await expect.poll(provider.openSockets, { interval: 5 }).toBe(0);
  });
});
