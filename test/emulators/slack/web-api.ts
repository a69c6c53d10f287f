import type { TakenMessage } from './message.ts';
import { checkMessage } from './message.ts';
import { type Answering, bot, botUser, type Channel, type Posted, type Refused, team } from './state.ts';

type Given = Readonly<Record<string, unknown>>;
export type ApiAnswer = { readonly ok: boolean } & Given;

export interface WebApiOptions {
  readonly now: () => number;
  readonly scopes: ReadonlySet<string>;
  /** A new address for a socket. */
  readonly socketUrl: () => string;
}

/** The methods that we use, written from their reference. Others are `unknown_method`. */
export function createWebApi({ now, scopes, socketUrl }: WebApiOptions) {
  const channels = new Map<string, Channel>();
  const posted: Posted[] = [];
  const refused: Refused[] = [];
  const removed = new Set<string>();
  const responses = new Map<string, Answering>();
  const triggers = new Map<string, { readonly made: number; used: boolean }>();
  let count = 0;

  const stamp = () => `${Math.floor(now() / 1000)}.${String(++count).padStart(6, '0')}`;
  const no = (error: string, more: Given = {}): ApiAnswer => ({ ok: false, error, ...more });

  /** Returns the bot's conversation with a user. */
  function direct(user: string): Channel {
    return channelOf(`D${user.slice(1)}`, [user, botUser]);
  }
  function channelOf(id: string, members: readonly string[] = []): Channel {
    const channel = channels.get(id) ?? { id, members: new Set<string>(), archived: false };
    for (const member of members) channel.members.add(member);
    channels.set(id, channel);
    return channel;
  }

  function put(channel: string, message: TakenMessage, payload: Given, more: Partial<Posted> = {}): Posted {
    // A reply to a deleted message is accepted and has no thread.
    const thread = removed.has(String(payload['thread_ts'])) ? undefined : payload['thread_ts'];
    const one: Posted = {
      ...message,
      ts: stamp(),
      channel,
      payload,
      edits: 0,
      ...(typeof thread === 'string' && { thread }),
      ...more,
    };
    posted.push(one);
    return one;
  }
  function replace(ts: string, message: TakenMessage, payload: Given): Posted {
    const at = posted.findIndex((each) => each.ts === ts);
    const before = posted[at];
    if (before === undefined) throw new Error(`there is no message ${ts}`);
    const after = { ...before, ...message, payload, edits: before.edits + 1 };
    posted[at] = after;
    return after;
  }

  /** Deletes a message. */
  function remove(ts: string): void {
    removed.add(ts);
    posted.splice(0, posted.length, ...posted.filter((each) => each.ts !== ts));
  }

  /** Returns the channel of a message, or the error. */
  function writable(id: unknown): Channel | string {
    const given = String(id ?? '');
    const channel = /^[UW]/.test(given) ? direct(given) : channels.get(given);
    if (channel === undefined) return 'channel_not_found';
    if (channel.archived) return 'is_archived';
    if (!channel.members.has(botUser)) return given.startsWith('D') ? 'channel_not_found' : 'not_in_channel';
    return channel;
  }

  const methods: Readonly<Record<string, { readonly scope?: string; run(args: Given): ApiAnswer }>> = {
    'auth.test': {
      run: () => ({
        ok: true,
        url: 'https://acme.slack.com/',
        team: 'acme',
        user: 'watch',
        team_id: team,
        user_id: botUser,
        bot_id: 'B0WATCH01',
      }),
    },
    'chat.postMessage': {
      scope: 'chat:write',
      run(args) {
        const { channel: id, ...content } = args;
        const channel = writable(id);
        if (typeof channel === 'string') return no(channel);
        const checked = checkMessage(content, ['reply_broadcast']);
        if (checked.kind === 'refused') return no(checked.error, { faults: checked.faults });
        const { ts } = put(channel.id, checked.message, content);
        return { ok: true, channel: channel.id, ts };
      },
    },
    'chat.postEphemeral': {
      scope: 'chat:write',
      run(args) {
        const { channel: id, user, ...content } = args;
        const channel = writable(id);
        if (typeof channel === 'string') return no(channel);
        if (typeof user !== 'string' || !channel.members.has(user)) return no('user_not_in_channel');
        const checked = checkMessage(content, []);
        if (checked.kind === 'refused') return no(checked.error, { faults: checked.faults });
        return { ok: true, message_ts: put(channel.id, checked.message, content, { only: user }).ts };
      },
    },
    'chat.update': {
      scope: 'chat:write',
      run(args) {
        const { channel: id, ts, ...content } = args;
        // An edit needs the id of the conversation, not that of the user.
        const channel = /^[UW]/.test(String(id)) ? 'channel_not_found' : writable(id);
        if (typeof channel === 'string') return no(channel);
        const before = posted.find((each) => each.ts === ts && each.channel === channel.id);
        if (before === undefined || before.only !== undefined) return no('message_not_found');
        const checked = checkMessage(content, [], 4_000);
        if (checked.kind === 'refused') return no(checked.error, { faults: checked.faults });
        replace(before.ts, checked.message, content);
        return { ok: true, channel: channel.id, ts: before.ts };
      },
    },
    'views.open': {
      run({ trigger_id: id }) {
        const trigger = triggers.get(String(id));
        if (trigger === undefined) return no('invalid_trigger_id');
        if (trigger.used) return no('exchanged_trigger_id');
        trigger.used = true;
        return now() - trigger.made > 3_000 ? no('expired_trigger_id') : no('invalid_arguments');
      },
    },
    'apps.connections.open': { run: () => ({ ok: true, url: socketUrl() }) },
  };

  /** Serves a call with the token in its header. Refused calls are recorded, with more details than a real server returns. */
  function call(method: string, token: string, args: Given): ApiAnswer {
    const answer = decide(method, token, args);
    if (!answer.ok) {
      const faults = (answer['faults'] as readonly string[] | undefined) ?? [];
      refused.push({ method, error: String(answer['error']), faults, args });
    }
    return answer;
  }
  function decide(method: string, token: string, args: Given): ApiAnswer {
    const wanted = method === 'apps.connections.open' ? bot.appToken : bot.botToken;
    if (token !== wanted) return no(token === '' ? 'not_authed' : 'invalid_auth');
    const known = methods[method];
    if (known === undefined) return no('unknown_method');
    if (known.scope !== undefined && !scopes.has(known.scope)) {
      return no('missing_scope', { needed: known.scope, provided: [...scopes].join(',') });
    }
    return known.run(args);
  }

  /** Serves a post to a `response_url`. */
  function respond(key: string, body: Given): { readonly status: number; readonly text: string } {
    const deny = (status: number, error: string, faults: readonly string[] = []) => {
      refused.push({ method: 'response_url', error, faults, args: body });
      return { status, text: JSON.stringify({ ok: false, error }) };
    };
    const answering = responses.get(key);
    if (answering === undefined) return deny(404, 'invalid_url');
    if (now() - answering.made > 30 * 60_000) return deny(404, 'expired_url');
    if (answering.uses >= 5) return deny(404, 'used_url');
    const { response_type: type = 'ephemeral', replace_original: over = false, ...content } = body;
    if (type !== 'ephemeral' && type !== 'in_channel') return deny(400, 'invalid_arguments');
    if (typeof over !== 'boolean') return deny(400, 'invalid_arguments', ['replace_original is no boolean']);
    const checked = checkMessage(content, []);
    if (checked.kind === 'refused') return deny(400, checked.error, checked.faults);
    answering.uses += 1;
    const source = posted.find((each) => each.ts === answering.source);
    if (over && source !== undefined) {
      const isPrivate = source.only !== undefined;
      if (isPrivate !== (type === 'ephemeral')) return deny(400, 'cannot_change_visibility');
      replace(source.ts, checked.message, body);
    } else {
      put(answering.channel, checked.message, body, type === 'ephemeral' ? { only: answering.user } : {});
    }
    return { status: 200, text: 'ok' };
  }

  return { channels, posted, refused, responses, triggers, direct, channelOf, remove, call, respond };
}

export type WebApi = ReturnType<typeof createWebApi>;
