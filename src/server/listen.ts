import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Route, RouteAnswer, RouteHeaders, RoutesPort } from '../core/chat/routes.ts';
import { SetupError } from '../core/errors/errors.ts';
import type { Log } from '../core/log.ts';

/** Where the one listener is, and how long a slow caller may take (Node closes it with 408). */
export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly log: Log;
  readonly requestTimeout?: number;
}

export interface Listener extends RoutesPort {
  /** Listens if anything was handed in; gives the port. Rejects with `SetupError` (78) when it cannot. */
  start(): Promise<number | undefined>;
  /** Takes no more; ends callers that are idle or half sent. */
  stop(): Promise<void>;
}

const defaultMaxBytes = 64 * 1024;

/** The one HTTP listener. Unknown paths are 404, other methods 405; a handler's fault is a bare 500 and never the process's. */
export function createListener({ host, port, log, requestTimeout = 10_000 }: ListenerOptions): Listener {
  const routes = new Map<string, Map<string, Route>>();
  let server: Server | undefined;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const methods = routes.get(path);
    if (methods === undefined) return send(response, { status: 404, body: 'There is nothing here.' });
    const route = methods.get(request.method ?? '');
    if (route === undefined) return send(response, { status: 405, body: 'Another method is needed here.' });
    const headers = request.headers as RouteHeaders;
    const refused = route.admit?.(headers);
    if (refused !== undefined) return sendAndClose(response, refused);
    const body = await readBody(request, route.maxBytes ?? defaultMaxBytes);
    if (body === 'too-large') return sendAndClose(response, { status: 413, body: 'The body is too large.' });
    if (body === 'cut') return response.destroy();
    return send(response, await route.handle({ headers, body }));
  };

  return {
    add(route) {
      const methods = routes.get(route.path) ?? new Map<string, Route>();
      methods.set(route.method, route);
      routes.set(route.path, methods);
    },
    async start() {
      if (routes.size === 0) return undefined;
      server = createServer(
        { requestTimeout, headersTimeout: requestTimeout, keepAliveTimeout: 60_000 },
        (request, response) => {
          answer(request, response).catch((thrown: unknown) => {
            log.error('route failed', { name: thrown instanceof Error ? thrown.name : 'unknown' });
            if (response.headersSent) response.destroy();
            else send(response, { status: 500, body: 'Something failed here.' });
          });
        },
      );
      const listening = server;
      await new Promise<void>((resolve, reject) => {
        listening.once('error', (error: NodeJS.ErrnoException) =>
          reject(new SetupError([listenFault(error, host, port)])),
        );
        listening.listen(port, host, resolve);
      });
      const address = listening.address();
      return typeof address === 'object' && address !== null ? address.port : port;
    },
    async stop() {
      const stopping = server;
      server = undefined;
      if (stopping === undefined) return;
      const closed = new Promise<void>((resolve) => stopping.close(() => resolve()));
      stopping.closeIdleConnections();
      stopping.closeAllConnections();
      await closed;
    },
  };
}

function listenFault({ code }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE') return `PORT ${port} is taken: set another, or end what holds it.`;
  if (code === 'EACCES') return `PORT ${port} needs rights that this process lacks: set one above 1023.`;
  return `HOST ${host} is no address of this machine: set 127.0.0.1 or 0.0.0.0.`;
}

function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | 'too-large' | 'cut'> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve('too-large');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else {
        request.pause();
        resolve('too-large');
      }
    });
    request.once('end', () => {
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    });
    request.once('error', () => resolve('cut'));
    request.once('close', () => resolve('cut'));
  });
}

function send(
  response: ServerResponse,
  { status, body = '', contentType = 'text/plain; charset=utf-8' }: RouteAnswer,
): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** For a request whose body was not read: what is left of it must not be taken for the next request. */
function sendAndClose(response: ServerResponse, answer: RouteAnswer): void {
  response.setHeader('connection', 'close');
  send(response, answer);
}
