import { type IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import type { WireAnswer } from './fault.ts';

/** Returns the answer of `handler` without sending it. */
export async function captureAnswer(handler: RequestListener, request: IncomingMessage): Promise<WireAnswer> {
  const response = new ServerResponse(request);
  // Avoids chunked encoding, which would have to be decoded again.
  response.useChunkedEncodingByDefault = false;
  const recorder = new PassThrough();
  const chunks: Buffer[] = [];
  recorder.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A response only writes to its socket, so a stream is enough.
  response.assignSocket(recorder as unknown as Socket);
  await new Promise<void>((resolve) => {
    response.once('finish', resolve);
    response.once('close', resolve);
    handler(request, response as Parameters<RequestListener>[1]);
  });
  recorder.end();
  await new Promise((resolve) => recorder.once('close', resolve));
  return parseAnswer(Buffer.concat(chunks));
}

function parseAnswer(bytes: Buffer): WireAnswer {
  const at = bytes.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = bytes.subarray(0, at).toString('latin1').split('\r\n');
  const headers = lines
    .map((line) => line.split(/:\s*(.*)/s, 2))
    .map(([name = '', value = '']): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => !hopByHop.has(name));
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body: bytes.subarray(at + 4),
  };
}

const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
]);

/** Sends an answer. Calls `sent` once its last byte is written. */
export function deliverAnswer(response: ServerResponse, answer: WireAnswer, sent?: () => void): void {
  const { status, headers, body } = answer;
  const bytes = Buffer.from(body);
  const unframed = headers['connection'] === 'close' || status === 204;
  response.useChunkedEncodingByDefault = false;
  response.writeHead(status, { ...headers, ...(!unframed && { 'content-length': bytes.length }) });
  response.end(bytes, sent);
}
