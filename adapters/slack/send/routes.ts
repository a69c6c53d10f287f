import type { Reply } from '../../../src/core/reply/types.ts';
import type { Clock, Millis } from '../../../src/core/time/clock.ts';
import type { Destination } from '../ask.ts';
import type { Client } from '../client.ts';
import type { Called } from '../errors.ts';
import { limits, times } from '../limits.ts';
import { payloadOf } from '../render/payload.ts';
import type { Message } from '../render/render.ts';
import type { Way } from './deliver.ts';

/** A `response_url` with what is left of it. Kept in memory alone: whoever has it can write there. */
export interface Response {
  readonly url: string;
  readonly until: Millis;
  left: number;
}

export function responseOf(url: string, clock: Clock): Response {
  return { url, until: clock.mono() + times.response, left: limits.responses };
}

interface WayPorts {
  readonly client: Client;
  readonly clock: Clock;
}

/**
 * The ways to the asker, best first: the answer's own address, then the channel, then our conversation with the asker.
 * Only a shared answer is for everyone. A page turns in place where its message has the same readers.
 */
export function waysTo(
  to: Destination,
  reply: Pick<Reply, 'shared'>,
  response: Response | undefined,
  { client, clock }: WayPorts,
): readonly Way[] {
  const shared = reply.shared === true;
  const turns = to.pressed?.page === true && (to.pressed.ephemeral ? !shared : shared || to.way === 'direct');
  const thread = to.thread === undefined ? {} : { thread_ts: to.thread };
  let replaced = false;

  const respond = async (message: Message): Promise<Called | undefined> => {
    if (response === undefined || response.left <= 0 || clock.mono() >= response.until) return undefined;
    const inPlace = turns && !replaced;
    const type = shared || (inPlace && to.way === 'direct') ? 'in_channel' : 'ephemeral';
    const called = await client.respond(response.url, {
      ...payloadOf(message),
      ...(inPlace ? {} : thread),
      response_type: type,
      replace_original: inPlace,
    });
    if (called.kind === 'done' || called.kind === 'ambiguous') response.left -= 1;
    if (called.kind === 'done') replaced = true;
    return called;
  };
  const post = (channel: string, place: object) => (message: Message) =>
    client.call('chat.postMessage', { channel, ...payloadOf(message), ...place });
  const whisper = (message: Message) =>
    client.call('chat.postEphemeral', {
      channel: to.channel,
      user: to.user,
      ...payloadOf(message),
      ...thread,
    });

  const here: Way = { post: shared || to.way === 'direct' ? post(to.channel, thread) : whisper };
  const direct: Way = { post: post(to.user, {}), elsewhere: true };
  const own: readonly Way[] = to.way === 'direct' && !turns ? [] : [{ post: respond }];
  return [...own, here, ...(to.way === 'direct' ? [] : [direct])];
}
