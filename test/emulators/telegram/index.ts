import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../../src/core/time/clock.ts';
import { createFaultQueue, type Fault, playFault, type Trouble } from './faults.ts';
import { createHandlers, type Press } from './methods.ts';
import { readMultipart, type Upload } from './multipart.ts';
import { isMethod, params } from './params.ts';
import { createRateKeeper, type RateKeeper, type Rates, usualRates } from './rates.ts';
import { bad, Refusal } from './refusal.ts';
import { createScenario, type Scenario } from './scenario.ts';
import { createUpdates, type Updates } from './updates.ts';
import { createWorld, type Post, type Room, type World } from './world.ts';

/** A call by the bot. */
export interface Call {
  readonly method: string;
  readonly given: Readonly<Record<string, unknown>>;
  readonly at: number;
  /** Undefined while it is unanswered; otherwise `ok` or the code of the error. */
  outcome?: 'ok' | number;
  /** The description of the error. */
  said?: string;
}

/** A Bot API server on loopback, as strict as its documentation, and the users of the bot. */

export interface Emulator extends Scenario {
  /** `http://127.0.0.1:<port>` */
  readonly root: string;
  readonly token: string;
  readonly bot: { readonly id: number; readonly username: string };
  readonly world: World;
  readonly updates: Updates;
  readonly rates: RateKeeper;
  readonly calls: readonly Call[];
  readonly presses: ReadonlyMap<string, Press>;
  readonly menus: ReadonlyMap<
    string,
    readonly { readonly command: string; readonly is_ephemeral?: boolean | undefined }[]
  >;
  /** Accepted calls that readers would see differently than intended, and calls that a well-behaved bot does not make. */
  readonly violations: string[];
  /** All visible events, in order. */
  readonly transcript: string[];
  /** Chats to which a chat action was sent. */
  readonly actions: readonly number[];
  /** The bot's messages in a chat, oldest first. */
  answers(room: Room): readonly Post[];
  fault(fault: Fault): void;
  trouble(decide: Trouble | undefined): void;
  mend(): void;
  /** Revokes the token. */
  revoke(revoked: boolean): void;
  /** Runs the event loop until the condition is true. */
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export interface EmulatorOptions {
  readonly clock: Clock;
  readonly rates?: Partial<Rates>;
  readonly token?: string;
  readonly port?: number;
}

const usualToken = '7100000001:AAEcanary0token0canary0token0canary';

export async function startEmulator({
  clock,
  rates,
  token = usualToken,
  port = 0,
}: EmulatorOptions): Promise<Emulator> {
  const bot = { id: Number(token.split(':')[0]), username: 'WalletwatchBot' };
  const [violations, transcript, calls, actions]: [string[], string[], Call[], number[]] = [[], [], [], []];
  const presses = new Map<string, Press>();
  const menus: Parameters<typeof createHandlers>[0]['menus'] = new Map();
  const violate = (what: string) => void violations.push(what);
  const world = createWorld();
  const updates = createUpdates(clock);
  const keeper = createRateKeeper(clock, { ...usualRates, ...rates }, violate);
  const faults = createFaultQueue();
  let revoked = false;
  const nameOf = (chat: number) => world.rooms.get(chat)?.title ?? String(chat);

  const handlers = createHandlers({
    world,
    updates,
    rates: keeper,
    clock,
    bot,
    presses,
    menus,
    actions,
    violate,
    posted: (post, how) => transcript.push(showPost(post, how, nameOf(post.chat))),
  });
  const scenario = createScenario({
    world,
    updates,
    presses,
    clock,
    bot,
    said: ({ name }, room, text, { thread, ephemeral }) => {
      const where =
        room.type === 'private' ? '' : ` in ${room.title}${thread === undefined ? '' : `, topic ${thread}`}`;
      transcript.push(`${name}${where}${ephemeral ? ' (ephemeral)' : ''}: ${hideTickets(text)}`);
    },
    pressed: ({ name }, post, label) => {
      transcript.push(`${name} presses [${hideTickets(label)}] in ${nameOf(post.chat)}`);
    },
  });

  async function perform(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, given, method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? [];
    const body = await readBody(request);
    if (given !== token || revoked) return refuse(response, new Refusal(401, 'Unauthorized'));
    if (!isMethod(method)) {
      violate(`unknown method ${method}`);
      return refuse(response, new Refusal(404, 'Not Found'));
    }
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const { fields, files } = readCall(request, body);
    const fault = faults.take(method, fields['chat_id']);
    const call: Call = { method, given: fields, at: clock.mono() };
    calls.push(call);
    if (fault !== undefined && !('when' in fault && fault.when === 'after'))
      return playFault(fault, response);
    try {
      const checked = params[method].safeParse(fields);
      if (!checked.success) {
        const what = checked.error.issues
          .map(({ path, message }) => `${path.join('.')} ${message}`)
          .join('; ');
        violate(`${method}: ${what}`);
        throw bad(`${method}: ${what}`);
      }
      const handle = handlers[method] as (
        asked: unknown,
        gone: AbortSignal,
        files: ReadonlyMap<string, Upload>,
      ) => unknown;
      const result = await handle(checked.data, gone.signal, files);
      call.outcome = 'ok';
      noteToast(method, fields);
      if (fault !== undefined) return playFault(fault, response);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: true, result }));
    } catch (thrown) {
      const refusal =
        thrown instanceof Refusal ? thrown : new Refusal(500, `Internal Server Error: ${String(thrown)}`);
      call.outcome = refusal.code;
      call.said = refusal.message;
      if (refusal.code === 500) violate(`the emulator failed: ${String(thrown)}`);
      refuse(response, refusal);
    }
  }

  function noteToast(method: string, fields: Readonly<Record<string, unknown>>): void {
    if (method !== 'answerCallbackQuery' || fields['text'] === undefined) return;
    transcript.push(`  (toast) ${String(fields['text'])}`);
  }

  const server = createServer((request, response) => {
    perform(request, response).catch((thrown: unknown) => {
      violate(`the emulator failed: ${String(thrown)}`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));

  return {
    ...scenario,
    root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    bot,
    world,
    updates,
    rates: keeper,
    calls,
    presses,
    menus,
    violations,
    transcript,
    actions,
    answers: (room) => world.posts.filter(({ chat, from }) => chat === room.id && from === undefined),
    fault: faults.add,
    trouble: faults.trouble,
    mend: faults.clear,
    revoke(now) {
      revoked = now;
    },
    async until(condition) {
      while (!condition()) await turn();
    },
    async close() {
      updates.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readCall(
  request: IncomingMessage,
  body: Buffer,
): { fields: Record<string, unknown>; files: Map<string, Upload> } {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) {
    return { fields: body.length === 0 ? {} : JSON.parse(body.toString('utf8')), files: new Map() };
  }
  const { fields, files } = readMultipart(body, type);
  const read = Object.entries(fields).map(([name, text]) => [
    name,
    /^(?:[[{]|-?\d+$|true$|false$)/.test(text) ? JSON.parse(text) : text,
  ]);
  return { fields: Object.fromEntries(read), files };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function refuse(response: ServerResponse, { code, message, parameters }: Refusal): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({ ok: false, error_code: code, description: message, ...(parameters && { parameters }) }),
  );
}

/** Renders a message as text, with its entities named at their edges. */
function showPost(post: Post, how: 'sent' | 'edited', room: string): string {
  const head = [
    how === 'sent' ? 'bot' : 'bot edits',
    ` in ${room}`,
    post.thread === undefined ? '' : `, topic ${post.thread}`,
    post.replyTo === undefined ? '' : `, to message ${post.replyTo}`,
    post.receiver === undefined ? '' : `, seen by ${post.receiver} alone`,
    post.file === undefined ? '' : `, ${post.file.kind} ${post.file.name} of ${post.file.bytes} bytes`,
    ':',
  ].join('');
  const text = markedText(post)
    .split('\n')
    .map((line) => `  ${line}`.trimEnd());
  const buttons = post.buttons.map((row) => {
    return `  ${row.map(({ text, callback_data, url }) => `[${text} -> ${hideTickets(callback_data ?? url ?? '')}]`).join(' ')}`;
  });
  return [head, ...text, ...buttons].join('\n');
}

const marks: Readonly<Record<string, readonly [string, string]>> = {
  bold: ['*', '*'],
  code: ['`', '`'],
  pre: ['```\n', '\n```'],
  date_time: ['<', '>'],
};

function markedText({ text, entities }: Post): string {
  const edges = entities.flatMap((entity) => {
    const { type, offset, length } = entity;
    const [open, close] = marks[type] ?? [
      `{${type} `,
      entity.url === undefined ? '}' : ` ${hideTickets(entity.url)}}`,
    ];
    return [
      { at: offset, mark: open, order: 1 },
      { at: offset + length, mark: close, order: 0 },
    ];
  });
  let shown = text;
  for (const { at, mark } of edges.sort((a, b) => b.at - a.at || b.order - a.order)) {
    shown = shown.slice(0, at) + mark + shown.slice(at);
  }
  return shown;
}

function hideTickets(text: string): string {
  return text.replace(/(t:|run-)[\w-]{22}/g, '$1<ticket>');
}
