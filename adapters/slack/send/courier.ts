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
  readonly rateLimiter: ChannelRateLimiter;
  /** Undefined until `auth.test` has answered. */
  readonly workspace: () => Workspace | undefined;
  readonly onRefused: () => void;
}

/** The courier of Slack: about one message a second in a channel. */
export function createSlackCourier({
  client,
  rateLimiter,
  log,
  reader,
  workspace,
  onRefused,
}: SlackCourierPorts): Courier {
  /** Channels that accept no messages, so that each is logged once. */
  const dead = new Set<string>();

  async function sendTo(
    chat: ChatId,
    reply: Reply,
    call: (channel: string, message: Message) => Promise<SlackCallResult>,
  ): Promise<SendResult> {
    const [, team, channel] = /^slack:([^:]+):([^:]+)$/.exec(chat) ?? [];
    const ours = workspace();
    if (ours === undefined) return { kind: 'retry' };
    if (channel === undefined || team !== ours.team) return { kind: 'dead', why: 'gone' };
    const pause = rateLimiter.held(channel);
    if (pause > 0) return { kind: 'wait', ms: pause };
    const sent = await rateLimiter.turn(channel, () => call(channel, renderSlackMessage(reply, reader)));
    if (sent.kind !== 'unfit') return resultOf(sent, channel);
    log.error('slack-payload-refused', { code: sent.code });
    const plain = await rateLimiter.turn(channel, () => call(channel, renderSingleText(reply, reader)));
    return resultOf(plain, channel);
  }

  function resultOf(sent: SlackCallResult, channel: string): SendResult {
    switch (sent.kind) {
      case 'sent':
        dead.delete(channel);
        return { kind: 'sent', message: messageName(sent.result, channel) };
      case 'wait':
        rateLimiter.hold(channel, sent.ms);
        return sent;
      case 'retry':
      case 'ambiguous':
        return sent;
      case 'dead':
        if (sent.why === 'unfit') {
          log.warn('slack-message-refused', { channel, code: sent.code });
        } else {
          if (!dead.has(channel)) log.warn('slack-channel-dead', { channel, why: sent.why, code: sent.code });
          dead.add(channel);
        }
        return sent;
      case 'missing-scope':
        log.error('slack-missing-scope', { needed: sent.needed });
        return { kind: 'dead', why: 'forbidden' };
      case 'unfit':
        return { kind: 'dead', why: 'unfit' };
      case 'refused-token':
        onRefused();
        return sent;
    }
  }

  const post = (channel: string, message: Message, thread: object = {}) =>
    client.call('chat.postMessage', { channel, ...payloadOf(message), ...thread });

  return {
    serves: (chat) => chat.startsWith('slack:'),
    send: (chat, reply) => sendTo(chat, reply, post),
    replyTo: (chat, name, reply, broadcast) =>
      sendTo(chat, reply, async (asked, message) => {
        const { channel, ts } = readMessageName(name, asked);
        const thread = { thread_ts: ts, ...(broadcast && { reply_broadcast: true }) };
        const sent = await post(channel, message, thread);
        return sent.kind === 'dead' && sent.why === 'unfit' ? post(channel, message) : sent;
      }),
    edit: (chat, name, reply) =>
      sendTo(chat, reply, (channel, message) =>
        client.call('chat.update', { ...readMessageName(name, channel), ...payloadOf(message) }),
      ),
  };
}

/** Returns the name of a message: its `ts`; with its channel if it was sent to a user, because edits need it [docs: chat.update]. */
function messageName({ ts = '', channel }: Readonly<Record<string, unknown>>, asked: string): string {
  return channel === undefined || channel === asked ? String(ts) : `${channel}/${ts}`;
}

function readMessageName(name: string, asked: string): { readonly channel: string; readonly ts: string } {
  const [ts = '', channel = asked] = name.split('/').reverse();
  return { channel, ts };
}
