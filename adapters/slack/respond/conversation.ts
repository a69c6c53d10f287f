import type { AdapterPorts } from '../../../src/core/chat/adapter.ts';
import type { AnswerOutcome, InboxJob } from '../../../src/core/chat/inbox-worker.ts';
import { deliveryText } from '../../../src/core/chat/text.ts';
import { note, sentenceReply } from '../../../src/core/reply/build.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import type { StoredAsk } from '../ask.ts';
import type { SlackClient } from '../client.ts';
import { payloadOf } from '../render/payload.ts';
import { type Message, renderSlackReply, renderText } from '../render/render.ts';
import { type DeliveryRoute, type DeliverySendPorts, sendAll } from '../send/deliver.ts';
import { type ResponseUrl, routesTo } from '../send/routes.ts';
import { showWorking } from './working.ts';

export interface AskPorts extends Pick<AdapterPorts, 'answer' | 'reader'>, DeliverySendPorts {
  readonly client: SlackClient;
}

/** Answers one stored command. */
export async function answerAsk(
  ports: AskPorts,
  { body, maybeAnswered, onBeforeSend, context: response }: InboxJob<ResponseUrl>,
): Promise<AnswerOutcome> {
  const { client, log, reader } = ports;
  const { line, to } = JSON.parse(body) as StoredAsk;
  const working = showWorking(ports, to, response);
  const reply = await ports.answer(line, working.onProgress);
  const placeholder = await working.end();
  await onBeforeSend();
  const answer = maybeAnswered ? markPossibleRepeat(reply) : reply;
  const edit = placeholder === undefined ? [] : [editRoute(client, to.channel, placeholder)];
  const request = {
    channel: to.channel,
    routes: [...edit, ...routesTo(to, answer, response, ports)],
    plain: () => renderText(answer, reader),
  };
  const outcome = await sendAll(render(ports, answer), request, ports);
  if (outcome === 'undeliverable') log.error('slack-answer-undeliverable', { chat: line.chat.id });
  return outcome;
}

/** The route that replaces a message, once. */
function editRoute(client: SlackClient, channel: string, ts: string): DeliveryRoute {
  let isUsed = false;
  return {
    async post(message) {
      if (isUsed) return undefined;
      const edited = await client.call('chat.update', { channel, ts, ...payloadOf(message) });
      isUsed = edited.kind === 'sent';
      return edited;
    },
  };
}

function render({ log, reader }: AskPorts, answer: Reply): Message[] {
  try {
    return renderSlackReply(answer, reader);
  } catch {
    log.error('slack-render-failed');
    return renderSlackReply(sentenceReply(deliveryText.broken), reader);
  }
}

function markPossibleRepeat(answer: Reply): Reply {
  return { ...answer, blocks: [note('warning', deliveryText.repeat), ...answer.blocks] };
}
