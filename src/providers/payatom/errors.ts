import { ProviderError, type Reason } from '../../core/errors/errors.ts';
import type { HttpAnswer } from '../../core/provider/provider.ts';
import { quotableMessage } from '../../core/provider/quote.ts';
import { readRetryAfter } from '../../core/provider/retry-after.ts';
import type { Secret } from '../../core/secret/secret.ts';
import type { Instant } from '../../core/time/clock.ts';
import type { PayatomVerdict } from './wire.ts';

/** The credential of a request. Each one fails with different messages. */
export type PayatomCredential = 'apiKey' | 'token';

interface Diagnosis {
  readonly reason: Reason;
  readonly advice?: string;
}

const keyRefused =
  'Payatom does not accept the API key: the key is unknown, or the operator was disabled. ' +
  'Ask Payatom which, then set apiKey again.';
const tokenRefused =
  'Payatom does not accept the token, the e-mail or the verification code. ' +
  'Check all three. The code is the MD5 of the operator’s password.';
const addressAdvice = 'Payatom has nothing at this address. Check baseUrl of this connection.';
const ipAdvice = 'Payatom rejects requests from this server. Ask Payatom to allow its IP address.';

/** Diagnoses by message: the documented texts and variants. Checked before the HTTP status: 401 is also bad input. */
const byMessage: readonly (Diagnosis & { readonly pattern: RegExp })[] = [
  {
    pattern: /\bapi[- ]?key\b.*\b(missing|required|not provided)\b/i,
    reason: 'key-missing',
    advice: 'Payatom received no API key. Set apiKey of this connection again.',
  },
  { pattern: /\bapi[- ]?key\b/i, reason: 'key-refused', advice: keyRefused },
  {
    pattern: /\bfilter date type\b.*\b(missing|required)\b|\bun ?supported filter type\b/i,
    reason: 'bad-question',
    advice: 'Payatom did not accept the date type. Use action_date or c_date.',
  },
  {
    pattern: /\bfilter date\b.*\b(missing|required)\b|\binvalid filter date\b/i,
    reason: 'bad-question',
    advice: 'Payatom did not accept the day. Write it as DD-MM-YYYY.',
  },
  {
    pattern:
      /\baccount[ _]?(number|no)\b.*\b(missing|required|invalid|not provided)\b|\binvalid account[ _]?(number|no)\b/i,
    reason: 'bad-question',
    advice: 'Payatom did not accept the account number. Check it with the accounts list.',
  },
  {
    pattern: /\bdatabase connection failed\b/i,
    reason: 'provider-fault',
    advice: 'Payatom cannot reach its own database. Try again in a few minutes.',
  },
  {
    pattern: /\bip\b.*\bnot (allowed|authori[sz]ed|whitelisted)\b/i,
    reason: 'forbidden',
    advice: ipAdvice,
  },
];

/** Returns the error of a response; undefined if it reports success. */
export function faultIn(
  { status, headers }: HttpAnswer,
  verdict: PayatomVerdict | undefined,
  credential: PayatomCredential,
  hidden: readonly Secret[],
  now: Instant,
): ProviderError | undefined {
  const message = verdict?.message;
  const isSuccess = status >= 200 && status < 300;
  if (isSuccess && (verdict === undefined || /^(success|ok)$/i.test(verdict.status ?? ''))) return undefined;
  if (isSuccess && !/^(error|fail|failed|failure)$/i.test(verdict?.status ?? '')) {
    return new ProviderError('malformed', { looksLike: 'json' });
  }
  const { reason, advice } = diagnose(status, message ?? '', credential);
  const quote = quotableMessage(message, hidden);
  const retryAfter = readRetryAfter(headers, now);
  return new ProviderError(reason, {
    status,
    ...(advice !== undefined && { advice }),
    ...(quote !== undefined && { said: quote }),
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

function diagnose(status: number, message: string, credential: PayatomCredential): Diagnosis {
  return byMessage.find(({ pattern }) => pattern.test(message)) ?? byStatus(status, message, credential);
}

function byStatus(status: number, message: string, credential: PayatomCredential): Diagnosis {
  if (status >= 500) return { reason: 'provider-fault' };
  switch (status) {
    case 401:
      return credential === 'token' ? { reason: 'key-refused', advice: tokenRefused } : { reason: 'refused' };
    case 403:
      return { reason: 'forbidden', advice: ipAdvice };
    case 404:
    case 405:
    case 410:
      return { reason: 'not-found', advice: addressAdvice };
    case 429:
      return { reason: 'rate-limited' };
    case 400:
    case 422:
      return { reason: 'bad-question' };
    default:
      return namesCredential(message) && credential === 'token'
        ? { reason: 'key-refused', advice: tokenRefused }
        : { reason: status >= 300 && status < 400 ? 'redirected' : 'refused' };
  }
}

/** Returns whether a message names an input of the P2P accounts call, whose errors are not documented. */
function namesCredential(message: string): boolean {
  return /\b(token|e-?mail|verification|password|unauthori[sz]ed|credentials?)\b/i.test(message);
}

/** Creates the error for a response about another operator. */
export function foreignAnswer(): ProviderError {
  return new ProviderError('foreign', {
    advice:
      'Payatom returned accounts of another e-mail than this connection has, so they are not shown. ' +
      'Check email and token of this connection at once.',
  });
}

/** Creates the error for a response that does not name the owner of its accounts. */
export function namelessAnswer(): ProviderError {
  return new ProviderError('malformed', {
    advice:
      'Payatom did not name the owner of these accounts, so they are not shown. ' +
      'Try again. If it happens again, contact Payatom.',
    looksLike: 'json',
  });
}
