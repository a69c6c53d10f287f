import { ProviderError, type Reason } from '../../core/errors/errors.ts';
import type { HttpAnswer } from '../../core/provider/provider.ts';
import { quotableMessage } from '../../core/provider/quote.ts';
import { readRetryAfter } from '../../core/provider/retry-after.ts';
import type { Secret } from '../../core/secret/secret.ts';
import type { Instant } from '../../core/time/clock.ts';
import type { AirpayTransaction } from './wire.ts';

/** Reasons by TRANSACTIONSTATUS. The values look like HTTP statuses and mean something else. Only 200 has a balance. */
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

/** Messages of status 400 that are about the credentials, as seen from Airpay's servers. */
const keyMessages =
  /^(?:(?:invalid|wrong) checksum|invalid private key|merchant key authentication failed)\b/i;
const checksumMessages = /^(?:invalid|wrong) checksum\b/i;

const advice = {
  key:
    'Airpay does not accept the keys. Check merchantId, the token of this wallet user and the private key. ' +
    'If the private key was made from a secret, try the other key of the Airpay dashboard: the API key instead of ' +
    'the secret key, or the secret key instead of the API key.',
  noRecord: 'Airpay has no record of this wallet user. Check the user and its token.',
  form: 'Airpay received no parameters. Check whether a proxy between this server and Airpay changes requests.',
  address: 'Airpay responds, but has no wallet balance at this address. Check baseUrl.',
};

/** Returns whether Airpay rejected the checksum, possibly because its clock shows another day. */
export function isChecksumRefused({ transactionstatus, message = '' }: AirpayTransaction): boolean {
  return transactionstatus === '400' && checksumMessages.test(message);
}

/** Returns the error of a TRANSACTION; undefined if it is successful. */
export function statusFault(
  transaction: AirpayTransaction,
  hidden: readonly Secret[],
): ProviderError | undefined {
  const { transactionstatus = '', message } = transaction;
  if (transactionstatus === '200') return undefined;
  const quote = quotableMessage(message, hidden);
  const detail = quote === undefined ? {} : { said: quote };
  if (transactionstatus === '400' && keyMessages.test(message ?? '')) {
    return new ProviderError('key-refused', { ...detail, advice: advice.key });
  }
  const reason = Object.hasOwn(statusReasons, transactionstatus)
    ? statusReasons[transactionstatus]
    : undefined;
  switch (reason) {
    case undefined:
      return new ProviderError('malformed', detail);
    case 'no-record':
      return new ProviderError(reason, { ...detail, advice: advice.noRecord });
    default:
      return new ProviderError(reason, detail);
  }
}

/** Returns the error of an HTTP status other than 200, which is the gateway's and not the wallet server's. */
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
