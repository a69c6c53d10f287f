import { ProviderError, type Reason } from '../../core/errors/errors.ts';
import type { HttpAnswer } from '../../core/provider/provider.ts';
import { quotableMessage } from '../../core/provider/quote.ts';
import { readRetryAfter } from '../../core/provider/retry-after.ts';
import type { Secret } from '../../core/secret/secret.ts';
import type { Instant } from '../../core/time/clock.ts';
import type { AirpayTransaction } from './wire.ts';

/** Statuses other than 200, which alone comes with a balance. They look like HTTP's and mean something else. */
const statusReasons: Readonly<Record<string, Reason>> = {
  '211': 'in-process',
  '400': 'refused',
  '401': 'dropped',
  '402': 'cancelled',
  '403': 'no-callback',
  '405': 'bounced',
  '502': 'cancelled',
  '503': 'no-record',
};

/** Messages of status 400 that are about the credentials, as Airpay's servers have been seen to write them. */
const keyMessages =
  /^(?:(?:invalid|wrong) checksum|invalid private key|merchant key authentication failed)\b/i;
const checksumMessages = /^(?:invalid|wrong) checksum\b/i;

const advice = {
  key:
    'Airpay does not accept the keys. Have merchantId, the token of this wallet user and the private key checked. ' +
    'If the private key was made from a secret, try the other key of the Airpay dashboard: the API key in place of ' +
    'the secret key, or the reverse.',
  noRecord: 'Airpay has no record of this wallet user. Have the user and its token checked.',
  form: 'Airpay saw no parameters. Something between this server and Airpay changes the question: have that checked.',
  address: 'Airpay answers, but has no wallet balance at this address. Have baseUrl checked.',
};

/** Whether this refusal may come from another day than ours in the checksum. */
export function isChecksumRefused({ transactionstatus, message = '' }: AirpayTransaction): boolean {
  return transactionstatus === '400' && checksumMessages.test(message);
}

/** Why a TRANSACTION holds no balance; undefined when it does. */
export function statusFault(
  transaction: AirpayTransaction,
  hidden: readonly Secret[],
): ProviderError | undefined {
  const { transactionstatus = '', message } = transaction;
  if (transactionstatus === '200') return undefined;
  const words = quotableMessage(message, hidden);
  const said = words === undefined ? {} : { said: words };
  if (transactionstatus === '400' && keyMessages.test(message ?? '')) {
    return new ProviderError('key-refused', { ...said, advice: advice.key });
  }
  const reason = Object.hasOwn(statusReasons, transactionstatus)
    ? statusReasons[transactionstatus]
    : undefined;
  switch (reason) {
    case undefined:
      return new ProviderError('malformed', said);
    case 'no-record':
      return new ProviderError(reason, { ...said, advice: advice.noRecord });
    default:
      return new ProviderError(reason, said);
  }
}

/** Why an HTTP answer other than 200 says nothing about the wallet: what stands before the wallet server refused. */
export function httpFault({ status, headers, body }: HttpAnswer, now: Instant): ProviderError {
  if (status >= 300 && status < 400) return new ProviderError('redirected', { status });
  if (status === 429) {
    const retryAfter = readRetryAfter(headers, now);
    return new ProviderError('rate-limited', { status, ...(retryAfter !== undefined && { retryAfter }) });
  }
  if (status === 403 && /parameters are required/i.test(body)) {
    return new ProviderError('bad-question', { status, advice: advice.form });
  }
  if (status === 401) return new ProviderError('key-refused', { status, advice: advice.key });
  if (status === 403) return new ProviderError('forbidden', { status });
  if (status === 404 || status === 405)
    return new ProviderError('provider-fault', { status, advice: advice.address });
  return new ProviderError(status >= 400 && status < 500 ? 'bad-question' : 'provider-fault', { status });
}
