import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '../core/time/clock.ts';

/** A question as a provider's endpoint sees it, its body read to the end. */
export interface SandboxQuestion {
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Without parameters such as the charset, lower case; empty when not given. */
  readonly contentType: string;
  readonly body: string;
  /** What the endpoint's path captured. */
  readonly id: string;
}

export interface SandboxAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One documented address of a provider. `outage` is its documented internal error. */
export interface Endpoint<Name extends string = string> {
  readonly name: Name;
  readonly method: 'GET' | 'POST';
  /** Matches the whole path; at most one group, the id. */
  readonly path: RegExp;
  readonly outage: SandboxAnswer;
  answer(question: SandboxQuestion): SandboxAnswer;
}

/** A provider as its endpoints, and what it says to everything else. */
export interface Api<Name extends string = string> {
  readonly endpoints: readonly Endpoint<Name>[];
  readonly noSuchPath: SandboxAnswer;
  readonly wrongMethod: SandboxAnswer;
}

const bodyCap = 64 * 1024;

/**
 * The request listener of an API. An endpoint is the one whose path matches; then its method must be right. One that
 * `isOut` of order answers its documented internal error.
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

/** Path and query of a request target, as they came: nothing is decoded or normalised. */
export function splitTarget(target: string): readonly [path: string, search: string] {
  const at = target.indexOf('?');
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}

/** A JSON object's fields, or undefined when the text is anything else. */
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

/** JSON one member a line without indentation, as two of the documents print it. */
export function printFlat(value: unknown): string {
  return JSON.stringify(value, undefined, 1).replace(/^ +/gm, '');
}

/** The header's value; undefined when absent or empty. */
export function headerOf(question: SandboxQuestion, name: string): string | undefined {
  const value = question.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Undefined when it is over the cap; what is over is read and dropped, so that the answer can still arrive. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bodyCap) chunks.push(chunk);
  }
  return size > bodyCap ? undefined : Buffer.concat(chunks).toString('utf8');
}

/** The date comes from the server's clock, so that a client may compare its own with it. */
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
