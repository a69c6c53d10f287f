import { ProviderError, type Reason } from '../../core/errors/errors.ts';
import type { HttpAnswer } from '../../core/provider/provider.ts';
import { quotableMessage } from '../../core/provider/quote.ts';
import { readRetryAfter } from '../../core/provider/retry-after.ts';
import type { Secret } from '../../core/secret/secret.ts';
import type { Instant } from '../../core/time/clock.ts';
import type { ErrorWords } from './read.ts';
import type { AuthMethod } from './settings.ts';

/** What was asked for; the same refusal means different things. */
export type AskedEndpoint = 'list' | 'wallet' | 'currencies' | 'session';

/** Codes of both shapes of error, folded: `E_` dropped, upper case, `_` for blanks. */
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
    'The wallet provider does not accept the token, or it has expired. Have it replaced, or give username and password.',
  login:
    'The wallet provider does not accept the user name and password, or has disabled the client. Have them checked.',
  key: 'The wallet provider does not accept apiKey and apiSecret, or not from this server. Have them and its list of addresses checked.',
};
const advice = {
  forbidden: 'The wallet provider does not let this server in. Have its IP address authorised there.',
  noWallet: 'There is no wallet with this id. Take one from the list of wallets.',
  noId: 'That is not a wallet id. It is a whole number from 1 up, as 101.',
  address: 'This address answers, but not as the wallet provider does. Have baseUrl checked.',
};

/** Refused here, without asking: an id that the provider would refuse. */
export function noWalletId(): ProviderError {
  return new ProviderError('bad-question', { advice: advice.noId });
}

/** Everything that an error's sentences depend on beside the answer. */
export interface Asking {
  readonly asked: AskedEndpoint;
  readonly way: AuthMethod['kind'];
  readonly now: Instant;
  /** Credentials that the provider's words may repeat. */
  readonly hidden: readonly Secret[];
}

/** Why an answer is no reading. Judged by the error's code where it has one, otherwise by the HTTP status. */
export function answerFault(
  { status, headers }: HttpAnswer,
  error: ErrorWords | undefined,
  { asked, way, now, hidden }: Asking,
): ProviderError {
  const said = quotableMessage(error?.message, hidden);
  const detail = { status, ...(said !== undefined && { said }) };
  const reason = reasonOf(status, error, asked);
  switch (reason) {
    case 'key-refused':
      return new ProviderError(reason, { ...detail, advice: keyAdvice[way] });
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

function reasonOf(status: number, error: ErrorWords | undefined, asked: AskedEndpoint): Reason {
  if (status === 429) return 'rate-limited';
  const code =
    error?.code
      ?.toUpperCase()
      .replace(/[\s-]+/g, '_')
      .replace(/^E_/, '') ?? '';
  const reason = Object.hasOwn(codeReasons, code) ? codeReasons[code] : undefined;
  // A 404 that is not the API's own comes from an address where there is no such API.
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
