import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { expect } from 'vitest';
import { type Fault, faultOf, ProviderError } from '../../src/core/errors/errors.ts';
import type { HttpRequest } from '../../src/core/provider/provider.ts';
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../../src/http/client.ts';
import { systemClock } from '../../src/observe/clock.ts';

/** A credential sent with every request, which no error may contain. */
export const canary = 'canary-51d0e2b8';

/** A provider on loopback, played by a request listener. */
export interface Provider {
  readonly origin: string;
  readonly port: number;
  /** Every request received, in order. */
  readonly asked: readonly IncomingMessage[];
  /** Number of connections opened so far, and of those open now. */
  connections(): number;
  openSockets(): Promise<number>;
  /** Replaces the listener, which at first answers `{}`. */
  play(answer: RequestListener): void;
  /** Returns a request to the provider, with the canary as its key. */
  get(path?: string, more?: Partial<HttpRequest>): HttpRequest;
}

const closing: (() => Promise<unknown>)[] = [];

/** Starts a provider; `closeAll` stops it. */
export async function startProvider(): Promise<Provider> {
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

/** Creates a client in real time with very short pauses; `closeAll` closes it. */
export function open(options: Partial<HttpClientOptions> = {}): HttpClient {
  const client = createHttpClient({ clock: systemClock, random: () => 0.01, ...options });
  closing.push(client.close);
  return client;
}

/** Closes clients, then providers. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close();
}

/** Returns the fault of a failed request, and checks that the error does not contain the canary. */
export async function faultFrom(sent: Promise<unknown>): Promise<Fault> {
  const thrown = await sent.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(ProviderError);
  expect(inspect(thrown, { depth: null, showHidden: true })).not.toContain(canary);
  return faultOf(thrown);
}

/** Returns a listener that answers with each status in turn, then always with the last. */
export function inTurn(...statuses: readonly number[]): RequestListener {
  let turn = 0;
  return (_, response) => {
    const status = statuses[Math.min(turn++, statuses.length - 1)] ?? 200;
    response.writeHead(status).end(`{"turn":${turn}}`);
  };
}
