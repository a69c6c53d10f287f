/// <reference path="undici.d.ts" />
import { type LookupAddress, type LookupAllOptions, lookup as systemLookup } from 'node:dns';
import { type LookupFunction, Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import buildConnector from 'undici/lib/core/connect.js';
import Client from 'undici/lib/dispatcher/client.js';
import { isLoopbackHost, isPrivateAddress } from './target.ts';

/** How connections are made; the defaults are the system's. */
export interface ConnectOptions {
  readonly connections?: number;
  /** Certificates to trust instead of the system's, as PEM. */
  readonly ca?: readonly string[];
  readonly lookup?: Lookup;
}

/** Finds all addresses of a host name. */
export type Lookup = (
  host: string,
  options: LookupAllOptions,
  found: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** The connections to one origin, made as they are needed. Who finds all of them busy waits for the first that is not. */
export interface OriginPool {
  dispatch(request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void;
  /** Whether questions are under way on all connections there may be. */
  isBusy(): boolean;
  /** Whether nobody uses any of them now. */
  isIdle(): boolean;
  /** Ends every connection at once, also one that is still being made. */
  destroy(): Promise<void>;
}

const connectTimeout = 2000;
const headersTimeout = 5000;
const bodyTimeout = 3000;
/** Why connections are ended; made once, because making an error is dear. */
const ended = new Error('ended');

export function createOriginPool(
  origin: string,
  { connections = 8, ca, lookup }: ConnectOptions,
): OriginPool {
  const sockets = new Set<Socket>();
  const connector = buildConnector({
    timeout: connectTimeout,
    lookup: publicOnly(lookup ?? systemLookup) as LookupFunction,
    ...(ca !== undefined && { ca: [...ca] }),
  });

  const connect: buildConnector.connector = (options, callback) => {
    // It returns the socket, although its type does not say so: the only hold on one whose handshake stalls.
    const socket: unknown = connector(options, callback);
    if (!(socket instanceof Socket)) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  // undici has a pool, too: each holds some 20 KB, and there may be ten thousand of them.
  const clients = new Set<Client>();
  const free: Client[] = [];
  const waiting: Parameters<OriginPool['dispatch']>[] = [];

  function open(): Client {
    const client = new Client(origin, { headersTimeout, bodyTimeout, connect });
    clients.add(client);
    client.on('drain', () => {
      if (!clients.has(client)) return;
      const next = waiting.shift();
      if (next === undefined) release(client);
      else hand(client, ...next);
    });
    // After a certificate of another host a client counts its question as under way for ever.
    client.on('connectionError', () => {
      forget(client);
      const next = waiting.shift();
      if (next !== undefined) hand(open(), ...next);
    });
    return client;
  }

  function forget(client: Client): void {
    clients.delete(client);
    if (free.includes(client)) free.splice(free.indexOf(client), 1);
  }

  /** The last one used is the next: a server may be about to close those that have long been idle. */
  function release(client: Client): void {
    if (clients.has(client) && !free.includes(client)) free.push(client);
  }

  function hand(client: Client, ...asked: Parameters<OriginPool['dispatch']>): void {
    if (client.dispatch(...asked)) release(client);
  }

  return {
    dispatch(request, handler) {
      const client = free.pop() ?? (clients.size < connections ? open() : undefined);
      if (client === undefined) waiting.push([request, handler]);
      else hand(client, request, handler);
    },
    isBusy: () => [...clients].filter(({ stats }) => stats.running > 0).length >= connections,
    isIdle: () => free.length === clients.size,
    async destroy() {
      const destroyed = [...clients].map((client) => client.destroy(ended));
      for (const socket of sockets) socket.destroy();
      await Promise.all(destroyed);
    },
  };
}

/** A name that leads into a private network is refused, however often it is looked up. */
function publicOnly(lookup: Lookup): Lookup {
  return (host, options, found) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      const leads = !isLoopbackHost(host) && addresses?.some(({ address }) => isPrivateAddress(address));
      if (error !== null || !leads) return found(error, addresses);
      found(Object.assign(new Error('private address'), { code: 'EPRIVATE' }), []);
    });
  };
}
