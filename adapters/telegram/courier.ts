import type { AdapterPorts } from '../../src/core/chat.ts';
import type { Courier, Outcome } from '../../src/core/delivery.ts';
import type { Reply } from '../../src/core/reply/types.ts';
import type { Methods } from './client.ts';
import { chatIdOf, readChatId } from './inbound.ts';
import { editCall, prepare, sendCall } from './post.ts';
import { renderReply } from './render.ts';
import type { Sender, Sent } from './sender.ts';

export interface CourierPorts extends Pick<AdapterPorts, 'tickets' | 'reader'> {
  readonly methods: Methods;
  readonly sender: Sender;
}

/** Carries what nobody asked for. The first message of a reply is the one that later edits replace. */
export function createCourier({ methods, sender, tickets, reader }: CourierPorts): Courier {
  const toSend = async (chat: number, reply: Reply) => {
    return prepare(renderReply(reply, reader), chatIdOf(sender.current(chat)), tickets, 'kept');
  };

  return {
    serves: (chat) => readChatId(chat) !== undefined,

    async send(chatId, reply) {
      const chat = readChatId(chatId);
      if (chat === undefined) return { kind: 'dead', why: 'unfit' };
      const [first, ...others] = await toSend(chat, reply);
      if (first === undefined) return { kind: 'dead', why: 'unfit' };
      const sent = await sender.post(chat, sendCall(methods, first, {}));
      if (sent.kind !== 'sent') return outcomeOf(sent);
      // What the first message says stands: a part behind it that fails is not worth a second alarm.
      for (const other of others) await sender.post(chat, sendCall(methods, other, {}));
      return { kind: 'sent', message: String(sent.result.message_id) };
    },

    async edit(chatId, message, reply) {
      const chat = readChatId(chatId);
      const id = Number(message);
      if (chat === undefined || !Number.isSafeInteger(id)) return { kind: 'dead', why: 'unfit' };
      const [first] = await toSend(chat, reply);
      if (first === undefined || first.parcel.kind !== 'text') return { kind: 'dead', why: 'unfit' };
      const place = { kind: 'message', message: id } as const;
      const sent = await sender.post(chat, editCall(methods, first.parcel, first.markup, place));
      return sent.kind === 'sent' || sent.kind === 'same' ? { kind: 'sent', message } : outcomeOf(sent);
    },
  };
}

function outcomeOf(sent: Exclude<Sent<unknown>, { kind: 'sent' }>): Outcome {
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
