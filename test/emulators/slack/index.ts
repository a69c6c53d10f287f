import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { botScopes } from '../../../adapters/slack/manifest.ts';
import { argsOf, bodyOf, end, form, json } from './requests.ts';
import { createSockets, type Envelope, type Sockets } from './sockets.ts';
import { bot, botUser, type Posted, team } from './state.ts';
import { createWebApi, type WebApi } from './web-api.ts';

type Given = Readonly<Record<string, unknown>>;

/** A failure of one call. With `after` the call takes effect, but its answer is lost. */
export type Trouble =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly after?: boolean;
    }
  | { readonly kind: 'reset'; readonly after?: boolean }
  | { readonly kind: 'error'; readonly error: string };

/** A received call: a method's name, or `response_url`. */
export interface Call {
  readonly method: string;
  readonly channel: string;
  readonly args: Given;
  readonly at: number;
  /** Undefined before the call takes effect; then `ok` or the error. The answer may still be lost. */
  outcome?: string;
}

export interface EmulatorOptions {
  readonly now?: () => number;
  /** The scopes of the installed app. Default: those of our manifest. */
  readonly scopes?: readonly string[];
  /** Whether answers list the scopes; real servers do not always. */
  readonly tellsScopes?: boolean;
}

/** The user and the channel of an action. */
export interface Who {
  readonly user?: string;
  readonly channel?: string;
  readonly team?: string;
  readonly isShared?: boolean;
}

/** The app's acknowledgement, as Slack sees it. */
export interface Acked {
  readonly status: number;
  readonly body: string;
  readonly ms: number;
}

export interface SlackEmulator
  extends Pick<WebApi, 'posted' | 'refused' | 'channels' | 'channelOf' | 'remove' | 'direct'> {
  readonly apiUrl: string;
  readonly bot: typeof bot;
  readonly sockets: Sockets;
  readonly calls: readonly Call[];
  /** Sends payloads to our listener instead of to the sockets. */
  useHttp(url: string): void;
  trouble(decide: ((call: Call) => Trouble | undefined) | undefined): void;
  slash(line: string, who?: Who): Promise<Acked>;
  press(message: Posted, button: string, who?: Who): Promise<Acked>;
  mention(text: string, who?: Who): Promise<Acked>;
  say(text: string, who?: Who): Promise<Acked>;
  /** Sends any body, signed with any time and secret, in HTTP mode. */
  post(
    body: string,
    more?: { readonly type?: string; readonly headers?: Record<string, string> },
  ): Promise<Acked>;
  sign(body: string, timestamp?: number, secret?: string): Record<string, string>;
  commandBody(line: string, who?: Who): URLSearchParams;
  close(): Promise<void>;
}

