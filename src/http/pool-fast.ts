// Benchmark row `sweep` (peak memory): undici's `Pool` allocates 16 KB for its queue, and there may be 10,000 pools.
import { Socket } from 'node:net';
import type { buildConnector as Connect, Dispatcher } from 'undici';
import type { Millis } from '../core/time/clock.ts';
import type { Lookup } from './target.ts';
import { buildConnector, Client } from './undici-fast.ts';

export interface PoolOptions {
  /** Maximum number of connections. */
  readonly connections: number;
  readonly connectTimeout: Millis;
  /** Longest wait for the response headers; 0 is no limit. */
  readonly headersTimeout: Millis;
  /** Longest pause within the response body; 0 is no limit. */
  readonly bodyTimeout: Millis;
  /** Trusted certificates as PEM; the default is the system's. */
  readonly ca?: readonly string[] | undefined;
  readonly lookup?: Lookup | undefined;
}

/** The connections to one origin, opened on demand. While all of them are busy, requests wait in order. */
export interface OriginPool {
  dispatch(request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void;
  /** Whether the maximum number of connections is open and each has a request in progress. */
  isBusy(): boolean;
  /** Whether no connection is in use. */
  isIdle(): boolean;
  /** Closes every connection at once, including those still being opened, and fails their requests. */
  destroy(): Promise<void>;
}

type Dispatch = Parameters<OriginPool['dispatch']>;

/** The error of requests whose connection is closed by `destroy`; one instance, because creating errors is costly. */
const destroyedError = new Error('destroyed');

export function createOriginPool(origin: string, options: PoolOptions): OriginPool {
  const { connections, connectTimeout, headersTimeout, bodyTimeout, ca, lookup } = options;
  const connector = buildConnector({
    timeout: connectTimeout,
    ...(lookup !== undefined && { lookup }),
    ...(ca !== undefined && { ca: [...ca] }),
  });
  const sockets = new Set<Socket>();
  const clients = new Set<Client>();
  const free: Client[] = [];
  const waiting: Dispatch[] = [];
  let isDestroyed = false;

  const connect: Connect.connector = (connectOptions, callback) => {
    // The connector returns the socket, although its type is void. During a TLS handshake undici has no other reference.
    const socket: unknown = connector(connectOptions, callback);
    if (!(socket instanceof Socket)) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };

  function open(): Client {
    const client = new Client(origin, { headersTimeout, bodyTimeout, connect });
    clients.add(client);
    client.on('drain', () => {
      if (!clients.has(client)) return;
      const next = waiting.shift();
      if (next === undefined) release(client);
      else send(client, next);
    });
    // After a certificate for another host, a client counts its request as running forever.
    client.on('connectionError', () => {
      forget(client);
      const next = waiting.shift();
      if (next !== undefined) send(open(), next);
    });
    return client;
  }

  function forget(client: Client): void {
    clients.delete(client);
    if (free.includes(client)) free.splice(free.indexOf(client), 1);
  }

  /** Makes the client the next to be used: servers close the connections that have been idle the longest. */
  function release(client: Client): void {
    if (clients.has(client) && !free.includes(client)) free.push(client);
  }

  function send(client: Client, dispatch: Dispatch): void {
    if (client.dispatch(...dispatch)) release(client);
  }

  return {
    dispatch(...dispatch) {
      if (isDestroyed) throw destroyedError;
      const client = free.pop() ?? (clients.size < connections ? open() : undefined);
      if (client === undefined) waiting.push(dispatch);
      else send(client, dispatch);
    },
    isBusy: () => [...clients].filter(({ stats }) => stats.running > 0).length >= connections,
    isIdle: () => free.length === clients.size,
    async destroy() {
      isDestroyed = true;
      const [first] = clients;
      const destroyed = [...clients].map((client) => client.destroy(destroyedError));
      for (const socket of sockets) socket.destroy();
      // A destroyed client fails whatever it is asked.
      for (const dispatch of waiting.splice(0)) first?.dispatch(...dispatch);
      await Promise.all(destroyed);
    },
  };
}
