import { createHmac } from 'node:crypto';
import type { App, Receiver, SocketModeReceiver } from '@slack/bolt';
import type { Egress, EgressPort } from '../../src/core/chat/egress.ts';
import type { Log } from '../../src/core/log.ts';
import { parseJsonObject } from '../../src/core/net/json-object.ts';
import type { Secret } from '../../src/core/secret/secret.ts';
import { BoltApp, BoltSocketModeReceiver, boltErrorLevel } from './bolt-fast.ts';
import { readHttpStatus, readRefusal, readSlackFailure, type SlackCallResult } from './errors.ts';
import { slackTimes } from './limits.ts';

/** Calls of the Web API and of `response_url`s: a single attempt each, over our egress. */
export interface SlackClient {
  call(method: string, args: Readonly<Record<string, unknown>>): Promise<SlackCallResult>;
  /** Posts to a `response_url`; the result is `dead` if it is used up or too old. */
  respond(url: string, message: Readonly<Record<string, unknown>>): Promise<SlackCallResult>;
}

/**
 * A client for messages. The SDK's client repeats a message after a broken connection, pauses all channels if one is
 * rate-limited, and uses several times as much CPU.
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
        if (status < 300) return { kind: 'sent', result: {} };
        // For instance 404 with used_url or expired_url: this address accepts no more messages.
        return /invalid_blocks|msg_blocks_too_long|only_one_table|no_text/.test(text)
          ? { kind: 'unfit', code: 'response' }
          : { kind: 'dead', why: 'gone', code: 'response' };
      }),
  };
}

/** Reads the answer of a method. The outcome of an answer in another format is unknown. */
function readAnswer(status: number, text: string): SlackCallResult {
  const body = parseJsonObject(text);
  if (body === undefined) return { kind: 'ambiguous', code: `not json ${status}` };
  if (body['ok'] === true) return { kind: 'sent', result: body };
  return readRefusal(String(body['error'] ?? status), String(body['needed'] ?? ''));
}

/** Returns the origins that may be called: that of the API and that of its `response_url`s. */
function originsOf(apiUrl: string): readonly string[] {
  const { origin, protocol, host } = new URL(apiUrl);
  return protocol === 'https:' ? [origin, `https://hooks.${host}`] : [origin];
}

export function openEgress(apiUrl: string, egress: EgressPort): Egress {
  return egress({ origins: originsOf(apiUrl), deadline: slackTimes.call });
}

/** Returns the function that computes Slack's signature of a request. */
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

/** Creates Bolt's app; `init()` calls `auth.test` and throws its error. Our event receiver hands it the payloads. */
export function createApp(options: BoltOptions): App {
  const idle: Receiver = { init: () => {}, start: async () => {}, stop: async () => {} };
  return new BoltApp({
    token: options.token.reveal(),
    receiver: idle,
    deferInitialization: true,
    ignoreSelf: false,
    convoStore: false,
    logger: sdkLogger(options.log),
    clientOptions: { ...clientOptions(options), retryConfig: { retries: 0 } },
  });
}

/** Creates one connection of socket mode. `socket.ts` reconnects it. */
export function createSocketModeReceiver(
  appToken: Secret,
  options: Omit<BoltOptions, 'token'>,
): SocketModeReceiver {
  return new BoltSocketModeReceiver({
    appToken: appToken.reveal(),
    autoReconnectEnabled: false,
    clientPingTimeout: slackTimes.pong,
    logger: sdkLogger(options.log),
    installerOptions: { clientOptions: { ...clientOptions(options), retryConfig: { retries: 0 } } },
  });
}

/** Returns new options for each client, without `headers`: the SDK would write a token into them and reuse it elsewhere. */
function clientOptions({ apiUrl, egress }: Pick<BoltOptions, 'apiUrl' | 'egress'>) {
  return {
    slackApiUrl: apiUrl,
    timeout: slackTimes.call,
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    fetch: egress as unknown as typeof globalThis.fetch,
  };
}

/** Logs only that the SDK wrote a line: the line itself may contain what users typed. */
function sdkLogger(log: Log) {
  return {
    debug: () => {},
    info: () => {},
    warn: () => log.debug('slack-sdk', { as: 'warn' }),
    error: () => log.debug('slack-sdk', { as: 'error' }),
    setLevel: () => {},
    getLevel: () => boltErrorLevel,
    setName: () => {},
  };
}
