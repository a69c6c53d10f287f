import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Starts a provider that rejects every request and echoes it in messages, headers and fields. */
export async function startEcho() {
  const read = async (request: IncomingMessage) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  };
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const { headers } = request;
      const key = [headers['api-key'], headers['x-api-key'], headers.authorization, body]
        .flat()
        .filter(Boolean)
        .join(' ');
      const forms = [
        key,
        Buffer.from(key).toString('base64'),
        Buffer.from(key).toString('hex'),
        encodeURIComponent(key),
      ];
      const echoed = (forms[Math.floor(Math.random() * forms.length)] ?? '').slice(0, 190);
      const verdict = { code: 'BAD_KEY', message: echoed };
      const answer = { status: 'error', STATUS: '500', MESSAGE: echoed, error: verdict, ...verdict };
      response.writeHead(401, { 'content-type': 'application/json', 'x-echo': encodeURIComponent(echoed) });
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
