import type { Message } from 'grammy/types';
import { backoffPause } from '../../../src/core/async/backoff.ts';
import type { AdapterPorts } from '../../../src/core/chat/adapter.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import type { Methods } from '../client.ts';
import { maxPossibleRepeats, telegramTimes } from '../limits.ts';
import { chatIdOf } from '../receive/inbound.ts';
import {
  markPossibleRepeat,
  type OutboundMessage,
  renderPlainText,
  renderTelegramReply,
} from '../render/render.ts';
import { type EditTarget, editCall, type Prepared, prepare, type SendTarget, sendCall } from './calls.ts';
import type { CallResult, MessageSender } from './sender.ts';

/** What became of an answer. `unsent`: it is to be run again later. `refused`: not in this way, or not here at all. */
export type Delivered = 'out' | 'unsent' | 'refused';

export interface AnswerDeliveryPorts extends Pick<AdapterPorts, 'tickets' | 'reader' | 'log' | 'clock'> {
  readonly methods: Methods;
  readonly sender: MessageSender;
}

/** One answer on its way. */
export interface AnswerDelivery {
  readonly chat: number;
  readonly reply: Reply;
  /** Where its messages go; and for those after the first when the first replaces another. */
  readonly to: SendTarget;
  /** What the first message replaces. */
  readonly place?: EditTarget;
  /** It may have gone out before: said above it. */
  readonly repeated: boolean;
  /** Made durable right before the first message leaves. */
  readonly onBeforeSend: () => Promise<void>;
}

/** Sends all messages of an answer in order. */
export async function deliver(ports: AnswerDeliveryPorts, answer: AnswerDelivery): Promise<Delivered> {
  const { chat, reply, place, repeated } = answer;
  const parcels = renderTelegramReply(reply, ports.reader);
  const marked = parcels.map((parcel, index) =>
    repeated && index === 0 && place === undefined ? markPossibleRepeat(parcel) : parcel,
  );
  const [first, ...others] = await prepare(marked, chatIdOf(ports.sender.current(chat)), ports.tickets);
  if (first === undefined) return 'out';
  await answer.onBeforeSend();
  const bare = () => renderPlainText(reply, ports.reader);
  const begun = await deliverFirst(ports, answer, first, bare);
  if (begun !== 'out') return begun;
  for (const other of others) {
    const sent = await sendOne(ports, answer, other, bare);
    if (sent !== 'out') return sent;
  }
  return 'out';
}

async function deliverFirst(
  ports: AnswerDeliveryPorts,
  answer: AnswerDelivery,
  first: Prepared,
  bare: () => OutboundMessage,
): Promise<Delivered> {
  const { place, chat } = answer;
  if (place === undefined || first.parcel.kind !== 'text') return sendOne(ports, answer, first, bare);
  const call = editCall(ports.methods, first.parcel, first.markup, place);
  const aside = place.kind === 'ephemeral' ? 'aside' : undefined;
  let sent = await ports.sender.answer(chat, call, aside);
  // The same edit twice changes nothing, so it may be tried again.
  for (let tries = 0; sent.kind === 'ambiguous' && tries < maxPossibleRepeats; tries++) {
    await ports.clock.sleep(backoffPause(tries, telegramTimes.retry));
    sent = await ports.sender.answer(chat, call, aside);
  }
  if (sent.kind === 'same') return 'out';
  if (sent.kind === 'not-there' && place.kind === 'message') return sendOne(ports, answer, first, bare);
  return deliveredAs(ports, sent);
}

async function sendOne(
  ports: AnswerDeliveryPorts,
  answer: AnswerDelivery,
  prepared: Prepared,
  bare: () => OutboundMessage,
): Promise<Delivered> {
  const { chat, to } = answer;
  const aside = to.alone === undefined ? undefined : 'aside';
  const send = (next: Prepared) =>
    ports.sender.answer<Message>(chat, sendCall(ports.methods, next, to), aside);
  let sent = await send(prepared);
  for (let tries = 0; sent.kind === 'ambiguous' && tries < maxPossibleRepeats; tries++) {
    ports.log.warn('answer repeated', { code: sent.code });
    await ports.clock.sleep(backoffPause(tries, telegramTimes.retry));
    sent = await send({ ...prepared, parcel: markPossibleRepeat(prepared.parcel) });
  }
  if (sent.kind === 'unfit') {
    ports.log.error('message unfit', { kind: prepared.parcel.kind });
    sent = await send({ ...prepared, parcel: bare() });
  }
  return deliveredAs(ports, sent);
}

function deliveredAs({ log }: AnswerDeliveryPorts, sent: CallResult<unknown>): Delivered {
  switch (sent.kind) {
    case 'sent':
    case 'same':
      return 'out';
    case 'wait':
    case 'retry':
    case 'ambiguous':
    case 'refused-token':
    case 'conflict':
      log.warn('answer not sent', { kind: sent.kind });
      return 'unsent';
    case 'dead':
    case 'migrated':
    case 'not-there':
    case 'too-late':
    case 'unfit':
    case 'refused':
      log.info('answer refused', { kind: sent.kind });
      return 'refused';
  }
}
