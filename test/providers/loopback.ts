import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that the loopback server received. */
export interface Asked {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The answer to a request. */
export interface LoopbackAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent unchanged, anything else as JSON. If undefined, the request is never answered. */
  readonly body?: unknown;
}

/** A provider's server on loopback whose answers a function returns. */
export interface Loopback {
  readonly origin: string;
  /** All requests, in order. */
  readonly asked: readonly Asked[];
  /** The maximum number of concurrent requests. */
  most(): number;
  close(): Promise<void>;
}

export async function listen(
  answer: (asked: Asked) => LoopbackAnswer | Promise<LoopbackAnswer>,
): Promise<Loopback> {
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
    const { status = 200, headers: sent, body } = await answer(question);
    open -= 1;
    if (body === undefined) return;
    response.writeHead(status, sent).end(typeof body === 'string' ? body : JSON.stringify(body));
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
