import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A question as it came over the wire. */
export interface Asked {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Told {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is; anything else as JSON. Undefined: never answered. */
  readonly body?: unknown;
}

/** A provider's server, played by a function. */
export interface Loopback {
  readonly origin: string;
  /** Everything that was asked, in order. */
  readonly asked: readonly Asked[];
  /** Most questions that were under way at the same time. */
  most(): number;
  close(): Promise<void>;
}

export async function listen(answer: (asked: Asked) => Told | Promise<Told>): Promise<Loopback> {
  const asked: Asked[] = [];
  let [open, most] = [0, 0];
  const server = createServer(async (request, response) => {
    open += 1;
    most = Math.max(most, open);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', headers } = request;
    const question = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') };
    asked.push(question);
    const told = await answer(question);
    open -= 1;
    if (told.body === undefined) return;
    const body = typeof told.body === 'string' ? told.body : JSON.stringify(told.body);
    response.writeHead(told.status ?? 200, told.headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    most: () => most,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
