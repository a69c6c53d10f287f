import type { ChatId } from '../../../src/core/access/policy.ts';
import type { AdapterPorts } from '../../../src/core/chat/adapter.ts';
import type { Courier, SendResult } from '../../../src/core/chat/courier.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import type { Methods } from '../client.ts';
import { chatIdOf, readChatId } from '../receive/inbound.ts';
import { renderTelegramMessage } from '../render/render.ts';
import { editCall, type Prepared, prepare, type SendTarget, sendCall } from './calls.ts';
import type { CallResult, MessageSender } from './sender.ts';

export interface TelegramCourierPorts extends Pick<AdapterPorts, 'tickets' | 'reader'> {
  readonly methods: Methods;
  readonly sender: MessageSender;
}

const unfit: SendResult = { kind: 'dead', why: 'unfit' };

/** Carries what nobody asked for. Everyone in a chat sees a reply, so none is louder than another. */
export function createTelegramCourier({ methods, sender, tickets, reader }: TelegramCourierPorts): Courier {
  const ready = async (chat: number, reply: Reply): Promise<Prepared | undefined> => {
    const place = chatIdOf(sender.current(chat));
    const [only] = await prepare([renderTelegramMessage(reply, reader)], place, tickets, 'kept');
    return only;
  };

  async function put(chatId: ChatId, reply: Reply, to: SendTarget): Promise<SendResult> {
    const chat = readChatId(chatId);
    const message = chat === undefined ? undefined : await ready(chat, reply);
    if (chat === undefined || message === undefined) return unfit;
    const stay = to.replyTo === undefined ? undefined : 'stay';
    const sent = await sender.post(chat, sendCall(methods, message, to), stay);
    return sent.kind === 'sent' ? { kind: 'sent', message: String(sent.result.message_id) } : outcomeOf(sent);
  }

  return {
    serves: (chat) => readChatId(chat) !== undefined,
    send: (chat, reply) => put(chat, reply, {}),
    replyTo(chat, message, reply) {
      const id = Number(message);
      return put(chat, reply, Number.isSafeInteger(id) ? { replyTo: id } : {});
    },

    async edit(chatId, message, reply) {
      const chat = readChatId(chatId);
      const id = Number(message);
      if (chat === undefined || !Number.isSafeInteger(id)) return unfit;
      const next = await ready(chat, reply);
      if (next?.parcel.kind !== 'text') return unfit;
      const place = { kind: 'message', message: id } as const;
      const sent = await sender.post(chat, editCall(methods, next.parcel, next.markup, place), 'stay');
      return sent.kind === 'sent' || sent.kind === 'same' ? { kind: 'sent', message } : outcomeOf(sent);
    },
  };
}

function outcomeOf(sent: Exclude<CallResult<unknown>, { kind: 'sent' }>): SendResult {
  switch (sent.kind) {
    case 'wait':
      return { kind: 'wait', ms: sent.ms };
    case 'retry':
    case 'conflict':
      return { kind: 'retry' };
    case 'ambiguous':
    case 'refused-token':
      return { kind: sent.kind };
    case 'dead':
      return { kind: 'dead', why: sent.why };
    case 'migrated':
      return { kind: 'migrated', to: chatIdOf(sent.to) };
    case 'same':
    case 'not-there':
    case 'too-late':
    case 'unfit':
    case 'refused':
      return { kind: 'dead', why: 'unfit' };
  }
}
