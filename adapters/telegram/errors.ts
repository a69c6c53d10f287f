import { GrammyError, HttpError } from 'grammy/web';
import type { DeadReason, SendFailure } from '../../src/core/chat/courier.ts';
import { ProviderError, type Reason } from '../../src/core/errors/errors.ts';
import { telegramTimes } from './limits.ts';

/** A failed call. The thrown error itself is not passed on: it may contain the message. */
export type TelegramFailure =
  | SendFailure
  | { readonly kind: 'migrated'; readonly to: number }
  /** Another process polls, or a webhook is set. */
  | { readonly kind: 'conflict'; readonly webhook: boolean }
  /** The edit would change nothing. */
  | { readonly kind: 'same' }
  /** The message to be edited does not exist or cannot be edited. */
  | { readonly kind: 'not-there' }
  /** Telegram no longer waits for an answer to the button press. */
  | { readonly kind: 'too-late' }
  /** The text or its markup is not accepted. */
  | { readonly kind: 'unfit' }
  /** Any other permanent refusal. */
  | { readonly kind: 'refused'; readonly code: string };

/** Result of one call of a method. */
export type CallResult<T> = { readonly kind: 'sent'; readonly result: T } | TelegramFailure;

/** Classifies an error that a call threw. */
export function readCallFailure(thrown: unknown): TelegramFailure {
  if (thrown instanceof GrammyError) return readRefusal(thrown);
  const inner = thrown instanceof HttpError ? thrown.error : thrown;
  if (!(inner instanceof ProviderError)) return { kind: 'ambiguous', code: 'unknown' };
  const { reason } = inner;
  return unsent.has(reason) ? { kind: 'retry', code: reason } : { kind: 'ambiguous', code: reason };
}

/** Reasons of our egress that exclude that anything was sent. */
const unsent: ReadonlySet<Reason> = new Set(['unreachable', 'tls', 'forbidden', 'bad-question']);

/** Classifies an answer with `ok: false` by its code and, where a code has several meanings, by its description. */
function readRefusal({ error_code: code, description, parameters }: GrammyError): TelegramFailure {
  const { retry_after: after, migrate_to_chat_id: to } = parameters ?? {};
  if (to !== undefined) return { kind: 'migrated', to };
  if (code === 429) return { kind: 'wait', ms: Math.min((after ?? 1) * 1000, telegramTimes.maxRetryAfter) };
  if (code === 401) return { kind: 'refused-token' };
  if (code === 409) return { kind: 'conflict', webhook: /webhook/i.test(description) };
  if (code >= 500) return { kind: 'retry', code: String(code) };
  const known = refusals.find(({ pattern }) => pattern.test(description));
  if (known !== undefined) return known.failure;
  return code === 403 ? dead('forbidden') : { kind: 'refused', code: String(code) };
}

const dead = (why: DeadReason): TelegramFailure => ({ kind: 'dead', why });

/** Descriptions of 400 and 403, as the public Bot API server words them. */
const refusals: readonly { readonly pattern: RegExp; readonly failure: TelegramFailure }[] = [
  { pattern: /message is not modified/i, failure: { kind: 'same' } },
  { pattern: /query is too old|query id is invalid/i, failure: { kind: 'too-late' } },
  {
    pattern: /message to edit not found|message can't be edited|message_id_invalid/i,
    failure: { kind: 'not-there' },
  },
  {
    pattern: /can't parse|entit|message is too long|message text is empty|too much/i,
    failure: { kind: 'unfit' },
  },
  {
    pattern: /was kicked|not a member|is not in the chat|group chat was deactivated/i,
    failure: dead('removed'),
  },
  {
    pattern: /blocked by the user|can't initiate conversation|user_is_blocked/i,
    failure: dead('blocked'),
  },
  {
    pattern: /chat not found|user is deactivated|peer_id_invalid|user not found/i,
    failure: dead('gone'),
  },
  {
    pattern:
      /chat_write_forbidden|not enough rights|have no rights|need administrator rights|chat_restricted|topic_closed|topic_deleted/i,
    failure: dead('forbidden'),
  },
];

export const tokenRefused =
  'TELEGRAM_BOT_TOKEN is not accepted by Telegram: it is wrong or was revoked. Get a new one from @BotFather.';

export const rootRefused =
  'TELEGRAM_API_ROOT is not the address of a Bot API server: correct it, or remove it to use Telegram’s own server.';

export const webhookRefused =
  'TELEGRAM_WEBHOOK_URL is not accepted by Telegram: it must be a public https address with a valid certificate, on port 443, 80, 88 or 8443.';
