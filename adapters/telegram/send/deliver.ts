import { backoffPause } from '../../../src/core/async/backoff.ts';
import type { AdapterPorts } from '../../../src/core/chat/adapter.ts';
import type { AnswerOutcome, InboxJob } from '../../../src/core/chat/inbox-worker.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import type { Methods } from '../client.ts';
import type { CallResult } from '../errors.ts';
import { chatIdOf } from '../ids.ts';
import { maxPossibleRepeats, telegramTimes } from '../limits.ts';
import {
  markPossibleRepeat,
  type OutboundMessage,
  renderPlainText,
  renderTelegramReply,
} from '../render/render.ts';
import { type EditTarget, editCall, type Prepared, prepare, type SendTarget, sendCall } from './calls.ts';
import type { MessageSender } from './sender.ts';

export interface AnswerDeliveryPorts extends Pick<AdapterPorts, 'tickets' | 'reader' | 'log' | 'clock'> {
  readonly methods: Methods;
  readonly sender: MessageSender;
}

/** An answer to send. */
export interface AnswerDelivery extends Pick<InboxJob, 'maybeAnswered' | 'onBeforeSend'> {
  readonly chat: number;
  readonly reply: Reply;
  readonly to: SendTarget;
  /** The message that the first one replaces. */
  readonly replaces?: EditTarget;
}

/** Sends all messages of an answer in order. */
export async function deliver(ports: AnswerDeliveryPorts, answer: AnswerDelivery): Promise<AnswerOutcome> {
  const { chat, reply, replaces, maybeAnswered } = answer;
  const [head, ...tail] = renderTelegramReply(reply, ports.reader);
  if (head === undefined) return 'sent';
  const marked = maybeAnswered && replaces === undefined ? markPossibleRepeat(head) : head;
  const id = chatIdOf(ports.sender.current(chat));
  const [first, ...others] = await prepare([marked, ...tail], id, ports.tickets);
  if (first === undefined) return 'sent';
  await answer.onBeforeSend();
  const plain = () => renderPlainText(reply, ports.reader);
  let outcome = await deliverFirst(ports, answer, first, plain);
  for (const other of others) {
    if (outcome !== 'sent') return outcome;
    outcome = await sendOne(ports, answer, other, plain);
  }
  return outcome;
}

async function deliverFirst(
  ports: AnswerDeliveryPorts,
  answer: AnswerDelivery,
  first: Prepared,
  plain: () => OutboundMessage,
): Promise<AnswerOutcome> {
  const { replaces, chat } = answer;
  if (replaces === undefined || first.message.kind !== 'text') return sendOne(ports, answer, first, plain);
  const call = editCall(ports.methods, first.message, first.markup, replaces);
  const options = { countsFailure: replaces.kind !== 'ephemeral' };
  let edited = await ports.sender.answer(chat, call, options);
  // Repeating an edit changes nothing, so it is retried without a mark.
  for (let retry = 0; edited.kind === 'ambiguous' && retry < maxPossibleRepeats; retry++) {
    await ports.clock.sleep(backoffPause(retry, telegramTimes.retry));
    edited = await ports.sender.answer(chat, call, options);
  }
  if (edited.kind === 'same') return 'sent';
  if (edited.kind === 'not-there' && replaces.kind === 'message') return sendOne(ports, answer, first, plain);
  return outcomeOf(ports, edited);
}

async function sendOne(
  ports: AnswerDeliveryPorts,
  { chat, to }: AnswerDelivery,
  prepared: Prepared,
  plain: () => OutboundMessage,
): Promise<AnswerOutcome> {
  const options = { countsFailure: to.onlyFor === undefined };
  const send = (next: Prepared) => ports.sender.answer(chat, sendCall(ports.methods, next, to), options);
  let sent = await send(prepared);
  for (let retry = 0; sent.kind === 'ambiguous' && retry < maxPossibleRepeats; retry++) {
    ports.log.warn('answer repeated', { code: sent.code });
    await ports.clock.sleep(backoffPause(retry, telegramTimes.retry));
    sent = await send({ ...prepared, message: markPossibleRepeat(prepared.message) });
  }
  if (sent.kind === 'unfit') {
    ports.log.error('message unfit', { kind: prepared.message.kind });
    sent = await send({ ...prepared, message: plain() });
  }
  return outcomeOf(ports, sent);
}

function outcomeOf({ log }: AnswerDeliveryPorts, result: CallResult<unknown>): AnswerOutcome {
  switch (result.kind) {
    case 'sent':
    case 'same':
      return 'sent';
    case 'wait':
    case 'retry':
    case 'ambiguous':
    case 'refused-token':
    case 'conflict':
      log.warn('answer not sent', { kind: result.kind });
      return 'unsent';
    case 'dead':
    case 'migrated':
    case 'not-there':
    case 'too-late':
    case 'unfit':
    case 'refused':
      log.info('answer refused', { kind: result.kind });
      return 'undeliverable';
  }
}
