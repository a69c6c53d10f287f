import { chmod, open, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { basename, dirname, join, relative } from 'node:path';
import * as z from 'zod';
import { SetupError } from '../core/errors/errors.ts';
import type { Log } from '../core/log.ts';
import { parseJson } from '../core/text/parse-json.ts';
import type { Clock, Millis } from '../core/time/clock.ts';
import { type Action, type ActionResult, exitCodes, type Host, refused, runAction } from './action.ts';

/** The wire format of the control socket: one request and one response, each a line of JSON. */
const requestSchema = z.strictObject({ action: z.string(), input: z.unknown() });
const resultSchema = z.strictObject({ exitCode: z.literal(exitCodes), lines: z.array(z.string()) });
/** Many times the size of the secrets of one connection. */
const maxMessageBytes = 256 * 1024;
/** Longer than calls to all providers may take. */
const responseTimeout: Millis = 5 * 60_000;
/** How long a stopping bot waits for requests of the CLI. */
const stopGrace: Millis = 5_000;
/** A socket address has at most 104 or 108 bytes, depending on the system. */
const maxPathBytes = 100;

export function controlPath(dataDir: string): string {
  return join(dataDir, 'control.sock');
}

export interface ControlServer {
  close(): Promise<void>;
}

/**
 * Serves requests of the host CLI, so that the bot need not be stopped to add a grant. Only the owner of the process can
 * connect. The actions are loaded at the first request. `onChange` is called after a change, before the response.
 */
export async function serveControl(
  path: string,
  actions: () => Promise<readonly Action[]>,
  host: Host,
  log: Log,
  onChange: () => void = () => {},
): Promise<ControlServer> {
  const { address, release } = (await addressOf(path)) ?? { address: path, release: async () => {} };
  // This process has locked the store, so an existing socket belongs to no running process.
  await rm(path, { force: true });
  const sockets = new Set<Socket>();
  const reading = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    reading.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    readAll(socket)
      .then(async (text) => {
        reading.delete(socket);
        socket.end(`${JSON.stringify(await respond(text))}\n`);
      })
      .catch(() => socket.destroy());
  });

  const respond = async (text: string): Promise<ActionResult> => {
    const request = requestSchema.safeParse(parseJson(text));
    const known = await actions();
    const action = known.find(({ name }) => request.success && name === request.data.action);
    if (!request.success || action === undefined) {
      return refused('The running bot is another version and does not know this request. Restart it.');
    }
    try {
      const result = await runAction(action, request.data.input, host);
      // An action without `about` only reads.
      if (result.exitCode === 0 && action.about !== undefined) onChange();
      return result;
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown.name : typeof thrown;
      log.error('control failed', { action: action.name, error });
      return refused('The bot failed to process the request: see its log, then try again.');
    }
  };

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  await chmod(path, 0o600);
  return {
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of reading) socket.destroy();
      const isClosed = new AbortController();
      await Promise.race([closed, host.clock.sleep(stopGrace, isClosed.signal)]);
      isClosed.abort();
      for (const socket of sockets) socket.destroy();
      await closed;
      await release();
    },
  };
}

/** Returns the response of the running bot; undefined if no bot runs on this data folder. */
export async function askControl(
  path: string,
  action: string,
  input: unknown,
  clock: Clock,
): Promise<ActionResult | undefined> {
  const found = await addressOf(path);
  if (found === undefined) return undefined;
  const isDone = new AbortController();
  try {
    const response = request(found.address, JSON.stringify({ action, input }), isDone.signal);
    const timeout = clock.sleep(responseTimeout, isDone.signal).then(() => {
      return refused('The bot did not respond within 5 minutes: see its log, then try again.');
    });
    return await Promise.race([response, timeout]);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown';
    throw new SetupError([
      `${path} cannot be used (${code}): run this command as the user who runs the bot.`,
    ]);
  } finally {
    isDone.abort();
    await found.release();
  }
}

function request(address: string, body: string, signal: AbortSignal): Promise<ActionResult | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    signal.addEventListener('abort', () => socket.destroy());
    const onConnectError = (error: NodeJS.ErrnoException) => {
      const isAbsent = error.code === 'ENOENT' || error.code === 'ECONNREFUSED';
      return isAbsent ? resolve(undefined) : reject(error);
    };
    socket.once('error', onConnectError);
    socket.once('connect', () => {
      const response = readAll(socket);
      socket.off('error', onConnectError);
      socket.end(`${body}\n`);
      response
        .catch(() => '')
        .then((text) => {
          const result = resultSchema.safeParse(parseJson(text));
          resolve(result.success ? result.data : refused('The bot stopped before it responded: try again.'));
        });
    });
  });
}

interface Address {
  readonly address: string;
  /** Invalidates the address. */
  release(): Promise<void>;
}

/**
 * Returns a socket address for `path` that is short enough: the path itself, or on Linux a name under `/proc` of the open
 * folder. Undefined if the folder does not exist.
 */
async function addressOf(path: string): Promise<Address | undefined> {
  const short = [path, relative(process.cwd(), path)].find((name) => Buffer.byteLength(name) <= maxPathBytes);
  if (short !== undefined) return { address: short, release: async () => {} };
  if (process.platform !== 'linux') {
    const max = maxPathBytes - basename(path).length - 1;
    throw new SetupError([
      `DATA_DIR is too long for a socket path: set a path of at most ${max} characters.`,
    ]);
  }
  const folder = await open(dirname(path), 'r').catch(() => undefined);
  if (folder === undefined) return undefined;
  return { address: `/proc/self/fd/${folder.fd}/${basename(path)}`, release: () => folder.close() };
}

function readAll(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxMessageBytes) return reject(new RangeError('message too large'));
      chunks.push(chunk);
    });
    socket.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    socket.on('error', reject);
    socket.on('close', () => reject(new RangeError('connection closed')));
  });
}
