import type { Update } from 'grammy/types';
import type { Route, RouteAnswer } from '../../../src/core/chat/routes.ts';
import type { Log } from '../../../src/core/log.ts';
import { parseJsonObject } from '../../../src/core/net/json-object.ts';
import { webhookBytes } from '../limits.ts';
import { webhookPath } from '../settings.ts';
import type { Intake } from './intake.ts';

/** The header that authenticates a call (Bot API, setWebhook), in lower case as routes have them. */
const secretHeader = 'x-telegram-bot-api-secret-token';

/** The route that takes updates: 401 before the body is read, 200 only when the update is durable. */
export function webhookRoute(
  isSecret: (received: string | undefined) => boolean,
  intake: () => Intake | undefined,
  log: Log,
): Route {
  return {
    method: 'POST',
    path: webhookPath,
    maxBytes: webhookBytes,
    admit: (headers) =>
      isSecret(headers[secretHeader]) ? undefined : { status: 401, body: 'The secret is missing or wrong.' },
    async handle({ body }): Promise<RouteAnswer> {
      const ready = intake();
      if (ready === undefined) return { status: 503, body: 'Not ready yet.' };
      const update = readBody(body);
      if (update === undefined) return { status: 400, body: 'This is not an update.' };
      try {
        await ready.take([update]);
      } catch (thrown) {
        // Not confirmed, so Telegram sends it again.
        log.error('update not stored', { error: thrown instanceof Error ? thrown.name : typeof thrown });
        return { status: 500, body: 'The update could not be stored.' };
      }
      return { status: 200 };
    },
  };
}

function readBody(body: Uint8Array): Update | undefined {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const update = parseJsonObject(text);
  return Number.isSafeInteger(update?.['update_id']) ? (update as unknown as Update) : undefined;
}
