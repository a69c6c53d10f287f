import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { lazy } from '../../core/async/lazy.ts';
import type { Clock } from '../../core/time/clock.ts';
import { captureAnswer, deliverAnswer } from './capture.ts';
import { createCertificate } from './certificate.ts';
import type { SandboxFaultCase, TlsFlaw } from './fault.ts';
import { playSteps, type WireConnection } from './play.ts';

export interface FaultyOptions {
  /** Answers requests while no fault is active. */
  readonly handler: RequestListener;
  readonly clock: Clock;
  /** Returns the active fault. `path` is the request's; undefined while there is only a connection. */
  readonly fault: (path?: string) => SandboxFaultCase | undefined;
  readonly port?: number;
}

/** A server on loopback that plays faults, over HTTP and HTTPS. */
export interface FaultyServer {
  readonly origin: string;
  readonly tlsOrigin: string;
  /** The certificates that a client should trust, so that a flawed certificate fails only for its flaw. */
  readonly ca: readonly string[];
  /** Returns the origin at which a fault occurs: some need HTTPS, one a closed port. */
  originFor(fault: SandboxFaultCase | undefined): string;
  openSockets(): number;
  /** The number of requests whose headers arrived. */
  asked(): number;
  close(): Promise<void>;
}

const host = '127.0.0.1';

/** An origin on which no server listens. */
const deadOrigin = `http://${host}:1`;

export async function listenWithFaults(options: FaultyOptions): Promise<FaultyServer> {
  const { handler, clock, fault, port = 0 } = options;
  const connections = new Map<Duplex, WireConnection>();
  const sockets = new Set<Socket>();
  // Created at first use: certificates take a while, and without HTTPS none is needed.
  const contexts = lazy(createContexts);
  let asked = 0;

  const http = createHttpServer((request, response) => {
    asked += 1;
    const current = fault(request.url?.split('?')[0]);
    const connection = connections.get(request.socket);
    if (current === undefined || connection === undefined) handler(request, response);
    else void playFault(current, connection, request, response).catch(() => connection.reset());
  });

  /** Plays a fault instead of the answer to `request`. */
  async function playFault(
    current: SandboxFaultCase,
    connection: WireConnection,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    switch (current.kind) {
      case 'refused':
      case 'connection':
      case 'tls':
        // The fault is for new connections; this one is older, so reset it and play the fault on the next.
        return connection.reset();
      case 'raw':
        await readToEnd(request);
        return playSteps(connection, current.steps, clock);
      case 'answer':
        await readToEnd(request);
        return deliverAnswer(response, current.answer);
      case 'changed':
        return deliverAnswer(response, current.change(await captureAnswer(handler, request)));
      case 'followed': {
        const answer = await captureAnswer(handler, request);
        return deliverAnswer(response, answer, () => connection.stream.write(current.extra));
      }
      case 'late': {
        const answer = await captureAnswer(handler, request);
        await clock.sleep(current.millis);
        return deliverAnswer(response, answer);
      }
    }
  }

  function accept(raw: Socket, stream: Duplex): void {
    const connection = { stream, reset: () => void raw.resetAndDestroy() };
    connections.set(stream, connection);
    stream.once('close', () => connections.delete(stream));
    stream.on('error', () => raw.destroy());
    const current = fault();
    if (current?.kind === 'refused') connection.reset();
    else if (current?.kind !== 'connection') http.emit('connection', stream);
    else {
      // Without reading, the end of the stream would not be noticed.
      stream.resume();
      void playSteps(connection, current.steps, clock);
    }
  }

  function acceptTls(raw: Socket): void {
    const current = fault();
    const flaw = current?.kind === 'tls' ? current.flaw : undefined;
    if (flaw === 'stalled') return void raw.resume();
    if (flaw === 'plain-http') {
      raw.resume();
      raw.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const stream = new TLSSocket(raw, { isServer: true, secureContext: contexts().contextFor(flaw) });
    accept(raw, stream);
  }

  function track(server: Server, onSocket: (socket: Socket) => void): Server {
    return server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      onSocket(socket);
    });
  }

  const plain = track(createServer(), (raw) => accept(raw, raw));
  const secure = track(createServer(), acceptTls);
  await listen(plain, port);
  await listen(secure, 0);
  const origin = `http://${host}:${portOf(plain)}`;
  const tlsOrigin = `https://${host}:${portOf(secure)}`;

  return {
    origin,
    tlsOrigin,
    get ca() {
      return contexts().ca;
    },
    originFor(wanted) {
      if (wanted?.kind === 'refused') return deadOrigin;
      return wanted?.kind === 'tls' ? tlsOrigin : origin;
    },
    openSockets: () => sockets.size,
    asked: () => asked,
    async close() {
      const closed = [plain, secure].map((server) => new Promise((resolve) => server.close(resolve)));
      const gone = [...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const socket of sockets) socket.destroy();
      await Promise.all([...closed, ...gone]);
    },
  };
}

function createContexts() {
  const good = createCertificate({ host: 'localhost', address: [127, 0, 0, 1], until: '49' });
  const unknown = createCertificate({ host: 'localhost', address: [127, 0, 0, 1], until: '49' });
  const expired = createCertificate({ host: 'localhost', address: [127, 0, 0, 1], until: '01' });
  const other = createCertificate({ host: 'elsewhere.invalid', until: '49' });
  const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  const contexts: Readonly<Partial<Record<TlsFlaw, SecureContext>>> = {
    'self-signed': createSecureContext(unknown),
    expired: createSecureContext(expired),
    'wrong-host': createSecureContext(other),
    'old-version': createSecureContext({ ...good, ...old }),
  };
  const valid = createSecureContext(good);
  return {
    contextFor: (flaw: TlsFlaw | undefined) => (flaw === undefined ? valid : (contexts[flaw] ?? valid)),
    ca: [good.cert, expired.cert, other.cert],
  };
}

async function readToEnd(request: IncomingMessage): Promise<void> {
  for await (const _ of request);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
