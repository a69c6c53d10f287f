import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { askBalance, createJournal, operatorIn, options, ready } from './common.ts';

/** The same trip with only Node and undici. */
const remember = await createJournal(options.journal);
const platform = new Pool(options.platform, { connections: 64 });

function isSigned(headers: NodeJS.Dict<string | string[]>, body: string): boolean {
  const timestamp = String(headers['x-slack-request-timestamp']);
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false;
  const own = createHmac('sha256', options.secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const given = Buffer.from(String(headers['x-slack-signature']));
  const expected = Buffer.from(`v0=${own}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function answer(form: URLSearchParams): Promise<void> {
  if (form.get('command') !== '/balance') return;
  const text = await askBalance(operatorIn(form.get('user_id') ?? ''));
  const { body, statusCode } = await platform.request({
    method: 'POST',
    path: new URL(form.get('response_url') ?? '').pathname,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ response_type: 'ephemeral', text }),
  });
  await body.text();
  if (statusCode !== 200) throw new Error('not sent');
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', async () => {
    const body = Buffer.concat(chunks).toString('utf8');
    if (!isSigned(request.headers, body)) {
      response.writeHead(401).end();
      return;
    }
    await remember(body);
    response.writeHead(200, { 'content-length': 0 }).end();
    await answer(new URLSearchParams(body));
  });
});
server.listen(0, '127.0.0.1', () => ready((server.address() as { port: number }).port));
