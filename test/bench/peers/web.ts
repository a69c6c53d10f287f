import { createServer } from 'node:http';
import { ready } from './common.ts';

/** Serves a handler of the Chat SDK, which takes a Web `Request` and returns a Web `Response` on both platforms. */
export function serveWeb(
  handle: (request: Request, later: (work: Promise<unknown>) => void) => Promise<Response>,
): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]);
      const init = { method: 'POST', headers, body: Buffer.concat(chunks) };
      const answer = await handle(new Request(`http://127.0.0.1${request.url}`, init), (work) => void work);
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'text/plain',
      });
      response.end(await answer.text());
    });
  });
  server.listen(0, '127.0.0.1', () => ready((server.address() as { port: number }).port));
}

/** The part of the Chat SDK that is used here. Its packages are installed only during a benchmark, so their types are missing. */
export interface ChatEvent {
  readonly channel: { post(text: string): Promise<unknown> };
  readonly user: { readonly userId: string };
}

export interface ChatBot {
  onSlashCommand(command: string, handle: (event: ChatEvent) => Promise<void>): void;
  initialize(): Promise<void>;
  readonly webhooks: Readonly<
    Record<
      string,
      (request: Request, options: { waitUntil(work: Promise<unknown>): void }) => Promise<Response>
    >
  >;
}

export async function createChat(name: 'telegram' | 'slack', adapterOptions: object): Promise<ChatBot> {
  const load = (module: string) => import(module) as Promise<Record<string, (given: object) => object>>;
  const { Chat } = (await load('chat')) as unknown as { Chat: new (given: object) => ChatBot };
  const adapters = await load(`@chat-adapter/${name}`);
  const { createMemoryState } = await load('@chat-adapter/state-memory');
  const create = adapters[name === 'telegram' ? 'createTelegramAdapter' : 'createSlackAdapter'];
  return new Chat({
    userName: 'walletwatch',
    adapters: { [name]: create?.(adapterOptions) },
    state: createMemoryState?.({}),
    logger: 'silent',
  });
}
