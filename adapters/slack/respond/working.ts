import type { Progress } from '../../../src/core/chat/line.ts';
import { formatCount, type Reader } from '../../../src/core/format/format.ts';
import type { Clock } from '../../../src/core/time/clock.ts';
import type { AnswerDestination } from '../ask.ts';
import type { SlackClient } from '../client.ts';
import { slackTimes } from '../limits.ts';
import { payloadOf } from '../render/payload.ts';
import { sentence } from '../render/render.ts';
import { type ResponseUrl, routesTo } from '../send/routes.ts';
import { slackText } from '../text.ts';

interface WorkingPorts {
  readonly client: SlackClient;
  readonly clock: Clock;
  readonly reader: Reader;
}

/** Posts “working” if the answer is slow. `end` resolves to the `ts` of that message, if the answer can replace it. */
export function showWorking(
  { client, clock, reader }: WorkingPorts,
  to: AnswerDestination,
  response: ResponseUrl | undefined,
) {
  let latest: Progress | undefined;
  let posted: Promise<string | undefined> = Promise.resolve(undefined);
  const post = async (): Promise<string | undefined> => {
    const message = sentence(workingText(latest, reader));
    const { channel, user, thread, way } = to;
    if (way === 'direct' && to.pressed === undefined) {
      const args = { channel, ...payloadOf(message), ...(thread !== undefined && { thread_ts: thread }) };
      const sent = await client.call('chat.postMessage', args);
      return sent.kind === 'sent' ? String(sent.result['ts']) : undefined;
    }
    const ephemeral: AnswerDestination = {
      channel,
      user,
      way: 'ephemeral',
      ...(thread !== undefined && { thread }),
    };
    const [byResponseUrl, inChannel] = routesTo(ephemeral, {}, response, { client, clock });
    if ((await byResponseUrl?.post(message)) === undefined) await inChannel?.post(message);
    return undefined;
  };
  const cancel = clock.after(slackTimes.working, () => {
    posted = post();
  });
  return {
    onProgress: (progress: Progress) => {
      latest = progress;
    },
    end() {
      cancel();
      return posted;
    },
  };
}

function workingText(progress: Progress | undefined, { locale }: Reader): string {
  if (progress === undefined) return slackText.working;
  return slackText.progress(formatCount(progress.done, locale), formatCount(progress.of, locale));
}
