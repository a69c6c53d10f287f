import * as z from 'zod';
import type { Chat, ChatId, Principal } from '../../../src/core/access/policy.ts';
import type { Line } from '../../../src/core/chat/line.ts';
import { cleanText } from '../../../src/core/reply/clean.ts';
import type { AnswerDestination, SlackAsk } from '../ask.ts';
import { pageAction } from '../render/buttons.ts';
import type { Workspace } from '../workspace.ts';
import { unescapeMrkdwn } from './unescape.ts';

/** Why somebody is not served whatever their grants are. */
export type RejectReason = 'foreign-team' | 'shared-channel';

/** What a payload is to us. `responseUrl` is a capability: whoever has it can write in that channel. */
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

export const user = z.string().regex(/^[UW][A-Z0-9]{1,20}$/);
export const channel = z.string().regex(/^[CDG][A-Z0-9]{1,20}$/);
const team = z.string().regex(/^[TE][A-Z0-9]{1,20}$/);
export const slackId = z.string().min(1).max(120);
/** Of whatever shape it comes: it must not keep anybody from being served. */
const called = z.string().optional().catch(undefined);

const command = z.object({
  command: z.string().startsWith('/').max(64),
  text: z.string().default(''),
  team_id: team,
  channel_id: channel,
  user_id: user,
  user_name: called,
  trigger_id: slackId,
  response_url: z.string().optional(),
});

const click = z.object({
  type: z.literal('block_actions'),
  team: z.object({ id: team }).nullish(),
  user: z.object({ id: user, team_id: team, name: called, username: called }),
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
 * Reads a payload of Slack: a slash command, a pressed button, a mention of the bot or a direct message to it.
 * Anything else, and what bots and edits say, is nothing to us. Only ids identify; a name is only shown, and events tell
 * none.
 */
export function readInbound(body: unknown, home: Workspace): Inbound {
  const asCommand = command.safeParse(body);
  if (asCommand.success) return readCommand(asCommand.data, home);
  const asClick = click.safeParse(body);
  if (asClick.success) return readClick(asClick.data, home);
  const asEvent = event.safeParse(body);
  return asEvent.success ? readEvent(asEvent.data, home) : nothing;
}

function readCommand(given: z.output<typeof command>, home: Workspace): Inbound {
  const who = {
    team: given.team_id,
    user: given.user_id,
    channel: given.channel_id,
    name: given.user_name,
  };
  const url = responseUrl(given.response_url);
  if (given.team_id !== home.team) return refused('foreign-team', who, url);
  const words = unescapeMrkdwn(given.text, home).trim();
  const text = given.command === rootCommand ? words || '/help' : `${given.command} ${words}`.trim();
  const to = { channel: given.channel_id, user: given.user_id, way: 'ephemeral' } as const;
  return { kind: 'ask', ask: askOf(`slack:${given.trigger_id}`, text, 'typed', who, to), ...url };
}

/** The command that takes every other as its words. */
export const rootCommand = '/walletwatch';

function readClick(given: z.output<typeof click>, home: Workspace): Inbound {
  const { container, actions } = given;
  const { name = given.user.username } = given.user;
  const who = { team: given.user.team_id, user: given.user.id, channel: given.channel.id, name };
  const url = responseUrl(given.response_url);
  const foreign = given.user.team_id !== home.team || (given.team?.id ?? home.team) !== home.team;
  if (foreign) return refused('foreign-team', who, url);
  const pressed = actions[0];
  if (pressed?.type !== 'button' || pressed.value === undefined) return nothing;
  const direct = given.channel.id.startsWith('D') && !container.is_ephemeral;
  const to: AnswerDestination = {
    channel: given.channel.id,
    user: given.user.id,
    way: direct ? 'direct' : 'ephemeral',
    pressed: { ephemeral: container.is_ephemeral, page: pressed.action_id.startsWith(pageAction) },
    ...(container.thread_ts !== undefined && { thread: container.thread_ts }),
  };
  const ask = askOf(`slack:${given.trigger_id}`, pressed.value, 'button', who, to);
  return { kind: 'ask', ask, ...url };
}

function readEvent(given: z.output<typeof event>, home: Workspace): Inbound {
  const { type, subtype, bot_id: bot, user: by, channel: where, text = '', channel_type: kind } = given.event;
  const isMention = type === 'app_mention';
  const isDirect = type === 'message' && kind === 'im';
  if (!(isMention || isDirect) || subtype !== undefined || typeof bot === 'string') return nothing;
  if (by === undefined || by === home.botUser || where === undefined) return nothing;
  const own = given.event.user_team ?? given.event.team ?? given.team_id;
  const who = { team: own, user: by, channel: where };
  if (given.team_id !== home.team || own !== home.team) return refused('foreign-team', who);
  if (given.is_ext_shared_channel) return refused('shared-channel', who);
  const words = unescapeMrkdwn(text.replaceAll(`<@${home.botUser}>`, ' '), home).trim();
  const to: AnswerDestination = {
    channel: where,
    user: by,
    way: isDirect ? 'direct' : 'ephemeral',
    ...(given.event.thread_ts !== undefined && { thread: given.event.thread_ts }),
  };
  return { kind: 'ask', ask: askOf(`slack:${given.event_id}`, words || '/help', 'typed', who, to) };
}

interface Who {
  readonly team: string;
  readonly user: string;
  readonly channel: string;
  readonly name?: string | undefined;
}

function askOf(id: string, text: string, origin: Line['origin'], who: Who, to: AnswerDestination): SlackAsk {
  const name = cleanText(who.name ?? '');
  const by = { principal: principalOf(who), ...(name !== '' && { name }) };
  return { id, line: { ...by, chat: chatOf(who), text, origin }, to };
}

function refused(because: RejectReason, who: Who, url: ReturnType<typeof responseUrl> = {}): Inbound {
  return { kind: 'refused', because, principal: principalOf(who), chat: chatOf(who).id, ...url };
}

function principalOf({ team, user }: Who): Principal {
  return `slack:${team}:${user}`;
}

/** A command in a conversation of two has one reader: its answer is for the asker alone. */
function chatOf({ team, channel }: Who): Chat {
  const kind = channel.startsWith('D') ? 'private' : channel.startsWith('G') ? 'group' : 'channel';
  return { id: `slack:${team}:${channel}`, kind };
}

function responseUrl(url: string | undefined): { readonly responseUrl?: string } {
  return url === undefined || !URL.canParse(url) ? {} : { responseUrl: url };
}
