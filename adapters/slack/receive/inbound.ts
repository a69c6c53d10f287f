import * as z from 'zod';
import type { Chat, ChatId, Principal } from '../../../src/core/access/policy.ts';
import type { Line } from '../../../src/core/chat/line.ts';
import { cleanText } from '../../../src/core/reply/clean.ts';
import type { AnswerDestination, SlackAsk } from '../ask.ts';
import { pageAction } from '../render/buttons.ts';
import type { Workspace } from '../workspace.ts';
import { unescapeMrkdwn } from './unescape.ts';

/** Why a user is refused regardless of their grants. */
export type RejectReason = 'foreign-team' | 'shared-channel';

/** The meaning of a payload. `responseUrl` is a capability: its holder can write in that channel. */
export type Inbound =
  | { readonly kind: 'ask'; readonly ask: SlackAsk; readonly responseUrl?: string }
  | {
      readonly kind: 'refused';
      readonly because: RejectReason;
      readonly principal: Principal;
      readonly chat: ChatId;
      readonly responseUrl?: string;
    }
  | { readonly kind: 'nothing' };

const user = z.string().regex(/^[UW][A-Z0-9]{1,20}$/);
const channel = z.string().regex(/^[CDG][A-Z0-9]{1,20}$/);
const team = z.string().regex(/^[TE][A-Z0-9]{1,20}$/);
const slackId = z.string().min(1).max(120);
/** A display name. A malformed one must not cause a refusal. */
const displayName = z.string().optional().catch(undefined);

const command = z.object({
  command: z.string().startsWith('/').max(64),
  text: z.string().default(''),
  team_id: team,
  channel_id: channel,
  user_id: user,
  user_name: displayName,
  trigger_id: slackId,
  response_url: z.string().optional(),
});

const click = z.object({
  type: z.literal('block_actions'),
  team: z.object({ id: team }).nullish(),
  user: z.object({ id: user, team_id: team, name: displayName, username: displayName }),
  channel: z.object({ id: channel }),
  container: z.object({ is_ephemeral: z.boolean().default(false), thread_ts: z.string().optional() }),
  trigger_id: slackId,
  response_url: z.string().optional(),
  actions: z
    .array(z.object({ type: z.string(), action_id: z.string(), value: z.string().optional() }))
    .min(1),
});

const event = z.object({
  type: z.literal('event_callback'),
  team_id: team,
  event_id: slackId,
  is_ext_shared_channel: z.boolean().default(false),
  event: z.object({
    type: z.string(),
    subtype: z.string().optional(),
    bot_id: z.string().nullish(),
    user: user.optional(),
    team: z.string().nullish(),
    user_team: z.string().nullish(),
    channel: channel.optional(),
    channel_type: z.string().optional(),
    thread_ts: z.string().optional(),
    text: z.string().optional(),
  }),
});

const nothing: Inbound = { kind: 'nothing' };

/**
 * Reads a payload of Slack: a slash command, a pressed button, a mention of the bot or a direct message to it. Other
 * payloads, edits and messages of bots are ignored. A user is identified by their id; the name is for display only, and
 * events have none.
 */
export function readInbound(body: unknown, workspace: Workspace): Inbound {
  const asCommand = command.safeParse(body);
  if (asCommand.success) return readCommand(asCommand.data, workspace);
  const asClick = click.safeParse(body);
  if (asClick.success) return readClick(asClick.data, workspace);
  const asEvent = event.safeParse(body);
  return asEvent.success ? readEvent(asEvent.data, workspace) : nothing;
}

function readCommand(payload: z.output<typeof command>, workspace: Workspace): Inbound {
  const sender = {
    team: payload.team_id,
    user: payload.user_id,
    channel: payload.channel_id,
    name: payload.user_name,
  };
  const url = responseUrl(payload.response_url);
  if (payload.team_id !== workspace.team) return refused('foreign-team', sender, url);
  const words = unescapeMrkdwn(payload.text, workspace).trim();
  const text = payload.command === rootCommand ? words || '/help' : `${payload.command} ${words}`.trim();
  const to = { channel: payload.channel_id, user: payload.user_id, way: 'ephemeral' } as const;
  return { kind: 'ask', ask: askOf(`slack:${payload.trigger_id}`, text, 'typed', sender, to), ...url };
}