/** A Slack server on loopback, written from its reference. */
export async function startSlack(options: EmulatorOptions = {}): Promise<SlackEmulator> {
  const now = options.now ?? (() => Date.now());
  const calls: Call[] = [];
  let trouble: ((call: Call) => Trouble | undefined) | undefined;
  let target: string | undefined;
  let serial = 0;

  const server = createServer((request, response) => {
    void handle(request, response).catch((thrown: unknown) => {
      response.destroy(thrown instanceof Error ? thrown : undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sockets = createSockets(() => host);
  const scopes = new Set<string>(options.scopes ?? botScopes);
  const api = createWebApi({ now, scopes, socketUrl: sockets.newUrl });
  server.on('upgrade', (request, socket) => sockets.upgrade(request, socket));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const text = await bodyOf(request);
    const [, method] = /^\/api\/([\w.]+)$/.exec(path) ?? [];
    const [, key] = /^\/(?:commands|actions)\/([\w/]+)$/.exec(path) ?? [];
    const args = argsOf(text, request.headers['content-type'] ?? '');
    if (request.method !== 'POST' || (method === undefined && key === undefined) || args === undefined) {
      return end(response, 404, 'nothing here');
    }
    const channel =
      key === undefined ? String(args['channel'] ?? '') : (api.responses.get(key)?.channel ?? '');
    const call: Call = { method: method ?? 'response_url', channel, args, at: now() };
    calls.push(call);
    const happens = trouble?.(call);
    const serve = () => {
      const served = method === undefined ? api.respond(key ?? '', args) : serveMethod(method, args);
      call.outcome = /"error":"(\w+)"/.exec(served.text)?.[1] ?? 'ok';
      return served;
    };
    const serveMethod = (name: string, given: Given) => {
      const { token: _, ...rest } = given;
      const answer = api.call(name, (request.headers.authorization ?? '').replace(/^Bearer /, ''), rest);
      const { faults: _faults, ...told } = answer;
      return { status: 200, text: JSON.stringify(told) };
    };
    if (happens?.kind === 'error')
      return end(response, 200, JSON.stringify({ ok: false, error: happens.error }));
    if (happens !== undefined) {
      if (happens.after === true) serve();
      if (happens.kind === 'reset') return void request.socket.resetAndDestroy();
      return end(response, happens.status, 'trouble', happens.headers);
    }
    const served = serve();
    const told = options.tellsScopes === false ? {} : { 'x-oauth-scopes': [...scopes].join(',') };
    end(response, served.status, served.text, { 'content-type': 'application/json; charset=utf-8', ...told });
  }

  function responseUrl(channel: string, user: string, source?: string): string {
    const key = `${team}/${++serial}/${randomBytes(12).toString('hex')}`;
    api.responses.set(key, { channel, user, made: now(), uses: 0, ...(source !== undefined && { source }) });
    return `http://${host}/${source === undefined ? 'commands' : 'actions'}/${key}`;
  }
  function trigger(): string {
    const id = `${++serial}.${team.length}.${randomBytes(8).toString('hex')}`;
    api.triggers.set(id, { made: now(), used: false });
    return id;
  }
  function place(who: Who): { readonly user: string; readonly channel: string; readonly team: string } {
    const user = who.user ?? 'U0ASKER01';
    const channel = who.channel ?? 'C0PAYMENTS';
    api.channelOf(channel, [user]);
    return { user, channel, team: who.team ?? team };
  }

  function commandBody(line: string, who: Who = {}): URLSearchParams {
    const { user, channel, team: from } = place(who);
    const [command = '', ...words] = line.split(' ');
    return new URLSearchParams({
      token: 'gIkuvaNzQIHg97ATvDxqgjtO',
      team_id: from,
      team_domain: 'acme',
      channel_id: channel,
      channel_name: channel.startsWith('D') ? 'directmessage' : 'payments',
      user_id: user,
      user_name: 'renamed-at-will',
      command,
      text: words.join(' '),
      api_app_id: 'A0WATCH01',
      is_enterprise_install: 'false',
      response_url: responseUrl(channel, user),
      trigger_id: trigger(),
    });
  }

  /** Delivers a payload over a socket or as a signed request. Slack waits three seconds. */
  async function deliver(envelope: Envelope, body: string, type: string): Promise<Acked> {
    if (target !== undefined) return post(body, { type });
    const before = performance.now();
    const ack = await sockets.send(envelope);
    const ms = performance.now() - before;
    if (ack === undefined) return { status: 0, body: '', ms };
    const text = Object.keys(ack.payload).length === 0 ? '' : JSON.stringify(ack.payload);
    return { status: ms > 3_000 ? 0 : 200, body: text, ms };
  }
  async function post(body: string, more: Parameters<SlackEmulator['post']>[1] = {}): Promise<Acked> {
    const before = performance.now();
    const { type = form, headers = sign(body) } = more;
    const response = await fetch(target ?? '', {
      method: 'POST',
      headers: { 'content-type': type, ...headers },
      body,
    });
    const text = await response.text();
    return { status: response.status, body: text, ms: performance.now() - before };
  }
  function sign(body: string, timestamp = Math.floor(now() / 1000), secret: string = bot.signingSecret) {
    const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    return { 'x-slack-request-timestamp': String(timestamp), 'x-slack-signature': `v0=${signature}` };
  }

  function event(inner: Given, who: Who): Promise<Acked> {
    const { user, channel, team: from } = place(who);
    const payload = {
      token: 'gIkuvaNzQIHg97ATvDxqgjtO',
      team_id: team,
      api_app_id: 'A0WATCH01',
      type: 'event_callback',
      event_id: `Ev${++serial}`,
      event_time: Math.floor(now() / 1000),
      is_ext_shared_channel: who.isShared ?? false,
      authorizations: [
        { enterprise_id: null, team_id: team, user_id: botUser, is_bot: true, is_enterprise_install: false },
      ],
      event: { user, team: from, channel, ts: `${Math.floor(now() / 1000)}.000100`, ...inner },
    };
    const envelope: Envelope = { type: 'events_api', payload, accepts_response_payload: false };
    return deliver(envelope, JSON.stringify(payload), json);
  }

  return {
    apiUrl: `http://${host}/api/`,
    bot,
    sockets,
    calls,
    posted: api.posted,
    refused: api.refused,
    channels: api.channels,
    channelOf: api.channelOf,
    remove: api.remove,
    direct: api.direct,
    useHttp: (url) => {
      target = url;
    },
    trouble: (decide) => {
      trouble = decide;
    },
    slash(line, who) {
      const body = commandBody(line, who);
      const payload = Object.fromEntries(body);
      return deliver(
        { type: 'slash_commands', payload, accepts_response_payload: true },
        body.toString(),
        form,
      );
    },
    press(message, label, who = {}) {
      const pressed = buttonOf(message, label);
      const {
        user,
        channel,
        team: from,
      } = place({ user: message.only ?? 'U0ASKER01', channel: message.channel, ...who });
      const payload = {
        type: 'block_actions',
        team: { id: team, domain: 'acme' },
        user: { id: user, username: 'renamed-at-will', team_id: from },
        api_app_id: 'A0WATCH01',
        channel: { id: channel, name: 'payments' },
        container: {
          type: 'message',
          message_ts: message.ts,
          channel_id: channel,
          is_ephemeral: message.only !== undefined,
          ...(message.thread !== undefined && { thread_ts: message.thread }),
        },
        trigger_id: trigger(),
        response_url: responseUrl(channel, user, message.ts),
        actions: [{ ...pressed, action_ts: `${Math.floor(now() / 1000)}.000200` }],
      };
      const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
      return deliver({ type: 'interactive', payload, accepts_response_payload: false }, body, form);
    },
    mention: (text, who = {}) => event({ type: 'app_mention', text: `<@${botUser}> ${text}` }, who),
    say(text, who = {}) {
      const user = who.user ?? 'U0ASKER01';
      return event(
        { type: 'message', channel_type: 'im', text },
        { ...who, user, channel: api.direct(user).id },
      );
    },
    post,
    sign,
    commandBody,
    async close() {
      sockets.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The button of a message that has this label. */
export function buttonOf({ blocks = [] }: Posted, label: string): Given {
  const buttons = blocks.flatMap((block) =>
    block['type'] === 'actions' ? (block['elements'] as readonly Given[]) : [],
  );
  const found = buttons.find(({ text }) => (text as { text: string }).text === label);
  if (found === undefined) throw new Error(`there is no button “${label}”`);
  return found;
}
