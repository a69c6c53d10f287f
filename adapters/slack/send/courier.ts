import type { ChatId } from '../../../src/core/access/policy.ts';
import type { AdapterPorts } from '../../../src/core/chat/adapter.ts';
import type { Courier, SendResult } from '../../../src/core/chat/courier.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import type { SlackClient } from '../client.ts';
import type { SlackCallResult } from '../errors.ts';
import { payloadOf } from '../render/payload.ts';
import { type Message, renderSingleText, renderSlackMessage } from '../render/render.ts';
import type { Workspace } from '../workspace.ts';
import type { ChannelRateLimiter } from './rate-limit.ts';

export interface SlackCourierPorts extends Pick<AdapterPorts, 'log' | 'reader'> {
  readonly client: SlackClient;
  readonly pace: ChannelRateLimiter;
  /** Undefined until we know who we are. */
  readonly home: () => Workspace | undefined;
  readonly onRefused: () => void;
}

/** Carries messages that nobody asked for: one message each, about one a second in a channel. */
export function createSlackCourier({
  client,
  pace,
  log,
  reader,
  home,
  onRefused,
}: SlackCourierPorts): Courier {
  /** Channels of which it is on record that they take nothing. */
  const dead = new Set<string>();

  async function carry(
    chat: ChatId,
    reply: Reply,
    post: (channel: string, message: Message) => Promise<SlackCallResult>,
  ): Promise<SendResult> {
    const [, team, channel] = /^slack:([^:]+):([^:]+)$/.exec(chat) ?? [];
    const own = home();
    if (own === undefined) return { kind: 'retry' };
    if (channel === undefined || team !== own.team) return { kind: 'dead', why: 'gone' };
    const held = pace.held(channel);
    if (held > 0) return { kind: 'wait', ms: held };
    const called = await pace.turn(channel, () => post(channel, renderSlackMessage(reply, reader)));
    if (called.kind !== 'unfit') return outcomeOf(called, channel);
    log.error('slack-payload-refused', { code: called.code });
    const plain = await pace.turn(channel, () => post(channel, renderSingleText(reply, reader)));
    return outcomeOf(plain, channel);
  }

  function outcomeOf(called: SlackCallResult, channel: string): SendResult {
    switch (called.kind) {
      case 'done':
        dead.delete(channel);
        return { kind: 'sent', message: nameOf(called.body, channel) };
      case 'wait':
        pace.hold(channel, called.ms);
        return called;
      case 'retry':
        return { kind: 'retry' };
      case 'ambiguous':
        return { kind: 'ambiguous' };
      case 'dead':
        if (called.why === 'unfit') {
          log.warn('slack-message-refused', { channel, code: called.code });
          return { kind: 'dead', why: 'unfit' };
        }
        if (!dead.has(channel))
          log.warn('slack-channel-dead', { channel, why: called.why, code: called.code });
        dead.add(channel);
        return { kind: 'dead', why: called.why };
      case 'missing-scope':
        log.error('slack-missing-scope', { needed: called.needed });
        return { kind: 'dead', why: 'forbidden' };
      case 'unfit':
        return { kind: 'dead', why: 'unfit' };
      case 'refused-token':
        onRefused();
        return { kind: 'refused-token' };
    }
  }

  const post = (channel: string, message: Message, place: object = {}) =>
    client.call('chat.postMessage', { channel, ...payloadOf(message), ...place });

  return {
    serves: (chat) => chat.startsWith('slack:'),
    send: (chat, reply) => carry(chat, reply, post),
    replyTo: (chat, name, reply, loud) =>
      carry(chat, reply, async (given, message) => {
        const { channel, ts } = placeOf(name, given);
        // A thread is read by who is in it; what everyone is to see stands in the channel, too.
        const place = { thread_ts: ts, ...(loud && { reply_broadcast: true }) };
        const called = await post(channel, message, place);
        return called.kind === 'dead' && called.why === 'unfit' ? post(channel, message) : called;
      }),
    edit: (chat, name, reply) =>
      carry(chat, reply, (channel, message) =>
        client.call('chat.update', { ...placeOf(name, channel), ...payloadOf(message) }),
      ),
  };
}

/** Names a message by its time. One for a person also by its conversation: edits do not take the person's id [docs: chat.update]. */
function nameOf({ ts = '', channel }: Readonly<Record<string, unknown>>, asked: string): string {
  return channel === undefined || channel === asked ? String(ts) : `${channel}/${ts}`;
}

function placeOf(name: string, asked: string): { readonly channel: string; readonly ts: string } {
  const [ts = '', channel = asked] = name.split('/').reverse();
  return { channel, ts };
}
