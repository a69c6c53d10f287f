import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { expect } from 'vitest';
import { type Fault, faultOf, ProviderError } from '../../src/core/errors/errors.ts';
import type { HttpRequest } from '../../src/core/provider/provider.ts';
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../../src/http/client.ts';
import { systemClock } from '../../src/observe/clock.ts';

/** What every question carries and no error may show. */
export const canary = 'canary-51d0e2b8';

/** A provider on loopback, played by a listener. */
export interface Provider {
  readonly origin: string;
  readonly port: number;
  /** Every question that came, in order. */
  readonly asked: readonly IncomingMessage[];
  /** Connections that were made, and those that are open now. */
  connections(): number;
  openSockets(): Promise<number>;
  /** Who answers from now on; `{}` until it is told. */
  play(answer: RequestListener): void;
  /** A question for it, with the canary as its key. */
  get(path?: string, more?: Partial<HttpRequest>): HttpRequest;
}

const closing: (() => Promise<unknown>)[] = [];

/** A provider that listens, closed by `closeAll`. */
export async function aProvider(): Promise<Provider> {
  const asked: IncomingMessage[] = [];
  let connections = 0;
  let answer: RequestListener = (_, response) => void response.end('{}');
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    port,
    asked,
    connections: () => connections,
    openSockets: () => new Promise((resolve) => server.getConnections((_, count) => resolve(count))),
    play(listener) {
      answer = listener;
    },
    get: (path = '/', more = {}) => {
      return { method: 'GET', url: `${origin}${path}`, headers: { 'Api-Key': canary }, ...more };
    },
  };
}

/** A client in real time, with next to no pauses, closed by `closeAll`. */
export function open(options: Partial<HttpClientOptions> = {}): HttpClient {
  const client = createHttpClient({ clock: systemClock, random: () => 0.01, ...options });
  closing.push(client.close);
  return client;
}

/** Closes clients before the providers that they ask. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close();
}

/** Why a question failed; the error shows nothing of what was sent. */
export async function faultFrom(sent: Promise<unknown>): Promise<Fault> {
  const thrown = await sent.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(ProviderError);
  expect(inspect(thrown, { depth: null, showHidden: true })).not.toContain(canary);
  return faultOf(thrown);
}

/** Answers with each status in turn, then with the last of them. */
export function inTurn(...statuses: readonly number[]): RequestListener {
  let turn = 0;
  return (_, response) => {
    const status = statuses[Math.min(turn++, statuses.length - 1)] ?? 200;
    response.writeHead(status).end(`{"turn":${turn}}`);
  };
}
