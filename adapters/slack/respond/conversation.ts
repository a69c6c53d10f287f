import { setMaxListeners } from 'node:events';
import { createKeyedQueue } from '../../../src/core/async/keyed-queue.ts';
import type { AdapterPorts } from '../../../src/core/chat/adapter.ts';
import type { InboundMessage } from '../../../src/core/chat/inbox.ts';
import type { Progress } from '../../../src/core/chat/line.ts';
import { deliveryText } from '../../../src/core/chat/text.ts';
import { formatCount } from '../../../src/core/format/format.ts';
import { note, reply, text } from '../../../src/core/reply/build.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import type { AnswerDestination } from '../ask.ts';
import type { SlackClient } from '../client.ts';
import type { StoredAsk } from '../delivery-record.ts';
import { slackTimes } from '../limits.ts';
import { payloadOf } from '../render/payload.ts';
import { renderSlackReply, renderText, sentence } from '../render/render.ts';
import { type DeliveryResult, type DeliveryRoute, sendAll } from '../send/deliver.ts';
import type { ChannelRateLimiter } from '../send/rate-limit.ts';
import { type ResponseUrl, responseUrlOf, routesTo } from '../send/routes.ts';
import { slackText } from '../text.ts';

/** The road of a line that is safe in the inbox: answered, sent, and only then finished. */
export interface ConversationWorker {
  /** Takes it on behind what was asked in the same chat before. Comes back at once. */
  enqueue(delivery: InboundMessage, responseUrl?: string): void;
  /** Runs again what an earlier process left. */
  resume(): Promise<void>;
  /** Resolves when nothing is under way any more; what waits for a pause is left for the next start. */
  stop(): Promise<void>;
}

export interface ConversationWorkerPorts
  extends Pick<AdapterPorts, 'answer' | 'inbox' | 'clock' | 'log' | 'reader'> {
  readonly client: SlackClient;
  readonly pace: ChannelRateLimiter;
  /** The token is refused: nothing goes out any more. */
  readonly onRefused: () => void;
}

export function createConversationWorker(ports: ConversationWorkerPorts): ConversationWorker {
  const { inbox, clock, log, reader } = ports;
  const lanes = createKeyedQueue();
  const stopping = new AbortController();
  // As many wait on it as there are chats; that is no leak.
  setMaxListeners(0, stopping.signal);

  return {
    enqueue: (delivery, responseUrl) => start(delivery, false, responseUrl),
    async resume() {
      for (const left of await inbox.unfinished('slack')) start(left, left.maybeAnswered);
    },
    async stop() {
      stopping.abort();
      await lanes.idle();
    },
  };

  function start(delivery: InboundMessage, maybeAnswered: boolean, responseUrl?: string): void {
    const response = responseUrl === undefined ? undefined : responseUrlOf(responseUrl, clock);
    lanes
      .run(delivery.orderingKey, () => run(delivery, maybeAnswered, response))
      .catch((thrown: unknown) => {
        log.error('slack-answer-lost', { name: thrown instanceof Error ? thrown.name : 'unknown' });
      });
  }

  async function run(
    delivery: InboundMessage,
    maybeAnswered: boolean,
    response: ResponseUrl | undefined,
  ): Promise<void> {
    const { line, to } = JSON.parse(delivery.body) as StoredAsk;
    const working = showWorking(to, response);
    const answer = await ports.answer(line, working.progress);
    const placeholder = await working.end();
    await inbox.markAnswering(delivery.id);
    const sent = await send(maybeAnswered ? repeated(answer) : answer, to, response, placeholder);
    if (sent === 'stopped') return;
    if (sent === 'refused-token') return ports.onRefused();
    if (sent === 'given-up') log.error('slack-answer-undeliverable', { chat: line.chat.id });
    await inbox.finish(delivery.id);
  }

  async function send(
    answer: Reply,
    to: AnswerDestination,
    response: ResponseUrl | undefined,
    placeholder: string | undefined,
  ): Promise<DeliveryResult> {
    const routes = routesTo(to, answer, response, { client: ports.client, clock });
    const over = placeholder === undefined ? [] : [editing(to.channel, placeholder)];
    const sending = {
      channel: to.channel,
      routes: [...over, ...routes],
      plain: () => renderText(answer, reader),
    };
    return sendAll(rendered(answer), sending, { clock, log, pace: ports.pace, signal: stopping.signal });
  }

  /** Puts one message in the place of another; after that the way is closed. */
  function editing(channel: string, ts: string): DeliveryRoute {
    let used = false;
    return {
      async post(message) {
        if (used) return undefined;
        const called = await ports.client.call('chat.update', { channel, ts, ...payloadOf(message) });
        used = called.kind === 'done';
        return called;
      },
    };
  }

  function rendered(answer: Reply) {
    try {
      return renderSlackReply(answer, reader);
    } catch {
      log.error('slack-render-failed');
      return renderSlackReply(reply(deliveryText.broken, [text(deliveryText.broken)]), reader);
    }
  }

  function workingWords(progress: Progress | undefined): string {
    if (progress === undefined) return slackText.working;
    const count = (value: number) => formatCount(value, reader.locale);
    return slackText.progress(count(progress.done), count(progress.of));
  }

  /** Says “working” when the answer takes its time. `end` gives the message that the answer takes the place of. */
  function showWorking(to: AnswerDestination, response: ResponseUrl | undefined) {
    let latest: Progress | undefined;
    let said: Promise<string | undefined> = Promise.resolve(undefined);
    const say = async (): Promise<string | undefined> => {
      const message = sentence(workingWords(latest));
      const { channel, user, thread, way } = to;
      const place = thread === undefined ? {} : { thread };
      if (way === 'direct' && to.pressed === undefined) {
        const args = { channel, ...payloadOf(message), ...(thread !== undefined && { thread_ts: thread }) };
        const posted = await ports.client.call('chat.postMessage', args);
        return posted.kind === 'done' ? String(posted.body['ts']) : undefined;
      }
      const aside: AnswerDestination = { channel, user, way: 'ephemeral', ...place };
      const [own, here] = routesTo(aside, {}, response, { client: ports.client, clock });
      if ((await own?.post(message)) === undefined) await here?.post(message);
      return undefined;
    };
    const callOff = clock.after(slackTimes.working, () => {
      said = say();
    });
    return {
      progress: (progress: Progress) => {
        latest = progress;
      },
      async end() {
        callOff();
        return said;
      },
    };
  }
}

function repeated(answer: Reply): Reply {
  return { ...answer, blocks: [note('warning', deliveryText.repeat), ...answer.blocks] };
}
