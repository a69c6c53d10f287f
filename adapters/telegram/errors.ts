import { GrammyError, HttpError } from 'grammy/web';
import type { DeadReason } from '../../src/core/chat/courier.ts';
import { ProviderError, type Reason } from '../../src/core/errors/errors.ts';
import type { Millis } from '../../src/core/time/clock.ts';
import { telegramTimes } from './limits.ts';

/** What a failed call means. Nothing else of a failure goes further: it may hold the message. */
export type Failure =
  | { readonly kind: 'wait'; readonly ms: Millis }
  /** Nothing was done there. */
  | { readonly kind: 'retry'; readonly code: string }
  /** It may have been done. */
  | { readonly kind: 'ambiguous'; readonly code: string }
  | { readonly kind: 'dead'; readonly why: DeadReason }
  | { readonly kind: 'migrated'; readonly to: number }
  | { readonly kind: 'refused-token' }
  /** Somebody else polls, or a webhook is set. */
  | { readonly kind: 'conflict'; readonly webhook: boolean }
  /** The edit would change nothing. */
  | { readonly kind: 'same' }
  /** The message that was to be edited cannot be. */
  | { readonly kind: 'not-there' }
  /** The press is no longer waited on. */
  | { readonly kind: 'too-late' }
  /** The text or its markup is not accepted. */
  | { readonly kind: 'unfit' }
  /** Anything else that is refused for good. */
  | { readonly kind: 'refused'; readonly code: string };

/** What to make of an error of a call. */
export function readCallFailure(thrown: unknown): Failure {
  if (thrown instanceof GrammyError) return readRefusal(thrown);
  const inner = thrown instanceof HttpError ? thrown.error : thrown;
  if (!(inner instanceof ProviderError)) return { kind: 'ambiguous', code: 'unknown' };
  const { reason } = inner;
  return unsent.has(reason) ? { kind: 'retry', code: reason } : { kind: 'ambiguous', code: reason };
}

/** Reasons of the way out that stand before anything was sent. */
const unsent: ReadonlySet<Reason> = new Set(['unreachable', 'tls', 'forbidden', 'bad-question']);

/** Our name for an answer with `ok: false`, by its code and, where a code has several meanings, by its words. */
function readRefusal({ error_code: code, description, parameters }: GrammyError): Failure {
  const { retry_after: after, migrate_to_chat_id: to } = parameters ?? {};
  if (to !== undefined) return { kind: 'migrated', to };
  if (code === 429) return { kind: 'wait', ms: Math.min((after ?? 1) * 1000, telegramTimes.maxRetryAfter) };
  if (code === 401) return { kind: 'refused-token' };
  if (code === 409) return { kind: 'conflict', webhook: /webhook/i.test(description) };
  if (code >= 500) return { kind: 'retry', code: String(code) };
  const found = refusals.find(({ says }) => says.test(description));
  if (found !== undefined) return found.means;
  return code === 403 ? { kind: 'dead', why: 'forbidden' } : { kind: 'refused', code: String(code) };
}

const dead = (why: DeadReason): Failure => ({ kind: 'dead', why });

/** The words of 400 and 403, as the public Bot API server has them. */
const refusals: readonly { readonly says: RegExp; readonly means: Failure }[] = [
  { says: /message is not modified/i, means: { kind: 'same' } },
  { says: /query is too old|query id is invalid/i, means: { kind: 'too-late' } },
  {
    says: /message to edit not found|message can't be edited|message_id_invalid/i,
    means: { kind: 'not-there' },
  },
  { says: /can't parse|entit|message is too long|message text is empty|too much/i, means: { kind: 'unfit' } },
  { says: /was kicked|not a member|is not in the chat|group chat was deactivated/i, means: dead('removed') },
  { says: /blocked by the user|can't initiate conversation|user_is_blocked/i, means: dead('blocked') },
  { says: /chat not found|user is deactivated|peer_id_invalid|user not found/i, means: dead('gone') },
  {
    says: /chat_write_forbidden|not enough rights|have no rights|need administrator rights|chat_restricted|topic_closed|topic_deleted/i,
    means: dead('forbidden'),
  },
];

/** The one line of a token that Telegram does not know. */
export const tokenRefused =
  'TELEGRAM_BOT_TOKEN is not accepted by Telegram: it is wrong or was revoked. Take a new one from @BotFather.';

/** The one line of a server that is none: it knows not even the first method. */
export const rootRefused =
  'TELEGRAM_API_ROOT does not lead to a Bot API server: correct it, or leave it out for Telegram’s own.';

/** The one line of a webhook that Telegram does not take. */
export const webhookRefused =
  'TELEGRAM_WEBHOOK_URL is not accepted by Telegram: it must be a public https address with a valid certificate, on port 443, 80, 88 or 8443.';
