import { createHmac } from 'node:crypto';
import type { App, Receiver, SocketModeReceiver } from '@slack/bolt';
import bolt from '@slack/bolt/dist/App.js';
import socketMode from '@slack/bolt/dist/receivers/SocketModeReceiver.js';
import type { Egress, EgressPort } from '../../src/core/chat/egress.ts';
import type { Log } from '../../src/core/log.ts';
import type { Secret } from '../../src/core/secret/secret.ts';
import { readHttpStatus, readRefusal, readSlackFailure, type SlackCallResult } from './errors.ts';
import { slackTimes } from './limits.ts';

// Bolt's parts that are used, from their own files: its index also loads a web framework.

/** Calls of the Web API and of `response_url`s: one try each, over the guarded way out. */
export interface SlackClient {
  call(method: string, args: Readonly<Record<string, unknown>>): Promise<SlackCallResult>;
  /** Posts to a `response_url`; one that is used up or too old is `dead`. */
  respond(url: string, message: Readonly<Record<string, unknown>>): Promise<SlackCallResult>;
}

/**
 * A client of our own for messages: the SDK's sends a message again whose connection broke, pauses all channels for
 * one that is limited, and costs several times as much.
 */
export function createSlackClient(token: Secret, apiUrl: string, egress: Egress): SlackClient {
  const post = async (
    url: string,
    body: object,
    headers: Readonly<Record<string, string>>,
    read: (status: number, text: string) => SlackCallResult,
  ): Promise<SlackCallResult> => {
    try {
      const response = await egress(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      return readHttpStatus(response) ?? read(response.status, text);
    } catch (thrown) {
      return readSlackFailure(thrown);
    }
  };
  return {
    call: (method, args) =>
      post(`${apiUrl}${method}`, args, { authorization: `Bearer ${token.reveal()}` }, readAnswer),
    respond: (url, message) =>
      post(url, message, {}, (status, text) => {
        if (status < 300) return { kind: 'done', body: {} };
        // 404 with used_url or expired_url, and whatever else it says: this address takes no more.
        return /invalid_blocks|msg_blocks_too_long|only_one_table|no_text/.test(text)
          ? { kind: 'unfit', code: 'response' }
          : { kind: 'dead', why: 'gone', code: 'response' };
      }),
  };
}

/** What a method answered. An answer that is not the API's own leaves open what was done. */
function readAnswer(status: number, text: string): SlackCallResult {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { kind: 'ambiguous', code: `not json ${status}` };
  }
  if (typeof body !== 'object' || body === null) return { kind: 'ambiguous', code: `not json ${status}` };
  const given = body as Readonly<Record<string, unknown>>;
  if (given['ok'] === true) return { kind: 'done', body: given };
  return readRefusal(String(given['error'] ?? status), String(given['needed'] ?? ''));
}

/** The origins that messages may go to: the API's, and that of its `response_url`s. */
export function originsOf(apiUrl: string): readonly string[] {
  const { origin, protocol, host } = new URL(apiUrl);
  return protocol === 'https:' ? [origin, `https://hooks.${host}`] : [origin];
}

export function openEgress(apiUrl: string, egress: EgressPort): Egress {
  return egress({ origins: originsOf(apiUrl), deadline: slackTimes.call });
}

/** The signature that Slack puts on a request of this time and body. */
export function createSigner(secret: Secret): (timestamp: string, body: Uint8Array) => Buffer {
  const key = secret.reveal();
  return (timestamp, body) => createHmac('sha256', key).update(`v0:${timestamp}:`).update(body).digest();
}

export interface BoltOptions {
  readonly token: Secret;
  readonly apiUrl: string;
  readonly egress: Egress;
  readonly log: Log;
}

/**
 * Bolt's app, not yet initialised: `init()` asks `auth.test` and throws what is wrong. It receives nothing by itself;
 * our front hands it what came.
 */
export function createApp(options: BoltOptions): App {
  const idle: Receiver = { init: () => {}, start: async () => {}, stop: async () => {} };
  return new bolt.default({
    token: options.token.reveal(),
    receiver: idle,
    deferInitialization: true,
    ignoreSelf: false,
    convoStore: false,
    logger: sdkLogger(options.log),
    clientOptions: { ...clientOptions(options), retryConfig: { retries: 0 } },
  });
}

/** One connection of socket mode. It does not reconnect by itself: that is `socket.ts`'s. */
export function createSocketModeReceiver(
  appToken: Secret,
  options: Omit<BoltOptions, 'token'>,
): SocketModeReceiver {
  return new socketMode.default({
    appToken: appToken.reveal(),
    autoReconnectEnabled: false,
    clientPingTimeout: slackTimes.pong,
    logger: sdkLogger(options.log),
    installerOptions: { clientOptions: { ...clientOptions(options), retryConfig: { retries: 0 } } },
  });
}

/** Never `headers`: the SDK writes a token into them, and the next client would send it. A new object for each client. */
function clientOptions({ apiUrl, egress }: Pick<BoltOptions, 'apiUrl' | 'egress'>) {
  return {
    slackApiUrl: apiUrl,
    timeout: slackTimes.call,
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    fetch: egress as unknown as typeof globalThis.fetch,
  };
}

/** The SDK's log lines hold what people typed, so only that there was one is told. */
function sdkLogger(log: Log) {
  return {
    debug: () => {},
    info: () => {},
    warn: () => log.debug('slack-sdk', { as: 'warn' }),
    error: () => log.debug('slack-sdk', { as: 'error' }),
    setLevel: () => {},
    getLevel: () => bolt.LogLevel.ERROR,
    setName: () => {},
  };
}
