import type { DeadReason, SendFailure } from '../../src/core/chat/courier.ts';
import { ProviderError, type Reason } from '../../src/core/errors/errors.ts';
import { slackTimes } from './limits.ts';

/** A failed call. The thrown error itself is not passed on: it may contain the message. */
export type SlackFailure =
  | SendFailure
  | { readonly kind: 'missing-scope'; readonly needed: string }
  /** The message is not accepted as it is. */
  | { readonly kind: 'unfit'; readonly code: string };

/** Result of one call; `result` is the answer's body. */
export type SlackCallResult =
  | { readonly kind: 'sent'; readonly result: Readonly<Record<string, unknown>> }
  | SlackFailure;

/** Classifies an error that a call threw. */
export function readSlackFailure(thrown: unknown): SlackFailure {
  if (!(thrown instanceof ProviderError)) return { kind: 'ambiguous', code: 'unknown' };
  const { reason } = thrown;
  // Our egress refuses the address, such as a `response_url` of another host.
  if (reason === 'forbidden') return { kind: 'dead', why: 'forbidden', code: reason };
  return unsent.has(reason) ? { kind: 'retry', code: reason } : { kind: 'ambiguous', code: reason };
}

/** Reasons of our egress that exclude that anything was sent. */
const unsent: ReadonlySet<Reason> = new Set(['unreachable', 'tls', 'bad-question']);

/** Classifies an HTTP status; undefined if the body decides. */
export function readHttpStatus(response: Pick<Response, 'status' | 'headers'>): SlackFailure | undefined {
  const { status } = response;
  if (status === 429) {
    const after = response.headers.get('retry-after') ?? '';
    const seconds = /^\d{1,6}$/.test(after) ? Number(after) : 1;
    return { kind: 'wait', ms: Math.min(Math.max(seconds, 1) * 1000, slackTimes.retryAfter) };
  }
  if (status === 503) return { kind: 'retry', code: '503' };
  return status >= 500 ? { kind: 'ambiguous', code: String(status) } : undefined;
}

/** Classifies an answer with `ok: false`. */
export function readRefusal(code: string, needed: string): SlackFailure {
  if (code === 'missing_scope') return { kind: 'missing-scope', needed };
  const known = refusals.get(code);
  return known === undefined ? { kind: 'dead', why: 'unfit', code } : known(code);
}

type Make = (code: string) => SlackFailure;

const dead =
  (why: DeadReason): Make =>
  (code) => ({ kind: 'dead', why, code });
const token: Make = (code) => ({ kind: 'refused-token', code });
const unfit: Make = (code) => ({ kind: 'unfit', code });
const ambiguous: Make = (code) => ({ kind: 'ambiguous', code });

/** The documented errors of the methods that we call. A `fatal_error` may have completed a part of the call. */
const refusals: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['ratelimited', () => ({ kind: 'wait', ms: 1000 })],
  ['rate_limited', () => ({ kind: 'wait', ms: 1000 })],
  ['service_unavailable', (code) => ({ kind: 'retry', code })],
  ['fatal_error', ambiguous],
  ['internal_error', ambiguous],
  ['request_timeout', ambiguous],
  ['invalid_auth', token],
  ['not_authed', token],
  ['token_revoked', token],
  ['token_expired', token],
  ['account_inactive', token],
  ['not_allowed_token_type', token],
  ['not_in_channel', dead('removed')],
  ['user_not_in_channel', dead('removed')],
  ['channel_not_found', dead('gone')],
  ['user_not_found', dead('gone')],
  ['is_archived', dead('gone')],
  // The message was deleted or cannot be changed; its channel accepts others.
  ['message_not_found', dead('unfit')],
  ['cant_update_message', dead('unfit')],
  ['edit_window_closed', dead('unfit')],
  ['thread_not_found', dead('unfit')],
  ['cannot_reply_to_message', dead('unfit')],
  ['restricted_action', dead('forbidden')],
  ['messages_tab_disabled', dead('forbidden')],
  ['cannot_dm_bot', dead('blocked')],
  ['invalid_blocks', unfit],
  ['invalid_blocks_format', unfit],
  ['msg_blocks_too_long', unfit],
  ['only_one_table_allowed', unfit],
  ['msg_too_long', unfit],
  ['no_text', unfit],
]);

/** Sentences about settings that Slack refuses. */
export const slackSetupErrors = {
  botToken: (code: string) =>
    `SLACK_BOT_TOKEN is not accepted by Slack (${code}): copy it again from “OAuth & Permissions”, after “Install to Workspace”.`,
  appToken: (code: string) =>
    `SLACK_APP_TOKEN is not accepted by Slack (${code}): make one with connections:write under “Basic Information”, and turn on Socket Mode.`,
  team: (set: string, actual: string) =>
    `SLACK_TEAM_ID is ${set}, but SLACK_BOT_TOKEN belongs to ${actual}: set the workspace that the app is installed in, or leave it out.`,
  scopes: (missing: readonly string[]) =>
    `SLACK_BOT_TOKEN lacks ${missing.join(', ')}: update the app from \`npm run -s walletwatch -- manifest slack\` and install it again.`,
} as const;

/** Returns Slack's code in an error of the SDK, if it is permanent. */
export function sdkRefusal(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('data' in thrown)) return undefined;
  const code = String((thrown.data as { readonly error?: unknown } | undefined)?.error ?? '');
  return permanent.has(code) ? code : undefined;
}

const permanent: ReadonlySet<string> = new Set([
  'invalid_auth',
  'not_authed',
  'not_allowed_token_type',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'user_removed_from_team',
  'team_disabled',
  'missing_scope',
  'forbidden_team',
]);