/** The command whose first word is any other command. */
export const rootCommand = '/walletwatch';

function readClick(payload: z.output<typeof click>, workspace: Workspace): Inbound {
  const { container, actions } = payload;
  const { name = payload.user.username } = payload.user;
  const sender = { team: payload.user.team_id, user: payload.user.id, channel: payload.channel.id, name };
  const url = responseUrl(payload.response_url);
  const foreign =
    payload.user.team_id !== workspace.team || (payload.team?.id ?? workspace.team) !== workspace.team;
  if (foreign) return refused('foreign-team', sender, url);
  const pressed = actions[0];
  if (pressed?.type !== 'button' || pressed.value === undefined) return nothing;
  const direct = payload.channel.id.startsWith('D') && !container.is_ephemeral;
  const to: AnswerDestination = {
    channel: payload.channel.id,
    user: payload.user.id,
    way: direct ? 'direct' : 'ephemeral',
    pressed: { ephemeral: container.is_ephemeral, page: pressed.action_id.startsWith(pageAction) },
    ...(container.thread_ts !== undefined && { thread: container.thread_ts }),
  };
  const ask = askOf(`slack:${payload.trigger_id}`, pressed.value, 'button', sender, to);
  return { kind: 'ask', ask, ...url };
}

function readEvent(payload: z.output<typeof event>, workspace: Workspace): Inbound {
  const {
    type,
    subtype,
    bot_id: bot,
    user: by,
    channel: where,
    text = '',
    channel_type: kind,
  } = payload.event;
  const isMention = type === 'app_mention';
  const isDirect = type === 'message' && kind === 'im';
  if (!(isMention || isDirect) || subtype !== undefined || typeof bot === 'string') return nothing;
  if (by === undefined || by === workspace.botUser || where === undefined) return nothing;
  const senderTeam = payload.event.user_team ?? payload.event.team ?? payload.team_id;
  const sender = { team: senderTeam, user: by, channel: where };
  if (payload.team_id !== workspace.team || senderTeam !== workspace.team)
    return refused('foreign-team', sender);
  if (payload.is_ext_shared_channel) return refused('shared-channel', sender);
  const words = unescapeMrkdwn(text.replaceAll(`<@${workspace.botUser}>`, ' '), workspace).trim();
  const to: AnswerDestination = {
    channel: where,
    user: by,
    way: isDirect ? 'direct' : 'ephemeral',
    ...(payload.event.thread_ts !== undefined && { thread: payload.event.thread_ts }),
  };
  return { kind: 'ask', ask: askOf(`slack:${payload.event_id}`, words || '/help', 'typed', sender, to) };
}

interface PayloadSender {
  readonly team: string;
  readonly user: string;
  readonly channel: string;
  readonly name?: string | undefined;
}

function askOf(
  id: string,
  text: string,
  origin: Line['origin'],
  sender: PayloadSender,
  to: AnswerDestination,
): SlackAsk {
  const name = cleanText(sender.name ?? '');
  const by = { principal: principalOf(sender), ...(name !== '' && { name }) };
  return { id, line: { ...by, chat: chatOf(sender), text, origin }, to };
}

function refused(
  because: RejectReason,
  sender: PayloadSender,
  url: ReturnType<typeof responseUrl> = {},
): Inbound {
  return { kind: 'refused', because, principal: principalOf(sender), chat: chatOf(sender).id, ...url };
}

function principalOf({ team, user }: PayloadSender): Principal {
  return `slack:${team}:${user}`;
}

/** Returns the chat. A direct conversation is private: its answers have one reader. */
function chatOf({ team, channel }: PayloadSender): Chat {
  const kind = channel.startsWith('D') ? 'private' : channel.startsWith('G') ? 'group' : 'channel';
  return { id: `slack:${team}:${channel}`, kind };
}

function responseUrl(url: string | undefined): { readonly responseUrl?: string } {
  return url === undefined || !URL.canParse(url) ? {} : { responseUrl: url };
}
