import * as z from 'zod';
import { isLoopback, parseUrl } from './url.ts';

/** Defects of a server's address, in the order in which they are checked. */
export type ServerUrlProblem = 'not-a-url' | 'credentials' | 'query' | 'plain-http';

/** One sentence for each defect, each without the name of the setting. */
export function serverUrlProblems(example: string): Readonly<Record<ServerUrlProblem, string>> {
  return {
    'not-a-url': `is not a URL: write it like ${example}`,
    credentials: 'contains a user name or password: remove them',
    query: 'contains a “?” or “#”: remove it and everything after it',
    'plain-http': 'is plain http: write https; http is allowed only for this machine (127.0.0.1)',
  };
}

/** A setting that is the address of a server: `https`, or `http` on this machine; no credentials, no query. */
export function serverUrlField(problems: Readonly<Record<ServerUrlProblem, string>>, missing?: string) {
  return z.string(missing === undefined ? {} : { error: missing }).transform((text, context): URL => {
    const url = parseUrl(text.trim());
    const problem = url === undefined ? 'not-a-url' : problemOf(url);
    if (url !== undefined && problem === undefined) return url;
    context.addIssue({ code: 'custom', message: problems[problem ?? 'not-a-url'] });
    return z.NEVER;
  });
}

function problemOf(url: URL): ServerUrlProblem | undefined {
  if (url.username !== '' || url.password !== '') return 'credentials';
  if (url.search !== '' || url.hash !== '') return 'query';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol !== 'http:') return 'not-a-url';
  return isLoopback(url.hostname) ? undefined : 'plain-http';
}
