import type { ChatId } from '../../../src/core/access/policy.ts';
import type { AdapterPorts } from '../../../src/core/chat/adapter.ts';
import type { Courier, SendResult } from '../../../src/core/chat/courier.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import type { Methods } from '../client.ts';
import type { TelegramFailure } from '../errors.ts';
import { chatIdOf, readChatId } from '../ids.ts';
import { renderTelegramMessage } from '../render/render.ts';
import { editCall, type Prepared, prepare, type SendTarget, sendCall } from './calls.ts';
import type { MessageSender } from './sender.ts';

export interface TelegramCourierPorts extends Pick<AdapterPorts, 'tickets' | 'reader'> {
  readonly methods: Methods;
  readonly sender: MessageSender;
}

const unfit: SendResult = { kind: 'dead', why: 'unfit' };

/** The courier of Telegram. Everyone in a chat sees a reply, so `broadcast` makes no difference. */
export function createTelegramCourier({ methods, sender, tickets, reader }: TelegramCourierPorts): Courier {
  const render = async (chat: number, reply: Reply): Promise<Prepared | undefined> => {
    const id = chatIdOf(sender.current(chat));
    const messages = [renderTelegramMessage(reply, reader)];
    const [prepared] = await prepare(messages, id, tickets, { keepsMessage: true });
    return prepared;
  };

  async function post(chatId: ChatId, reply: Reply, to: SendTarget): Promise<SendResult> {
    const chat = readChatId(chatId);
    const message = chat === undefined ? undefined : await render(chat, reply);
    if (chat === undefined || message === undefined) return unfit;
    const followMigration = to.replyTo === undefined;
    const sent = await sender.post(chat, sendCall(methods, message, to), { followMigration });
    return sent.kind === 'sent' ? { kind: 'sent', message: String(sent.result.message_id) } : resultOf(sent);
  }

  return {
    serves: (chat) => readChatId(chat) !== undefined,
    send: (chat, reply) => post(chat, reply, {}),
    replyTo(chat, message, reply) {
      const id = Number(message);
      return post(chat, reply, Number.isSafeInteger(id) ? { replyTo: id } : {});
    },

    async edit(chatId, message, reply) {
      const chat = readChatId(chatId);
      const id = Number(message);
      if (chat === undefined || !Number.isSafeInteger(id)) return unfit;
      const next = await render(chat, reply);
      if (next?.message.kind !== 'text') return unfit;
      const call = editCall(methods, next.message, next.markup, { kind: 'message', message: id });
      const sent = await sender.post(chat, call, { followMigration: false });
      return sent.kind === 'sent' || sent.kind === 'same' ? { kind: 'sent', message } : resultOf(sent);
    },
  };
}

function resultOf(failure: TelegramFailure): SendResult {
  switch (failure.kind) {
    case 'wait':
    case 'retry':
    case 'ambiguous':
    case 'dead':
    case 'refused-token':
      return failure;
    case 'migrated':
      return { kind: 'migrated', to: chatIdOf(failure.to) };
    case 'conflict':
      return { kind: 'retry' };
    case 'same':
    case 'not-there':
    case 'too-late':
    case 'unfit':
    case 'refused':
      return unfit;
  }
}
