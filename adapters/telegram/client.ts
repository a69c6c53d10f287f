import { createHash, timingSafeEqual } from 'node:crypto';
import { Api, type RawApi } from 'grammy/web';
import type { EgressPort } from '../../src/core/chat/egress.ts';
import type { Secret } from '../../src/core/secret/secret.ts';
import { telegramTimes, webhookConnections } from './limits.ts';
import { allowedUpdates } from './updates.ts';

/** The methods of the Bot API. Its errors are read by `errors.ts` and go no further: they hold the message. */
export type Methods = RawApi;

/** One client for ordinary calls and one for the long poll, which lasts longer than any other call may. */
export interface TelegramClient {
  readonly methods: Methods;
  readonly polling: Methods;
}

/** grammY's client over the guarded way out: its own would put the token, which is in the address, into errors. */
export function createTelegramClient(token: Secret, apiRoot: string, egress: EgressPort): TelegramClient {
  const open = (deadline: number): Methods => {
    const fetch = egress({ origins: [new URL(apiRoot).origin], deadline }) as typeof globalThis.fetch;
    // The way out ends the call at its own deadline; grammY's is behind it, should that ever fail.
    const timeoutSeconds = deadline / 1000 + 5;
    return new Api(token.reveal(), { apiRoot, fetch, timeoutSeconds, sensitiveLogs: false }).raw;
  };
  return { methods: open(telegramTimes.call), polling: open(telegramTimes.pollCall) };
}

/** Has updates delivered to our listener from now on, each call proven by the secret. */
export async function setWebhook({ methods }: TelegramClient, url: string, secret: Secret): Promise<void> {
  await methods.setWebhook({
    url,
    secret_token: secret.reveal(),
    allowed_updates: [...allowedUpdates],
    max_connections: webhookConnections,
  });
}

/** Whether a given text is the secret. Digests are compared, so that neither length nor content shows in the time. */
export function createSecretCheck(secret: Secret): (given: string | undefined) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const known = digest(secret.reveal());
  return (given) => given !== undefined && timingSafeEqual(known, digest(given));
}
