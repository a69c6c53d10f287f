import type { Reply } from '../../../src/core/reply/types.ts';
import type { Clock, Millis } from '../../../src/core/time/clock.ts';
import type { AnswerDestination } from '../ask.ts';
import type { SlackClient } from '../client.ts';
import type { SlackCallResult } from '../errors.ts';
import { slackLimits, slackTimes } from '../limits.ts';
import { payloadOf } from '../render/payload.ts';
import type { Message } from '../render/render.ts';
import type { DeliveryRoute } from './deliver.ts';

/** A `response_url` with what is left of it. Kept in memory alone: whoever has it can write there. */
export interface ResponseUrl {
  readonly url: string;
  readonly until: Millis;
  left: number;
}

export function responseUrlOf(url: string, clock: Clock): ResponseUrl {
  return { url, until: clock.mono() + slackTimes.response, left: slackLimits.responses };
}

interface RoutePorts {
  readonly client: SlackClient;
  readonly clock: Clock;
}

/**
 * The ways to the asker, best first: the answer's own address, then the channel, then our conversation with the asker.
 * Only a shared answer is for everyone. A page turns in place where its message has the same readers.
 */
export function routesTo(
  to: AnswerDestination,
  reply: Pick<Reply, 'shared'>,
  response: ResponseUrl | undefined,
  { client, clock }: RoutePorts,
): readonly DeliveryRoute[] {
  const shared = reply.shared === true;
  const turns = to.pressed?.page === true && (to.pressed.ephemeral ? !shared : shared || to.way === 'direct');
  const thread = to.thread === undefined ? {} : { thread_ts: to.thread };
  let replaced = false;

  const respond = async (message: Message): Promise<SlackCallResult | undefined> => {
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

  const here: DeliveryRoute = { post: shared || to.way === 'direct' ? post(to.channel, thread) : whisper };
  const direct: DeliveryRoute = { post: post(to.user, {}), isElsewhere: true };
  const own: readonly DeliveryRoute[] = to.way === 'direct' && !turns ? [] : [{ post: respond }];
  return [...own, here, ...(to.way === 'direct' ? [] : [direct])];
}
