import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import type { Clock } from '../../core/time/clock.ts';
import { captureAnswer, deliverAnswer } from './capture.ts';
import { createCertificate } from './certificate.ts';
import type { SandboxFaultCase, TlsFlaw } from './fault.ts';
import { playSteps, type WireConnection } from './play.ts';

export interface FaultyOptions {
  /** Answers whatever no fault is played on. */
  readonly handler: RequestListener;
  readonly clock: Clock;
  /** The fault that is on now. The path is that of the question, or undefined when there is only a connection yet. */
  readonly fault: (path?: string) => SandboxFaultCase | undefined;
  readonly port?: number;
}

/** A server on loopback, by HTTP and by HTTPS, that plays faults. */
export interface FaultyServer {
  readonly origin: string;
  readonly tlsOrigin: string;
  /** Certificates by which a client may trust `tlsOrigin`: of a flawed one only the flaw is left to see. */
  readonly ca: readonly string[];
  /** Where a fault is met: some only by HTTPS, one only where nobody listens. */
  originFor(fault: SandboxFaultCase | undefined): string;
  openSockets(): number;
  /** Questions whose headers came through. */
  asked(): number;
  close(): Promise<void>;
}

const host = '127.0.0.1';

/** Port 1 is nobody's. */
const deadOrigin = `http://${host}:1`;

export async function listenWithFaults(options: FaultyOptions): Promise<FaultyServer> {
  const { handler, clock, fault, port = 0 } = options;
  const lines = new Map<Duplex, WireConnection>();
  const sockets = new Set<Socket>();
  // Certificates take a while to make, and without HTTPS none is needed.
  let made: ReturnType<typeof createContexts> | undefined;
  const contexts = () => {
    made ??= createContexts();
    return made;
  };
  let asked = 0;

  const http = createHttpServer((request, response) => {
    asked += 1;
    const current = fault(request.url?.split('?')[0]);
    const line = lines.get(request.socket);
    if (current === undefined || line === undefined) handler(request, response);
    else void playFault(current, line, request, response).catch(() => line.reset());
  });

  /** Plays what comes in place of an answer to `request`. */
  async function playFault(
    current: SandboxFaultCase,
    line: WireConnection,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    switch (current.kind) {
      case 'refused':
      case 'connection':
      case 'tls':
        // It is about new connections, and this one was made before: the next one will meet it.
        return line.reset();
      case 'raw':
        await readToEnd(request);
        return playSteps(line, current.steps, clock);
      case 'answer':
        await readToEnd(request);
        return deliverAnswer(response, current.answer);
      case 'changed':
        return deliverAnswer(response, current.change(await captureAnswer(handler, request)));
      case 'followed': {
        const answer = await captureAnswer(handler, request);
        return deliverAnswer(response, answer, () => line.stream.write(current.extra));
      }
      case 'late': {
        const answer = await captureAnswer(handler, request);
        await clock.sleep(current.millis);
        return deliverAnswer(response, answer);
      }
    }
  }

  function accept(raw: Socket, stream: Duplex): void {
    const line = { stream, reset: () => void raw.resetAndDestroy() };
    lines.set(stream, line);
    stream.once('close', () => lines.delete(stream));
    stream.on('error', () => raw.destroy());
    const current = fault();
    if (current?.kind === 'refused') line.reset();
    else if (current?.kind !== 'connection') http.emit('connection', stream);
    else {
      // Unread, its end would never be noticed.
      stream.resume();
      void playSteps(line, current.steps, clock);
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

  function track(server: Server, take: (socket: Socket) => void): Server {
    return server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      take(socket);
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
  const sound = createSecureContext(good);
  return {
    contextFor: (flaw: TlsFlaw | undefined) => (flaw === undefined ? sound : (contexts[flaw] ?? sound)),
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
