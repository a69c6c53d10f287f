import type { Fault, Reason } from './errors.ts';

/** What happened and what to do, for every reason a question can fail for. */
export const reasonSentences: Readonly<Record<Reason, string>> = {
  unreachable: 'The provider cannot be reached. Try again soon; if it stays so, have its address checked.',
  timeout: 'The provider did not answer in time. Try again soon.',
  tls: 'The provider did not prove who it is, so nothing was sent. Have its address and certificate checked.',
  interrupted: 'The connection broke before the answer was whole. Try again.',
  garbled: 'What came back is not a web answer. Have the address of this connection checked.',
  'cooling-down':
    'The provider is not asked for a moment, because it failed or asked us to wait. Try again soon.',
  redirected:
    'The provider points to another address, which is not followed. Have the address of this connection checked.',
  encoded: 'The answer came compressed, although plain text was asked for. Tell the provider.',
  'too-large': 'The answer was too large to be read. Ask for less, or tell the provider.',
  malformed:
    'The answer is not as the provider documents it, so no figure is shown. Try again; if it stays so, tell the provider.',
  foreign:
    'The answer is about somebody else, so nothing of it is shown. Have this connection checked at once.',
  'key-missing': 'The provider saw no key. Have the credentials of this connection set again.',
  'key-refused':
    'The provider does not accept the credentials: they are wrong, or the operator is disabled there. Have them checked.',
  forbidden: 'The provider does not let us in from here. Have it allow the address of this server.',
  'bad-question': 'The provider did not accept the question. Check the account, the date and the date type.',
  'not-found': 'The provider knows nothing by that name. Check it with the list.',
  'rate-limited': 'The provider was asked too often. Wait a minute, then try again.',
  'provider-fault': 'The provider has a fault of its own. Try again in a few minutes.',
  'in-process': 'The provider is still working on it. Ask again in a minute.',
  refused: 'The provider refused the question. Try again; if it stays so, ask the provider why.',
  dropped: 'The provider says that the request did not register. Try again.',
  cancelled: 'The provider says that the request was cancelled. Try again.',
  'no-callback': 'The provider has no word from the bank yet. Ask again in a few minutes.',
  bounced: 'The provider says that the request bounced. Try again; if it stays so, ask the provider why.',
  'no-record': 'The provider has no record of this wallet. Check the wallet with the provider.',
  'not-asked': 'Not asked: there was no time left, or nothing to ask by. Ask for it alone.',
  locked: 'The credentials of this connection cannot be opened here. Have them set again.',
  unsupported: 'This connection cannot answer that. Have the credential for it added.',
};

/** The sentences a person reads about a fault: the provider's own advice where there is one, and its own words. */
export function explainFault(fault: Fault): string {
  const sentence = fault.advice ?? waiting(fault) ?? reasonSentences[fault.reason];
  return fault.said === undefined ? sentence : `${sentence} It said: “${fault.said}”.`;
}

function waiting({ reason, retryAfter }: Fault): string | undefined {
  if (retryAfter === undefined) return undefined;
  const seconds = Math.max(1, Math.ceil(retryAfter / 1000));
  if (reason === 'rate-limited') return `The provider was asked too often. Try again in ${seconds} s.`;
  if (reason === 'cooling-down') return `The provider asked us to wait. Try again in ${seconds} s.`;
  return undefined;
}
