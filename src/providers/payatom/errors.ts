import { ProviderError, type Reason } from '../../core/errors/errors.ts';
import type { HttpAnswer } from '../../core/provider/provider.ts';
import { quotableMessage } from '../../core/provider/quote.ts';
import { readRetryAfter } from '../../core/provider/retry-after.ts';
import type { Secret } from '../../core/secret/secret.ts';
import type { Instant } from '../../core/time/clock.ts';
import type { PayatomVerdict } from './wire.ts';

/** Which credential a question goes with: they fail in different words. */
export type PayatomCredential = 'apiKey' | 'token';

interface Ruling {
  readonly reason: Reason;
  readonly advice?: string;
}

const keyRefused =
  'Payatom does not accept the API key: it is unknown there, or the operator was disabled. ' +
  'Ask Payatom which, then have apiKey set again.';
const tokenRefused =
  'Payatom does not accept the token, the e-mail or the verification code. ' +
  'Have all three checked: the code is the MD5 of the operator’s password.';
const addressAdvice = 'Payatom has nothing at this address. Have baseUrl of this connection checked.';

/** The words that the documents list, and their kin. They decide before the HTTP status: 401 is for bad input too. */
const words: readonly (Ruling & { readonly says: RegExp })[] = [
  {
    says: /\bapi[- ]?key\b.*\b(missing|required|not provided)\b/i,
    reason: 'key-missing',
    advice: 'Payatom saw no API key. Have apiKey of this connection set again.',
  },
  { says: /\bapi[- ]?key\b/i, reason: 'key-refused', advice: keyRefused },
  {
    says: /\bfilter date type\b.*\b(missing|required)\b|\bun ?supported filter type\b/i,
    reason: 'bad-question',
    advice: 'Payatom did not accept the date type. It knows action_date and c_date.',
  },
  {
    says: /\bfilter date\b.*\b(missing|required)\b|\binvalid filter date\b/i,
    reason: 'bad-question',
    advice: 'Payatom did not accept the day. Write it as DD-MM-YYYY.',
  },
  {
    says: /\baccount[ _]?(number|no)\b.*\b(missing|required|invalid|not provided)\b|\binvalid account[ _]?(number|no)\b/i,
    reason: 'bad-question',
    advice: 'Payatom did not accept the account number. Check it with the accounts list.',
  },
  {
    says: /\bdatabase connection failed\b/i,
    reason: 'provider-fault',
    advice: 'Payatom cannot reach its own database. Try again in a few minutes.',
  },
  {
    says: /\bip\b.*\bnot (allowed|authori[sz]ed|whitelisted)\b/i,
    reason: 'forbidden',
    advice: 'Payatom does not let this server in. Have its IP address allowed at Payatom.',
  },
];

/** What is wrong with an answer that holds no reading; undefined when it says success. */
export function faultIn(
  { status, headers }: HttpAnswer,
  verdict: PayatomVerdict | undefined,
  credential: PayatomCredential,
  hidden: readonly Secret[],
  now: Instant,
): ProviderError | undefined {
  const message = verdict?.message;
  const isFine = status >= 200 && status < 300;
  if (isFine && (verdict === undefined || /^(success|ok)$/i.test(verdict.status ?? ''))) return undefined;
  if (isFine && !/^(error|fail|failed|failure)$/i.test(verdict?.status ?? '')) {
    return new ProviderError('malformed', { looksLike: 'json' });
  }
  const { reason, advice } = rulingFor(status, message ?? '', credential);
  const said = quotableMessage(message, hidden);
  const retryAfter = readRetryAfter(headers, now);
  return new ProviderError(reason, {
    status,
    ...(advice !== undefined && { advice }),
    ...(said !== undefined && { said }),
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

function rulingFor(status: number, message: string, credential: PayatomCredential): Ruling {
  return words.find(({ says }) => says.test(message)) ?? byStatus(status, message, credential);
}

function byStatus(status: number, message: string, credential: PayatomCredential): Ruling {
  if (status >= 500) return { reason: 'provider-fault' };
  switch (status) {
    case 401:
      return credential === 'token' ? { reason: 'key-refused', advice: tokenRefused } : { reason: 'refused' };
    case 403:
      return {
        reason: 'forbidden',
        advice: 'Payatom does not let this server in. Have its IP address allowed at Payatom.',
      };
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

/** Errors of the P2P accounts are nowhere documented; these are what its question consists of. */
function namesCredential(message: string): boolean {
  return /\b(token|e-?mail|verification|password|unauthori[sz]ed|credentials?)\b/i.test(message);
}

/** For an answer about another operator than the one that was asked for. */
export function foreignAnswer(): ProviderError {
  return new ProviderError('foreign', {
    advice:
      'Payatom answered for another e-mail than this connection has, so nothing of it is shown. ' +
      'Have email and token of this connection checked at once.',
  });
}

/** For an answer that does not say whose accounts it lists. */
export function namelessAnswer(): ProviderError {
  return new ProviderError('malformed', {
    advice:
      'Payatom did not say whose accounts these are, so nothing of them is shown. Try again; if it stays so, tell Payatom.',
    looksLike: 'json',
  });
}
