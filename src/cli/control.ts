import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import type { Log } from '../core/log.ts';
import { type Action, type Host, runAction, type Told } from './action.ts';

/** One request and one answer, each a line of JSON. */
const requestSchema = z.strictObject({ action: z.string(), input: z.unknown() });
const toldSchema = z.strictObject({ exitCode: z.literal([0, 1]), lines: z.array(z.string()) });
/** Secrets of a connection fit many times over. */
const mostBytes = 256 * 1024;

export function controlPath(dataDir: string): string {
  return join(dataDir, 'control.sock');
}

export interface ControlServer {
  close(): Promise<void>;
}

/** Lets the host CLI act through the running bot, so that nobody stops the bot to add a grant. Owner only. */
export async function serveControl(
  path: string,
  actions: readonly Action[],
  host: Host,
  log: Log,
): Promise<ControlServer> {
  // Only the process that holds the store's lock comes here, so a socket that is left is nobody's.
  await rm(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    void readAll(socket).then(
      async (text) => {
        socket.end(`${JSON.stringify(await perform(text))}\n`);
      },
      () => socket.destroy(),
    );
  });

  const perform = async (text: string): Promise<Told> => {
    const request = requestSchema.safeParse(parseJson(text));
    const action = actions.find(({ name }) => request.success && name === request.data.action);
    if (!request.success || action === undefined) {
      return {
        exitCode: 1,
        lines: ['The running bot does not know this: it is of another version. Restart it.'],
      };
    }
    try {
      return await runAction(action, request.data.input, host);
    } catch (thrown) {
      log.error('control failed', {
        action: action.name,
        name: thrown instanceof Error ? thrown.name : 'unknown',
      });
      return { exitCode: 1, lines: ['The bot could not do it: see its log, then try again.'] };
    }
  };

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  await chmod(path, 0o600);
  return {
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** What the running bot tells, or undefined when none runs here. */
export function askControl(path: string, action: string, input: unknown): Promise<Told | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const nobody = error.code === 'ENOENT' || error.code === 'ECONNREFUSED';
      return nobody ? resolve(undefined) : reject(error);
    });
    socket.once('connect', () => {
      socket.end(`${JSON.stringify({ action, input })}\n`);
      readAll(socket).then((text) => {
        const told = toldSchema.safeParse(parseJson(text));
        resolve(
          told.success
            ? told.data
            : { exitCode: 1, lines: ['The bot stopped before it answered: try again.'] },
        );
      }, reject);
    });
  });
}

function readAll(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBytes) return reject(new RangeError('over the cap'));
      chunks.push(chunk);
    });
    socket.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    socket.on('error', reject);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
