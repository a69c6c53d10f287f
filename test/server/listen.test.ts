import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Route } from '../../src/core/chat/routes.ts';
import type { Log } from '../../src/core/log.ts';
import { createListener, type Listener } from '../../src/server/listen.ts';

const events: string[] = [];
const note = (event: string) => void events.push(event);
const log: Log = { debug: note, info: note, warn: note, error: note };

let listener: Listener;
const listen = async (...routes: readonly Route[]) => {
  listener = createListener({ host: '127.0.0.1', port: 0, log });
  for (const route of routes) listener.add(route);
  return `http://127.0.0.1:${await listener.start()}`;
};
afterEach(() => listener.stop());

const echo: Route = {
  method: 'POST',
  path: '/echo',
  maxBytes: 1000,
  admit: (headers) => (headers['x-secret'] === 'yes' ? undefined : { status: 401 }),
  handle: async ({ body }) => ({ status: 200, body: Buffer.from(body).toString() }),
};

describe('the listener', () => {
  it('passes the body to its route', async () => {
    const origin = await listen(echo);
    const answer = await fetch(`${origin}/echo`, {
      method: 'POST',
      body: 'hello',
      headers: { 'x-secret': 'yes' },
    });
    expect([answer.status, await answer.text()]).toEqual([200, 'hello']);
  });

  it('answers 404 and 405', async () => {
    const origin = await listen(echo);
    expect((await fetch(`${origin}/other`)).status).toBe(404);
    expect((await fetch(`${origin}/echo`)).status).toBe(405);
  });

  it('rejects by headers before the body is read', async () => {
    let handled = false;
    const handle = async () => {
      handled = true;
      return { status: 200 };
    };
    const origin = await listen({ ...echo, handle });
    const answer = await fetch(`${origin}/echo`, { method: 'POST', body: 'x'.repeat(900) });
    expect([answer.status, handled]).toEqual([401, false]);
  });

  it('answers 413 to a body over the limit, announced or not', async () => {
    const origin = await listen(echo);
    const headers = { 'x-secret': 'yes' };
    const announced = await fetch(`${origin}/echo`, {
      method: 'POST',
      body: 'x'.repeat(5_000_000),
      headers,
    }).catch(() => undefined);
    expect(announced === undefined || announced.status === 413).toBe(true);
    const stream = new ReadableStream({
      start(controller) {
        for (let chunk = 0; chunk < 20; chunk++) controller.enqueue(Buffer.alloc(100));
        controller.close();
      },
    });
    const init = { method: 'POST', body: stream, headers, duplex: 'half' } as RequestInit;
    const chunked = await fetch(`${origin}/echo`, init).catch(() => undefined);
    expect(chunked === undefined || chunked.status === 413).toBe(true);
  });

  it('answers a bare 500 if a handler throws', async () => {
    const fault = async () => {
      throw new Error('token 123456:secret');
    };
    const origin = await listen({ method: 'GET', path: '/fault', handle: fault });
    const answer = await fetch(`${origin}/fault`);
    expect([answer.status, await answer.text()]).toEqual([500, 'Internal error.']);
    expect(events.at(-1)).toBe('route failed');
  });

  it('stops while a request is incomplete', async () => {
    const origin = await listen(echo);
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    socket.on('error', () => {});
    socket.write('POST /echo HTTP/1.1\r\nhost: x\r\nx-secret: yes\r\ncontent-length: 100\r\n\r\nhalf');
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    await listener.stop();
    await ended;
    expect(socket.destroyed).toBe(true);
  });

  it('does not listen without routes', async () => {
    listener = createListener({ host: '127.0.0.1', port: 0, log });
    expect(await listener.start()).toBeUndefined();
  });

  it('reports a port in use with what to do', async () => {
    const origin = await listen(echo);
    const second = createListener({ host: '127.0.0.1', port: Number(new URL(origin).port), log });
    second.add(echo);
    await expect(second.start()).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringContaining('is in use'),
    });
  });
});
