import type { DeadReason } from '../../src/core/chat/courier.ts';
import { ProviderError, type Reason } from '../../src/core/errors/errors.ts';
import type { Millis } from '../../src/core/time/clock.ts';
import { slackTimes } from './limits.ts';

/** What became of one call. Nothing else of a failure goes further: it may hold the message. */
export type SlackCallResult =
  | { readonly kind: 'done'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'wait'; readonly ms: Millis }
  /** Nothing was done there. */
  | { readonly kind: 'retry'; readonly code: string }
  /** It may have been done. */
  | { readonly kind: 'ambiguous'; readonly code: string }
  | { readonly kind: 'dead'; readonly why: DeadReason; readonly code: string }
  | { readonly kind: 'refused-token'; readonly code: string }
  | { readonly kind: 'missing-scope'; readonly needed: string }
  /** The message is not accepted as it is. */
  | { readonly kind: 'unfit'; readonly code: string };

/** What to make of a call that got no answer. */
export function readSlackFailure(thrown: unknown): SlackCallResult {
  if (!(thrown instanceof ProviderError)) return { kind: 'ambiguous', code: 'unknown' };
  const { reason } = thrown;
  // An address that we do not go to, such as a `response_url` elsewhere.
  if (reason === 'forbidden') return { kind: 'dead', why: 'forbidden', code: reason };
  return unsent.has(reason) ? { kind: 'retry', code: reason } : { kind: 'ambiguous', code: reason };
}

/** Reasons of the way out that stand before anything was sent. */
const unsent: ReadonlySet<Reason> = new Set(['unreachable', 'tls', 'bad-question']);

/** What a status says by itself; undefined when the body decides. */
export function readHttpStatus(response: Pick<Response, 'status' | 'headers'>): SlackCallResult | undefined {
  const { status } = response;
  if (status === 429) {
    const after = response.headers.get('retry-after') ?? '';
    const seconds = /^\d{1,6}$/.test(after) ? Number(after) : 1;
    return { kind: 'wait', ms: Math.min(Math.max(seconds, 1) * 1000, slackTimes.retryAfter) };
  }
  if (status === 503) return { kind: 'retry', code: '503' };
  return status >= 500 ? { kind: 'ambiguous', code: String(status) } : undefined;
}

/** Our name for an answer with `ok: false`. */
export function readRefusal(code: string, needed: string): SlackCallResult {
  if (code === 'missing_scope') return { kind: 'missing-scope', needed };
  const known = refusals.get(code);
  return known === undefined ? { kind: 'dead', why: 'unfit', code } : known(code);
}

type Make = (code: string) => SlackCallResult;

const dead =
  (why: DeadReason): Make =>
  (code) => ({ kind: 'dead', why, code });
const token: Make = (code) => ({ kind: 'refused-token', code });
const unfit: Make = (code) => ({ kind: 'unfit', code });
const ambiguous: Make = (code) => ({ kind: 'ambiguous', code });

/** The documented errors of the methods that we call. `fatal_error` may have done a part of what was asked. */
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
  // One message is gone or not to be touched; its channel takes others.
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

/** The one line of a setting that Slack refuses at start. */
export const setupFaults = {
  botToken: (code: string) =>
    `SLACK_BOT_TOKEN is not accepted by Slack (${code}): copy it again from “OAuth & Permissions”, after “Install to Workspace”.`,
  appToken: (code: string) =>
    `SLACK_APP_TOKEN is not accepted by Slack (${code}): make one with connections:write under “Basic Information”, and turn on Socket Mode.`,
  team: (given: string, own: string) =>
    `SLACK_TEAM_ID is ${given}, and SLACK_BOT_TOKEN belongs to ${own}: set the one to which the app is installed, or leave it out.`,
  scopes: (missing: readonly string[]) =>
    `SLACK_BOT_TOKEN lacks ${missing.join(', ')}: update the app from \`npm run -s walletwatch -- manifest slack\` and install it again.`,
} as const;

/** Slack's word in an error of the SDK for why it does not let us in, if it is one that no waiting mends. */
export function sdkRefusal(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('data' in thrown)) return undefined;
  const code = String((thrown.data as { readonly error?: unknown } | undefined)?.error ?? '');
  return hopeless.has(code) ? code : undefined;
}

const hopeless: ReadonlySet<string> = new Set([
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
