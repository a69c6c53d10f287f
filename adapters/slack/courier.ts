import type { ChatId } from '../../src/core/access.ts';
import type { AdapterPorts } from '../../src/core/chat.ts';
import type { Courier, Outcome } from '../../src/core/delivery.ts';
import type { Reply } from '../../src/core/reply/types.ts';
import type { Client } from './client.ts';
import type { Called } from './errors.ts';
import type { Home } from './home.ts';
import type { Pace } from './pace.ts';
import { type Message, renderReply, renderText } from './render.ts';
import { payloadOf } from './ways.ts';

export interface CourierPorts extends Pick<AdapterPorts, 'clock' | 'log' | 'reader'> {
  readonly client: Client;
  readonly pace: Pace;
  /** Undefined until we know who we are. */
  readonly home: () => Home | undefined;
  readonly onRefused: () => void;
}

/** Carries messages that nobody asked for: one message each, about one a second in a channel. */
export function createCourier({ client, pace, clock, log, reader, home, onRefused }: CourierPorts): Courier {
  /** Channels of which it is on record that they take nothing. */
  const dead = new Set<string>();

  async function carry(
    chat: ChatId,
    reply: Reply,
    post: (channel: string, message: Message) => Promise<Called>,
  ): Promise<Outcome> {
    const [, team, channel] = /^slack:([^:]+):([^:]+)$/.exec(chat) ?? [];
    const own = home();
    if (own === undefined) return { kind: 'retry' };
    if (channel === undefined || team !== own.team) return { kind: 'dead', why: 'gone' };
    const held = pace.held(channel);
    if (held > 0) return { kind: 'wait', ms: held };
    await clock.sleep(pace.turn(channel));
    const [whole] = renderReply(reply, reader, 1);
    let called: Called = { kind: 'unfit', code: 'empty' };
    if (whole !== undefined) called = await post(channel, whole);
    const [plain] = renderText(reply, reader);
    if (called.kind === 'unfit' && plain !== undefined) {
      log.error('slack-payload-refused', { code: called.code });
      called = await post(channel, plain);
    }
    return outcomeOf(called, channel);
  }

  function outcomeOf(called: Called, channel: string): Outcome {
    switch (called.kind) {
      case 'done':
        dead.delete(channel);
        return { kind: 'sent', message: String(called.body['ts'] ?? '') };
      case 'wait':
        pace.hold(channel, called.ms);
        return called;
      case 'retry':
        return { kind: 'retry' };
      case 'ambiguous':
        return { kind: 'ambiguous' };
      case 'dead':
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

  return {
    serves: (chat) => chat.startsWith('slack:'),
    send: (chat, reply) =>
      carry(chat, reply, (channel, message) =>
        client.call('chat.postMessage', { channel, ...payloadOf(message) }),
      ),
    edit: (chat, ts, reply) =>
      carry(chat, reply, (channel, message) =>
        client.call('chat.update', { channel, ts, ...payloadOf(message) }),
      ),
  };
}
