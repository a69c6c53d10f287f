import type { Ask, HttpAnswer, ProviderPorts } from '../../core/provider/provider.ts';
import { isTruncated } from '../../core/provider/truncated.ts';
import type { Auth, Proof } from './auth.ts';
import { type AskedEndpoint, answerFault } from './errors.ts';
import { readError } from './read.ts';

/** Sends a GET and resolves to its successful response; throws `ProviderError` otherwise. `left` is the remaining time. */
export type Get = (path: string, asked: AskedEndpoint, left: () => Ask) => Promise<HttpAnswer>;

export function createGet(baseUrl: string, auth: Auth, { http, json, clock }: ProviderPorts): Get {
  const send = ({ headers }: Proof, path: string, ask: Ask) => {
    return http.send({ ...ask, method: 'GET', url: `${baseUrl}${path}`, headers, again: isTruncated });
  };

  return async (path, asked, left) => {
    const proof = await auth.proof(left());
    let answer = await send(proof, path, left());
    if (answer.status === 401) {
      const renewed = await auth.renewed(proof, left());
      if (renewed !== undefined) answer = await send(renewed, path, left());
    }
    // A list is not an error, and is too long to be parsed twice.
    const error = /^\ufeff?\s*\[/.test(answer.body) ? undefined : readError(answer.body, json);
    if (answer.status === 200 && error === undefined) return answer;
    const { method } = auth;
    throw answerFault(answer, error, { asked, method, now: clock.now(), hidden: auth.hidden() });
  };
}

/** The number of rows per page. A page of this length is well below the size limit of a response. */
export const pageLimit = 1000;

export function pagePath(page: number, name: string | undefined): string {
  const filter = name === undefined ? '' : `&name=${encodeURIComponent(name)}`;
  return `/api/v1/wallets?page=${page}&limit=${pageLimit}${filter}`;
}

export function walletPath(id: string): string {
  return `/api/v1/wallets/${id}`;
}

export const currenciesPath = '/api/v1/currencies';
