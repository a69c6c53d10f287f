import { createHash, timingSafeEqual } from 'node:crypto';
import { Api, type RawApi } from 'grammy/web';
import type { EgressPort } from '../../src/core/chat/egress.ts';
import type { Secret } from '../../src/core/secret/secret.ts';
import { allowedUpdates, telegramTimes, webhookConnections } from './limits.ts';

/** The methods of the Bot API. Their errors are classified by `errors.ts` and not passed on: they contain the message. */
export type Methods = RawApi;

/** A client for ordinary calls, and one for the long poll, which lasts longer. */
export interface TelegramClient {
  readonly methods: Methods;
  readonly polling: Methods;
}

/** Opens grammY's client over our egress: its own `fetch` puts the address, and thus the token, into errors. */
export function createTelegramClient(token: Secret, apiRoot: string, egress: EgressPort): TelegramClient {
  const open = (deadline: number): Methods => {
    const fetch = egress({ origins: [new URL(apiRoot).origin], deadline }) as typeof globalThis.fetch;
    // The egress ends a call at its deadline; grammY's timeout is only a second line of defence.
    const timeoutSeconds = deadline / 1000 + 5;
    return new Api(token.reveal(), { apiRoot, fetch, timeoutSeconds, sensitiveLogs: false }).raw;
  };
  return { methods: open(telegramTimes.call), polling: open(telegramTimes.pollCall) };
}

/** Registers our listener for updates; each call is authenticated by the secret. */
export async function setWebhook({ methods }: TelegramClient, url: string, secret: Secret): Promise<void> {
  await methods.setWebhook({
    url,
    secret_token: secret.reveal(),
    allowed_updates: [...allowedUpdates],
    max_connections: webhookConnections,
  });
}

/** Returns a constant-time check of the secret. It compares digests, so the time reveals neither length nor content. */
export function createSecretCheck(secret: Secret): (received: string | undefined) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(secret.reveal());
  return (received) => received !== undefined && timingSafeEqual(expected, digest(received));
}
