/// <reference path="undici.d.ts" />
import type { Dispatcher } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';
import type { Egress, EgressInit, EgressOptions, EgressPort } from '../core/chat/egress.ts';
import { ProviderError, type Reason } from '../core/errors/errors.ts';
import type { Clock } from '../core/time/clock.ts';
import { createDeadlines, type Deadlines } from './deadline.ts';
import { reasonOf } from './failure.ts';
import { looksLike } from './looks-like.ts';

/** The ways out of this process for SDKs, and how they are closed. */
export interface Egresses {
  readonly open: EgressPort;
  /** Ends every call and connection. */
  close(): Promise<void>;
}

const defaultMaxBytes = 4 * 1024 * 1024;
const connectTimeout = 5000;
const maxConnections = 64;
const givenUp = new Error('given up');

/**
 * A failure before the request was written is `unreachable`, `tls` or `forbidden`: nothing happened there. Any other
 * reason leaves open whether it did.
 */
export function createEgresses(clock: Clock): Egresses {
  const deadlines = createDeadlines(clock);
  const pools: Pool[] = [];

  return {
    open(options) {
      const own = new Map(options.origins.map((origin) => [new URL(origin).origin, poolOf(origin)]));
      pools.push(...own.values());
      return createEgress(options, own, { clock, deadlines });
    },
    async close() {
      deadlines.close();
      await Promise.all(pools.map((pool) => pool.destroy()));
    },
  };
}

function poolOf(origin: string): Pool {
  return new Pool(new URL(origin).origin, {
    connections: maxConnections,
    connect: { timeout: connectTimeout },
    // Our own deadline bounds the call: these would also end a long poll.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

function createEgress(
  { deadline, maxBytes = defaultMaxBytes }: EgressOptions,
  pools: ReadonlyMap<string, Pool>,
  { clock, deadlines }: { readonly clock: Clock; readonly deadlines: Deadlines },
): Egress {
  return (input, init = {}) => {
    const url = typeof input === 'string' ? urlOf(input) : input;
    const pool = url && pools.get(url.origin);
    if (url === undefined || pool === undefined) return Promise.reject(new ProviderError('forbidden'));
    return call(pool, url, init, maxBytes, (expire) => {
      const watch = deadlines.watch(clock.mono() + deadline, expire);
      return () => deadlines.end(watch);
    });
  };
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function call(
  pool: Pool,
  url: URL,
  init: EgressInit,
  maxBytes: number,
  bound: (expire: () => void) => () => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let controller: Dispatcher.DispatchController | undefined;
    let status = 0;
    let headers: Readonly<Record<string, string | string[] | undefined>> = {};
    let size = 0;
    let settled = false;

    const settle = (): boolean => {
      if (settled) return false;
      settled = true;
      unbind();
      signal?.removeEventListener('abort', aborted);
      return true;
    };
    const fail = (reason: Reason) => {
      if (!settle()) return;
      const unsent = controller === undefined && reason !== 'tls' && reason !== 'forbidden';
      reject(new ProviderError(unsent ? 'unreachable' : reason, status === 0 ? {} : { status }));
      controller?.abort(givenUp);
    };
    const aborted = () => fail('interrupted');
    const unbind = bound(() => fail('timeout'));
    const signal = signalOf(init.signal);
    if (signal?.aborted) return aborted();
    signal?.addEventListener('abort', aborted);

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        // Given up while it waited for a connection: it must not be sent any more.
        if (settled) return started.abort(givenUp);
        controller = started;
      },
      onResponseStart(_, code, received) {
        if (settled || code < 200) return;
        status = code;
        headers = received;
        if (code >= 300 && code < 400) return fail('redirected');
        if (!/^\s*(?:identity)?\s*$/i.test(String(headers['content-encoding'] ?? ''))) return fail('encoded');
        if (Number(headers['content-length'] ?? 0) > maxBytes) fail('too-large');
      },
      onResponseData(_, chunk) {
        if (settled) return;
        size += chunk.length;
        if (size > maxBytes) fail('too-large');
        else chunks.push(chunk);
      },
      onResponseEnd() {
        if (settle()) resolve(responseOf(status, headers, Buffer.concat(chunks, size)));
      },
      onResponseError: (_, error) => fail(reasonOf(error)),
    };
    try {
      pool.dispatch(
        {
          path: `${url.pathname}${url.search}`,
          method: (init.method ?? 'GET') as Dispatcher.HttpMethod,
          headers: headersOf(init.headers),
          ...(init.body !== undefined && init.body !== null && { body: init.body as Buffer }),
        },
        handler,
      );
    } catch (thrown) {
      fail(reasonOf(thrown));
    }
  });
}

/** The part of a `Response` that SDKs read, without what makes the real one dear. */
function responseOf(
  status: number,
  received: Readonly<Record<string, string | string[] | undefined>>,
  bytes: Buffer,
): Response {
  let headers: Headers | undefined;
  const text = () => bytes.toString('utf8');
  const response = {
    status,
    ok: status < 300,
    statusText: '',
    redirected: false,
    url: '',
    get headers() {
      headers ??= new Headers(pairsOf(received));
      return headers;
    },
    text: async () => text(),
    async json() {
      try {
        return JSON.parse(text());
      } catch {
        throw new ProviderError('malformed', { status, looksLike: looksLike(text()) });
      }
    },
    arrayBuffer: async () => new Uint8Array(bytes).buffer,
  };
  return response as unknown as Response;
}

type Signal = Pick<AbortSignal, 'aborted' | 'addEventListener' | 'removeEventListener'>;

/** SDKs bring signals of their own making. */
function signalOf(given: unknown): Signal | undefined {
  return typeof given === 'object' && given !== null && 'addEventListener' in given
    ? (given as Signal)
    : undefined;
}

function headersOf(given: unknown): string[] {
  const sent = ['accept-encoding', 'identity'];
  const pairs = isPairs(given) ? [...given] : Object.entries(given ?? {});
  for (const [name, value] of pairs) {
    if (/^(?:connection|accept-encoding)$/i.test(name)) continue;
    sent.push(name, String(value));
  }
  return sent;
}

function isPairs(given: unknown): given is Iterable<[string, string]> {
  return typeof given === 'object' && given !== null && Symbol.iterator in given;
}

function pairsOf(received: Readonly<Record<string, string | string[] | undefined>>): [string, string][] {
  return Object.entries(received).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as [string, string]],
  );
}
