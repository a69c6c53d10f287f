import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { type Dispatcher, Pool } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOriginPool } from '../../src/http/pool-fast.ts';

let server: Server;
let origin: string;
let connections = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/reset') return void request.socket.destroy();
    const answer = () => response.end(request.url);
    if (request.url?.startsWith('/slow')) setTimeout(answer, 5);
    else answer();
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

interface Dispatching {
  dispatch(request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): unknown;
  destroy(): Promise<unknown>;
}

/** Sends all requests side by side; returns their bodies, or `failed`. */
async function bodiesFrom(pool: Dispatching, paths: readonly string[]): Promise<readonly string[]> {
  return Promise.all(
    paths.map(
      (path) =>
        new Promise<string>((resolve) => {
          let body = '';
          pool.dispatch(
            { method: 'GET', path, headers: [] },
            {
              onRequestStart() {},
              onResponseStart() {},
              onResponseData(_, chunk) {
                body += chunk.toString();
              },
              onResponseEnd: () => resolve(body),
              onResponseError: () => resolve('failed'),
            },
          );
        }),
    ),
  );
}

const paths = fc.array(
  fc.array(fc.constantFrom('/a', '/b', '/slow-a', '/slow-b', '/reset'), { minLength: 1, maxLength: 12 }),
  { minLength: 1, maxLength: 3 },
);

function openFast(limit: number): Dispatching {
  return createOriginPool(origin, {
    connections: limit,
    connectTimeout: 2000,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

describe('the pool of an origin', () => {
  it('answers like the Pool of undici, with no more connections', async () => {
    await fc.assert(
      fc.asyncProperty(paths, fc.integer({ min: 1, max: 4 }), async (rounds, limit) => {
        const fast = openFast(limit);
        const plain = new Pool(origin, { connections: limit });
        for (const round of rounds) {
          const before = connections;
          const resets = round.filter((path) => path === '/reset').length;
          expect(await bodiesFrom(fast, round)).toEqual(await bodiesFrom(plain, round));
          expect(connections - before).toBeLessThanOrEqual(2 * (limit + resets));
        }
        await Promise.all([fast.destroy(), plain.destroy()]);
      }),
      { numRuns: 25 },
    );
  });

  it('fails what is in progress and what is waiting when it is destroyed', async () => {
    for (const pool of [openFast(1), new Pool(origin, { connections: 1 })]) {
      const bodies = bodiesFrom(pool, ['/slow-a', '/slow-b', '/slow-c']);
      await pool.destroy();
      expect(await bodies).toEqual(['failed', 'failed', 'failed']);
    }
  });

  it('sends nothing after it is destroyed', async () => {
    const pool = openFast(1);
    await pool.destroy();
    await expect(bodiesFrom(pool, ['/a'])).rejects.toThrow('destroyed');
  });
});
