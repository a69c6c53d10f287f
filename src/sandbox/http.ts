import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '../core/time/clock.ts';

/** A request to a provider's endpoint, with its complete body. */
export interface SandboxQuestion {
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** In lower case, without parameters such as the charset; empty if absent. */
  readonly contentType: string;
  readonly body: string;
  /** The part of the path that the endpoint's pattern captured. */
  readonly id: string;
}

export interface SandboxAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A documented endpoint of a provider. `outage` is its documented internal error. */
export interface Endpoint<Name extends string = string> {
  readonly name: Name;
  readonly method: 'GET' | 'POST';
  /** Matches the whole path; at most one group, the id. */
  readonly path: RegExp;
  readonly outage: SandboxAnswer;
  answer(question: SandboxQuestion): SandboxAnswer;
}

/** A provider's endpoints, and its answers to all other requests. */
export interface Api<Name extends string = string> {
  readonly endpoints: readonly Endpoint<Name>[];
  readonly noSuchPath: SandboxAnswer;
  readonly wrongMethod: SandboxAnswer;
}

const maxBodySize = 64 * 1024;

/**
 * Creates the request listener of an API. Finds the endpoint by path, then checks its method. An endpoint for which
 * `isOut` is true answers with its outage.
 */
export function createHandler<Name extends string>(
  api: Api<Name>,
  clock: Clock,
  isOut: (endpoint: Name) => boolean,
): RequestListener {
  const answerTo = async (request: IncomingMessage): Promise<SandboxAnswer> => {
    const [path, search] = splitTarget(request.url ?? '');
    const endpoint = endpointAt(api, path);
    if (endpoint === undefined) return api.noSuchPath;
    if (request.method !== endpoint.method) {
      return { ...api.wrongMethod, headers: { Allow: endpoint.method } };
    }
    if (isOut(endpoint.name)) return endpoint.outage;
    const body = await readBody(request);
    if (body === undefined) return { status: 413, type: 'text/plain', body: 'Payload Too Large' };
    return endpoint.answer({
      query: new URLSearchParams(search),
      headers: request.headers,
      contentType: (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
      body,
      id: endpoint.path.exec(path)?.[1] ?? '',
    });
  };
  return (request, response) => {
    answerTo(request).then(
      (answer) => send(response, answer, clock),
      () => response.destroy(),
    );
  };
}

export function endpointAt<Name extends string>(api: Api<Name>, path: string): Endpoint<Name> | undefined {
  return api.endpoints.find((endpoint) => endpoint.path.test(path));
}

/** Splits a request target into path and query, without decoding or normalising them. */
export function splitTarget(target: string): readonly [path: string, search: string] {
  const at = target.indexOf('?');
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}

/** Parses a JSON object; undefined if the text is anything else. */
export function fieldsOf(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Prints JSON with one member per line and no indentation, as two of the documents do. */
export function printFlat(value: unknown): string {
  return JSON.stringify(value, undefined, 1).replace(/^ +/gm, '');
}

/** Returns a header's value; undefined if absent or empty. */
export function headerOf(question: SandboxQuestion, name: string): string | undefined {
  const value = question.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Reads the body; undefined if it is too large. Reads and drops the rest of it, so that the answer can arrive. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBodySize) chunks.push(chunk);
  }
  return size > maxBodySize ? undefined : Buffer.concat(chunks).toString('utf8');
}

/** Sends the answer. Its `Date` header is the sandbox clock's time. */
function send(response: ServerResponse, answer: SandboxAnswer, clock: Clock): void {
  const body = Buffer.from(answer.body, 'utf8');
  response.sendDate = false;
  response.writeHead(answer.status, {
    Date: new Date(clock.now()).toUTCString(),
    'Content-Type': answer.type,
    'Content-Length': body.length,
    ...answer.headers,
  });
  response.end(body);
}
