import type { Reply } from '../../../src/core/reply/types.ts';
import type { Clock, Millis } from '../../../src/core/time/clock.ts';
import type { AnswerDestination } from '../ask.ts';
import type { SlackClient } from '../client.ts';
import type { SlackCallResult } from '../errors.ts';
import { slackLimits, slackTimes } from '../limits.ts';
import { payloadOf } from '../render/payload.ts';
import type { Message } from '../render/render.ts';
import type { DeliveryRoute } from './deliver.ts';

/** A `response_url` with its remaining uses. It is never stored, because its holder can write in the channel. */
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
 * Returns the routes to the asker, best first: the `response_url`, the channel, the bot's conversation with the asker. Only
 * a shared answer is visible to everyone. A new page replaces its message if both have the same readers.
 */
export function routesTo(
  to: AnswerDestination,
  reply: Pick<Reply, 'shared'>,
  response: ResponseUrl | undefined,
  { client, clock }: RoutePorts,
): readonly DeliveryRoute[] {
  const shared = reply.shared === true;
  const isPage = to.pressed?.page === true;
  const replacesPage = isPage && (to.pressed.ephemeral ? !shared : shared || to.way === 'direct');
  const thread = to.thread === undefined ? {} : { thread_ts: to.thread };
  let replaced = false;

  const respond = async (message: Message): Promise<SlackCallResult | undefined> => {
    if (response === undefined || response.left <= 0 || clock.mono() >= response.until) return undefined;
    const replaces = replacesPage && !replaced;
    const type = shared || (replaces && to.way === 'direct') ? 'in_channel' : 'ephemeral';
    const sent = await client.respond(response.url, {
      ...payloadOf(message),
      ...(replaces ? {} : thread),
      response_type: type,
      replace_original: replaces,
    });
    if (sent.kind === 'sent' || sent.kind === 'ambiguous') response.left -= 1;
    if (sent.kind === 'sent') replaced = true;
    return sent;
  };
  const post = (channel: string, options: object) => (message: Message) =>
    client.call('chat.postMessage', { channel, ...payloadOf(message), ...options });
  const postEphemeral = (message: Message) =>
    client.call('chat.postEphemeral', {
      channel: to.channel,
      user: to.user,
      ...payloadOf(message),
      ...thread,
    });

  const isDirect = to.way === 'direct';
  const inChannel: DeliveryRoute = { post: shared || isDirect ? post(to.channel, thread) : postEphemeral };
  const direct: DeliveryRoute = { post: post(to.user, {}), isElsewhere: true };
  return [
    ...(isDirect && !replacesPage ? [] : [{ post: respond }]),
    inChannel,
    ...(isDirect ? [] : [direct]),
  ];
}
