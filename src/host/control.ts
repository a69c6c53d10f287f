import { chmod, open, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { basename, dirname, join, relative } from 'node:path';
import * as z from 'zod';
import { SetupError } from '../core/errors/errors.ts';
import type { Log } from '../core/log.ts';
import { parseJson } from '../core/text/parse-json.ts';
import type { Clock, Millis } from '../core/time/clock.ts';
import { type Action, type ActionResult, exitCodes, type Host, refused, runAction } from './action.ts';

/** One request and one answer, each a line of JSON. */
const requestSchema = z.strictObject({ action: z.string(), input: z.unknown() });
const resultSchema = z.strictObject({ exitCode: z.literal(exitCodes), lines: z.array(z.string()) });
/** Secrets of a connection fit many times over. */
const maxMessageBytes = 256 * 1024;
/** Longer than every question to every provider may take. */
const patience: Millis = 5 * 60_000;
/** How long a bot that stops waits for what it does for the CLI. */
const grace: Millis = 5_000;
/** What fits every system's socket address, which holds 104 bytes or 108. */
const maxPathBytes = 100;

export function controlPath(dataDir: string): string {
  return join(dataDir, 'control.sock');
}

export interface ControlServer {
  close(): Promise<void>;
}

/**
 * Lets the host CLI act through the running bot, so that nobody stops the bot to add a grant. Owner only. The actions are
 * loaded at the first request. `onChange` is called when something was changed, before the CLI is told.
 */
export async function serveControl(
  path: string,
  actions: () => Promise<readonly Action[]>,
  host: Host,
  log: Log,
  onChange: () => void = () => {},
): Promise<ControlServer> {
  const { address, release } = (await addressOf(path)) ?? { address: path, release: async () => {} };
  // Only the process that holds the store's lock comes here, so a socket that is left is nobody's.
  await rm(path, { force: true });
  const [sockets, reading] = [new Set<Socket>(), new Set<Socket>()];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    reading.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    readAll(socket)
      .then(async (text) => {
        reading.delete(socket);
        socket.end(`${JSON.stringify(await perform(text))}\n`);
      })
      .catch(() => socket.destroy());
  });

  const perform = async (text: string): Promise<ActionResult> => {
    const request = requestSchema.safeParse(parseJson(text));
    const known = await actions();
    const action = known.find(({ name }) => request.success && name === request.data.action);
    if (!request.success || action === undefined) {
      return refused('The running bot does not know this: it is of another version. Restart it.');
    }
    try {
      const told = await runAction(action, request.data.input, host);
      // What only reads is not audited.
      if (told.exitCode === 0 && action.about !== undefined) onChange();
      return told;
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown.name : typeof thrown;
      log.error('control failed', { action: action.name, error });
      return refused('The bot could not do it: see its log, then try again.');
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
      const enough = new AbortController();
      await Promise.race([closed, host.clock.sleep(grace, enough.signal)]);
      enough.abort();
      for (const socket of sockets) socket.destroy();
      await closed;
      await release();
    },
  };
}

/** What the running bot tells, or undefined when none runs here. */
export async function askControl(
  path: string,
  action: string,
  input: unknown,
  clock: Clock,
): Promise<ActionResult | undefined> {
  const found = await addressOf(path);
  if (found === undefined) return undefined;
  const answered = new AbortController();
  try {
    const asked = ask(found.address, JSON.stringify({ action, input }), answered.signal);
    const late = clock.sleep(patience, answered.signal).then(() => {
      return refused('The bot did not answer within 5 minutes: see its log, then try again.');
    });
    return await Promise.race([asked, late]);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown';
    throw new SetupError([`${path} cannot be used (${code}): run this as the user that the bot runs as.`]);
  } finally {
    answered.abort();
    await found.release();
  }
}

function ask(address: string, question: string, signal: AbortSignal): Promise<ActionResult | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    signal.addEventListener('abort', () => socket.destroy());
    const unreached = (error: NodeJS.ErrnoException) => {
      const nobody = error.code === 'ENOENT' || error.code === 'ECONNREFUSED';
      return nobody ? resolve(undefined) : reject(error);
    };
    socket.once('error', unreached);
    socket.once('connect', () => {
      const answer = readAll(socket);
      socket.off('error', unreached);
      socket.end(`${question}\n`);
      answer
        .catch(() => '')
        .then((text) => {
          const told = resultSchema.safeParse(parseJson(text));
          resolve(told.success ? told.data : refused('The bot stopped before it answered: try again.'));
        });
    });
  });
}

interface Address {
  readonly address: string;
  /** The address holds until then. */
  release(): Promise<void>;
}

/**
 * An address that a socket can have: its path, or a shorter name of the same place; on Linux every open folder has one.
 * Undefined when there is no such folder.
 */
async function addressOf(path: string): Promise<Address | undefined> {
  const short = [path, relative(process.cwd(), path)].find((name) => Buffer.byteLength(name) <= maxPathBytes);
  if (short !== undefined) return { address: short, release: async () => {} };
  if (process.platform !== 'linux') {
    const most = maxPathBytes - basename(path).length - 1;
    throw new SetupError([`DATA_DIR is too long for a socket in it: set one of at most ${most} characters.`]);
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
      if (bytes > maxMessageBytes) return reject(new RangeError('over the cap'));
      chunks.push(chunk);
    });
    socket.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    socket.on('error', reject);
    socket.on('close', () => reject(new RangeError('broken off')));
  });
}
