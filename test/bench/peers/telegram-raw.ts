import { createServer } from 'node:http';
import { Pool } from 'undici';
import { askBalance, createJournal, operatorIn, options, ready } from './common.ts';

/** The same trip with only Node and undici. */
interface Update {
  readonly update_id: number;
  readonly message?: { readonly chat: { readonly id: number }; readonly text?: string };
}

const remember = await createJournal(options.journal);
const platform = new Pool(options.platform, { connections: 64 });

async function answer({ message }: Update): Promise<void> {
  if (message?.text !== '/balance') return;
  const text = await askBalance(operatorIn(message.chat.id));
  const { body } = await platform.request({
    method: 'POST',
    path: `/bot${options.token}/sendMessage`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chat_id: message.chat.id, text }),
  });
  if ((JSON.parse(await body.text()) as { readonly ok: boolean }).ok !== true) throw new Error('not sent');
}

const server = createServer((request, response) => {
  if (request.headers['x-telegram-bot-api-secret-token'] !== options.secret) {
    response.writeHead(401).end();
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', async () => {
    const body = Buffer.concat(chunks).toString('utf8');
    const update = JSON.parse(body) as Update;
    await remember(body);
    response.writeHead(200, { 'content-length': 0 }).end();
    await answer(update);
  });
});
server.listen(0, '127.0.0.1', () => ready((server.address() as { port: number }).port));
