import { ProviderError, type Reason } from '../../core/errors/errors.ts';
import type { HttpAnswer } from '../../core/provider/provider.ts';
import { quotableMessage } from '../../core/provider/quote.ts';
import { readRetryAfter } from '../../core/provider/retry-after.ts';
import type { Secret } from '../../core/secret/secret.ts';
import type { Instant } from '../../core/time/clock.ts';
import type { ErrorDetail } from './read.ts';
import type { AuthMethod } from './settings.ts';

/** The requested endpoint: the same error means different things at different endpoints. */
export type AskedEndpoint = 'list' | 'wallet' | 'currencies' | 'session';

/** Reasons by error code, for both error shapes. Codes are normalized: upper case, `_` for spaces, no `E_`. */
const codeReasons: Readonly<Record<string, Reason>> = {
  UNAUTHORIZED: 'key-refused',
  UNAUTHORIZED_ACCESS: 'key-refused',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'not-found',
  BAD_REQUEST: 'bad-question',
  VALIDATION_FAILURE: 'bad-question',
  VALIDATION_ERROR: 'bad-question',
  INVALID_INPUT: 'bad-question',
  INVALID_STATUS: 'bad-question',
  SYNTAX_ERROR: 'bad-question',
  TOO_MANY_REQUESTS: 'rate-limited',
  INTERNAL_SERVER_ERROR: 'provider-fault',
};

const keyAdvice: Readonly<Record<AuthMethod['kind'], string>> = {
  token:
    'The wallet provider does not accept the token, or it has expired. Replace it, or set username and password.',
  login:
    'The wallet provider does not accept the user name and password, or has disabled the client. Check both with the provider.',
  key: 'The wallet provider does not accept apiKey and apiSecret, or not from this server. Check both, and its list of allowed addresses.',
};
const advice = {
  forbidden:
    'The wallet provider rejects requests from this server. Ask the provider to allow its IP address.',
  noWallet: 'There is no wallet with this id. Take one from the list of wallets.',
  noId: 'That is not a wallet id. A wallet id is a whole number from 1 up, for example 101.',
  address: 'This address responds, but not like the wallet provider. Check baseUrl.',
};

/** Creates the error for an id that the provider would reject. No request is sent. */
export function noWalletId(): ProviderError {
  return new ProviderError('bad-question', { advice: advice.noId });
}

/** The request of a failed response, as far as the error depends on it. */
export interface FailedRequest {
  readonly asked: AskedEndpoint;
  readonly method: AuthMethod['kind'];
  readonly now: Instant;
  /** Credentials that the provider's message may repeat. */
  readonly hidden: readonly Secret[];
}

/** Returns the error of a failed response, by its error code if it has one, otherwise by the HTTP status. */
export function answerFault(
  { status, headers }: HttpAnswer,
  error: ErrorDetail | undefined,
  { asked, method, now, hidden }: FailedRequest,
): ProviderError {
  const quote = quotableMessage(error?.message, hidden);
  const detail = { status, ...(quote !== undefined && { said: quote }) };
  const reason = reasonOf(status, error, asked);
  switch (reason) {
    case 'key-refused':
      return new ProviderError(reason, { ...detail, advice: keyAdvice[method] });
    case 'forbidden':
      return new ProviderError(reason, { ...detail, advice: advice.forbidden });
    case 'not-found':
      return new ProviderError(reason, { ...detail, advice: advice.noWallet });
    case 'bad-question':
      return new ProviderError(reason, asked === 'wallet' ? { ...detail, advice: advice.noId } : detail);
    case 'rate-limited': {
      const retryAfter = readRetryAfter(headers, now);
      return new ProviderError(reason, retryAfter === undefined ? detail : { ...detail, retryAfter });
    }
    default:
      return new ProviderError(reason, status === 404 ? { ...detail, advice: advice.address } : detail);
  }
}

function reasonOf(status: number, error: ErrorDetail | undefined, asked: AskedEndpoint): Reason {
  if (status === 429) return 'rate-limited';
  const code =
    error?.code
      ?.toUpperCase()
      .replace(/[\s-]+/g, '_')
      .replace(/^E_/, '') ?? '';
  const reason = Object.hasOwn(codeReasons, code) ? codeReasons[code] : undefined;
  // A 404 without the API's error shape is from an address that has no such API.
  if (reason === 'not-found' || (status === 404 && reason === undefined)) {
    return asked === 'wallet' && error !== undefined ? 'not-found' : 'provider-fault';
  }
  return reason ?? reasonOfStatus(status);
}

function reasonOfStatus(status: number): Reason {
  if (status >= 300 && status < 400) return 'redirected';
  if (status === 401) return 'key-refused';
  if (status === 403) return 'forbidden';
  if (status === 400 || status === 422) return 'bad-question';
  return status >= 400 && status < 500 ? 'refused' : 'provider-fault';
}
