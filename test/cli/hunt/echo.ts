import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A provider that answers every question with what it was sent: in its words, in headers, in fields. */
export async function startEcho() {
  const read = async (request: IncomingMessage) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  };
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const heard = request.headers;
      const key = [heard['api-key'], heard['x-api-key'], heard.authorization, body]
        .flat()
        .filter(Boolean)
        .join(' ');
      const forms = [
        key,
        Buffer.from(key).toString('base64'),
        Buffer.from(key).toString('hex'),
        encodeURIComponent(key),
      ];
      const said = (forms[Math.floor(Math.random() * forms.length)] ?? '').slice(0, 190);
      const verdict = { code: 'BAD_KEY', message: said };
      const answer = { status: 'error', STATUS: '500', MESSAGE: said, error: verdict, ...verdict };
      response.writeHead(401, { 'content-type': 'application/json', 'x-echo': encodeURIComponent(said) });
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
