import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Route, RouteAnswer, RouteHeaders, RoutesPort } from '../core/chat/routes.ts';
import { SetupError } from '../core/errors/errors.ts';
import type { Log } from '../core/log.ts';

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly log: Log;
  /** Longest duration of a request; Node then answers 408. */
  readonly requestTimeout?: number;
}

export interface Listener extends RoutesPort {
  /** Listens if there are routes, and returns the port. Rejects with `SetupError` (78) if it cannot. */
  start(): Promise<number | undefined>;
  /** Stops listening and closes every connection. */
  stop(): Promise<void>;
}

const defaultMaxBytes = 64 * 1024;

/** The HTTP listener of the process. An error of a handler is answered with a bare 500. */
export function createListener({ host, port, log, requestTimeout = 10_000 }: ListenerOptions): Listener {
  const routes = new Map<string, Map<string, Route>>();
  let server: Server | undefined;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const methods = routes.get(path);
    if (methods === undefined) return send(response, { status: 404, body: 'Not found.' });
    const route = methods.get(request.method ?? '');
    if (route === undefined) return send(response, { status: 405, body: 'Method not allowed.' });
    const headers = request.headers as RouteHeaders;
    const rejection = route.admit?.(headers);
    if (rejection !== undefined) return sendAndClose(response, rejection);
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
            else send(response, { status: 500, body: 'Internal error.' });
          });
        },
      );
      const starting = server;
      await new Promise<void>((resolve, reject) => {
        starting.once('error', (error: NodeJS.ErrnoException) =>
          reject(new SetupError([listenError(error, host, port)])),
        );
        starting.listen(port, host, resolve);
      });
      const address = starting.address();
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

function listenError({ code }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE') return `PORT ${port} is in use. Set another, or end the process that uses it.`;
  if (code === 'EACCES')
    return `PORT ${port} needs privileges that this process does not have. Set one above 1023.`;
  return `HOST ${host} is not an address of this machine. Set 127.0.0.1 or 0.0.0.0.`;
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

/** Closes the connection after a request whose body was not read, so that the rest is not read as the next request. */
function sendAndClose(response: ServerResponse, answer: RouteAnswer): void {
  response.setHeader('connection', 'close');
  send(response, answer);
}
