import type { Fault, Reason } from './errors.ts';

/** A sentence for each reason: the failure, and the fix that the reader can make. */
export const reasonSentences: Readonly<Record<Reason, string>> = {
  unreachable:
    'The provider cannot be reached. Try again soon. If it still fails, check the connection’s address.',
  timeout: 'The provider did not answer in time. Try again soon.',
  tls: 'The identity of the provider could not be verified, so nothing was sent. Check the connection’s address and the provider’s certificate.',
  interrupted: 'The connection was interrupted before the response was complete. Try again.',
  garbled: 'The response is not HTTP. Check the connection’s address.',
  'cooling-down': 'Requests to the provider are paused because it failed or asked to wait. Try again soon.',
  redirected:
    'The provider redirects to another address, which is not followed. Check the connection’s address.',
  encoded: 'The response is compressed, although plain text was requested. Contact the provider.',
  'too-large': 'The response is too large. Ask for less, or contact the provider.',
  malformed:
    'The response does not match the provider’s documentation, so no figure is shown. Try again. If it still fails, contact the provider.',
  foreign: 'The response belongs to another account, so it is not shown. Check this connection at once.',
  'key-missing': 'The provider received no key. Set the credentials of this connection again.',
  'key-refused':
    'The provider rejects the credentials: they are wrong, or it has disabled the operator. Check them.',
  forbidden: 'The provider rejects requests from this server’s IP address. Ask the provider to allow it.',
  'bad-question': 'The provider rejected the request. Check the account, the date and the date type.',
  'not-found': 'The provider does not know that name. Check it in the list.',
  'rate-limited': 'Too many requests to the provider. Wait a minute, then try again.',
  'provider-fault': 'The provider reports an internal error. Try again in a few minutes.',
  'in-process': 'The provider is still processing the request. Try again in a minute.',
  refused: 'The provider refused the request. Try again. If it still fails, contact the provider.',
  dropped: 'The provider reports that the request was not registered. Try again.',
  cancelled: 'The provider reports that the request was cancelled. Try again.',
  'no-callback': 'The provider has not received the bank’s response yet. Try again in a few minutes.',
  bounced:
    'The provider reports that the request bounced. Try again. If it still fails, contact the provider.',
  'no-record': 'The provider has no record of this wallet. Check the wallet with the provider.',
  'not-asked':
    'Not requested: there was no time left, or the account has no number. Ask for this account alone.',
  locked: 'The credentials of this connection cannot be decrypted. Set them again.',
  unsupported: 'This connection has no credential for that. Add the credential.',
};

/** A sentence for the user about a fault: the provider module's advice or the default, then the provider's message. */
export function explainFault(fault: Fault): string {
  const sentence = fault.advice ?? waitText(fault) ?? reasonSentences[fault.reason];
  return fault.said === undefined ? sentence : `${sentence} Its message: “${fault.said}”.`;
}

function waitText({ reason, retryAfter }: Fault): string | undefined {
  if (retryAfter === undefined) return undefined;
  const seconds = Math.max(1, Math.ceil(retryAfter / 1000));
  if (reason === 'rate-limited') return `Too many requests to the provider. Try again in ${seconds} s.`;
  if (reason === 'cooling-down') return `The provider asked to wait. Try again in ${seconds} s.`;
  return undefined;
}
