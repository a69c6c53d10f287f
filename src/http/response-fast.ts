// Benchmark row `outbound`: a real `Response` costs about as much as the rest of the call.
import { ProviderError } from '../core/errors/errors.ts';
import { joinHeader, type WireHeaders, type WireResponse } from './exchange.ts';
import { looksLike } from './looks-like.ts';

/** Creates the part of a `Response` that SDKs read. Unlike the real one, its body can be read more than once. */
export function createResponse({ status, headers: received, bytes }: WireResponse): Response {
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

function pairsOf(received: WireHeaders): [string, string][] {
  return Object.entries(received).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, joinHeader(value)]],
  );
}
