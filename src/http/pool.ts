/// <reference path="undici.d.ts" />
import { type LookupAddress, type LookupAllOptions, lookup as systemLookup } from 'node:dns';
import { type LookupFunction, Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import buildConnector from 'undici/lib/core/connect.js';
import Pool from 'undici/lib/dispatcher/pool.js';
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

/** The connections to one origin. */
export interface OriginPool {
  dispatch(request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void;
  /** Whether whoever asks now waits for a connection. */
  isBusy(): boolean;
  /** Ends connections that nobody uses now. */
  rest(): void;
  /** Ends every connection at once, also one that is still being made. */
  destroy(): Promise<void>;
}

const connectTimeout = 2000;
const headersTimeout = 5000;
const bodyTimeout = 3000;

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
  const open = () => new Pool(origin, { connections, headersTimeout, bodyTimeout, connect });
  let pool: Pool | undefined;

  return {
    dispatch(request, handler) {
      pool ??= open();
      pool.dispatch(request, handler);
    },
    isBusy: () => pool !== undefined && pool.stats.running >= connections,
    rest() {
      if (pool === undefined || pool.stats.size > 0) return;
      void pool.destroy();
      pool = undefined;
    },
    async destroy() {
      const destroyed = pool?.destroy();
      for (const socket of sockets) socket.destroy();
      await destroyed;
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
