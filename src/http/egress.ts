import type { Egress, EgressOptions, EgressPort } from '../core/chat/egress.ts';
import { ProviderError } from '../core/errors/errors.ts';
import { parseUrl } from '../core/net/url.ts';
import type { Clock } from '../core/time/clock.ts';
import { exchange, type WireBody, type WireFailure, type WireSignal } from './exchange.ts';
import { createOriginPool, type OriginPool, type PoolOptions } from './pool-fast.ts';
import { createResponse } from './response-fast.ts';

/** The `fetch` functions of all SDKs. */
export interface Egresses {
  readonly open: EgressPort;
  /** Fails every call in progress and closes every connection. */
  close(): Promise<void>;
}

const defaultMaxBytes = 4 * 1024 * 1024;
/** The outer deadline alone bounds a call: limits for headers and body would end a long poll. */
const poolOptions: PoolOptions = { connections: 64, connectTimeout: 5000, headersTimeout: 0, bodyTimeout: 0 };

/**
 * The adapters' way out. Calls fail with `unreachable`, `tls` or `forbidden` if the request was not sent; after any
 * other reason the platform may have received it.
 */
export function createEgresses(clock: Clock): Egresses {
  const pools: OriginPool[] = [];

  return {
    open({ origins, ...limits }) {
      const poolOf = new Map(
        origins.map((url) => {
          const { origin } = new URL(url);
          return [origin, createOriginPool(origin, poolOptions)];
        }),
      );
      pools.push(...poolOf.values());
      return createEgress(limits, poolOf, clock);
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.destroy()));
    },
  };
}

function createEgress(
  { deadline, maxBytes = defaultMaxBytes }: Omit<EgressOptions, 'origins'>,
  poolOf: ReadonlyMap<string, OriginPool>,
  clock: Clock,
): Egress {
  return async (input, { method = 'GET', headers, body, signal } = {}) => {
    const url = parseUrl(String(input));
    const pool = url && poolOf.get(url.origin);
    if (url === undefined || pool === undefined) throw new ProviderError('forbidden');
    const result = await exchange(pool, clock, {
      method,
      path: `${url.pathname}${url.search}`,
      headers: headersOf(headers),
      body: (body ?? null) as WireBody,
      maxBytes,
      deadline,
      signal: isSignal(signal) ? signal : undefined,
    });
    if (result.kind === 'response') return createResponse(result);
    throw errorOf(result);
  };
}

function errorOf({ reason, status, progress }: WireFailure): ProviderError {
  const isUnsent = progress !== 'sent' && reason !== 'tls' && reason !== 'forbidden';
  return new ProviderError(isUnsent ? 'unreachable' : reason, status === undefined ? {} : { status });
}

function isSignal(value: unknown): value is WireSignal {
  return typeof value === 'object' && value !== null && 'addEventListener' in value;
}

function headersOf(headers: unknown): string[] {
  const list = ['accept-encoding', 'identity'];
  const pairs = isIterable(headers) ? headers : Object.entries(headers ?? {});
  for (const [name, value] of pairs) {
    if (!/^(?:connection|accept-encoding)$/i.test(name)) list.push(name, String(value));
  }
  return list;
}

function isIterable(headers: unknown): headers is Iterable<[string, string]> {
  return typeof headers === 'object' && headers !== null && Symbol.iterator in headers;
}
