import type { Reason } from '../core/errors/errors.ts';
import { errors } from './undici-fast.ts';

/** OpenSSL's error codes for certificates and handshakes. */
const tlsCode =
  /^(?:ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERROR_IN_|HOSTNAME_|INVALID_(?:CA|PURPOSE)|PATH_LENGTH_)/;

const reasonByCode: ReadonlyMap<string, Reason> = new Map<string, Reason>([
  ['ECONNREFUSED', 'unreachable'],
  ['ENOTFOUND', 'unreachable'],
  ['EAI_AGAIN', 'unreachable'],
  ['EAI_FAIL', 'unreachable'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EHOSTDOWN', 'unreachable'],
  ['ENETDOWN', 'unreachable'],
  ['EADDRNOTAVAIL', 'unreachable'],
  ['EACCES', 'unreachable'],
  ['EPRIVATE', 'unreachable'],
  ['ETIMEDOUT', 'timeout'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_OVERFLOW', 'garbled'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'garbled'],
  ['UND_ERR_INVALID_ARG', 'bad-question'],
]);

/** Returns the reason of a connection error. The error itself is dropped: it may contain received bytes and addresses. */
export function reasonOf(error: unknown): Reason {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = reasonByCode.get(code);
  if (reason !== undefined) return reason;
  // Not every parser error has a code.
  if (error instanceof errors.HTTPParserError) return 'garbled';
  return tlsCode.test(code) ? 'tls' : 'interrupted';
}
