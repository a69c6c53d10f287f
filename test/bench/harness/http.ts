import { connect, createServer, type Socket } from 'node:net';

/**
 * A request of a minimal HTTP/1.1 on loopback: the caller and the stubs share one processor, which must not be the
 * bottleneck of a measurement.
 */
export interface Incoming {
  /** Request line and headers, as received. */
  readonly head: string;
  readonly body: string;
}

/** The bytes of a complete response: at once, after a delay in milliseconds, or when the promise resolves. */
export type Answer = Buffer | Promise<Buffer> | { readonly bytes: Buffer; readonly after: number };

export interface Server {
  readonly port: number;
  readonly origin: string;
  close(): Promise<void>;
}

export function answerOf(body: string | Buffer, type = 'application/json', status = 200): Buffer {
  const bytes = Buffer.from(body);
  const head = `HTTP/1.1 ${status} OK\r\ncontent-type: ${type}\r\ncontent-length: ${bytes.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes]);
}

export async function serve(handle: (request: Incoming) => Answer): Promise<Server> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    readMessages(socket, (head, body) => {
      const answer = handle({ head, body: body.toString('utf8') });
      if (Buffer.isBuffer(answer)) socket.write(answer);
      else if (answer instanceof Promise) void answer.then((bytes) => socket.write(bytes));
      else setTimeout(() => socket.write(answer.bytes), answer.after);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 4096, resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A persistent connection that sends one request at a time. */
export interface Caller {
  call(request: Buffer): Promise<{ readonly status: number; readonly body: string }>;
  close(): void;
}

export async function createCaller(port: number): Promise<Caller> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  let settle:
    | { resolve(answer: { status: number; body: string }): void; reject(why: Error): void }
    | undefined;
  readMessages(socket, (head, body) => {
    const waiting = settle;
    settle = undefined;
    waiting?.resolve({ status: Number(head.slice(9, 12)), body: body.toString('utf8') });
  });
  const fail = () => settle?.reject(new Error('the connection ended before the answer'));
  socket.on('error', fail);
  socket.on('close', fail);
  return {
    call(request) {
      return new Promise((resolve, reject) => {
        if (socket.destroyed) return reject(new Error('the connection has ended'));
        settle = { resolve, reject };
        socket.write(request);
      });
    },
    close: () => socket.destroy(),
  };
}

export function requestOf(path: string, headers: Readonly<Record<string, string>>, body: string): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = Buffer.byteLength(body);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines.join('')}content-length: ${length}\r\n\r\n${body}`,
  );
}

/** Returns the value of a header, or an empty text if it is missing. */
export function headerIn(head: string, name: string): string {
  const start = head.toLowerCase().indexOf(`\r\n${name}:`);
  if (start < 0) return '';
  const end = head.indexOf('\r\n', start + 2);
  return head.slice(start + name.length + 3, end < 0 ? undefined : end).trim();
}

/** Calls `take` with the head and the body of each message of a connection. Bodies have a length or are chunked. */
function readMessages(socket: Socket, take: (head: string, body: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  let head: string | undefined;
  let wanted = 0;
  socket.on('data', (data: Buffer) => {
    rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
    for (;;) {
      if (head === undefined) {
        const end = rest.indexOf('\r\n\r\n');
        if (end < 0) return;
        head = rest.toString('latin1', 0, end);
        rest = rest.subarray(end + 4);
        wanted = /\r\ntransfer-encoding: *chunked/i.test(head) ? -1 : lengthIn(head);
      }
      const whole: Whole | undefined = wanted < 0 ? readChunks(rest) : readLength(rest, wanted);
      if (whole === undefined) return;
      const full: string = head;
      head = undefined;
      rest = rest.subarray(whole.used);
      take(full, whole.body);
    }
  });
}

interface Whole {
  readonly body: Buffer;
  readonly used: number;
}

function lengthIn(head: string): number {
  return Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
}

function readLength(bytes: Buffer, length: number): Whole | undefined {
  return bytes.length < length ? undefined : { body: bytes.subarray(0, length), used: length };
}

function readChunks(bytes: Buffer): Whole | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, end), 16);
    const next = end + 2 + size + 2;
    if (bytes.length < next) return undefined;
    if (size === 0) return { body: Buffer.concat(parts), used: next };
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = next;
  }
}
