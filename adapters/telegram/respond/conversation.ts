import type { AnswerOutcome, InboxJob } from '../../../src/core/chat/inbox-worker.ts';
import { sentenceReply } from '../../../src/core/reply/build.ts';
import { chatIdOf, readChatId } from '../ids.ts';
import type { Event } from '../receive/inbound.ts';
import { joinedReply, telegramText } from '../text.ts';
import { handleButtonPress } from './button-press.ts';
import { startLine } from './deep-link.ts';
import { type ConversationContext, type ConversationPorts, lineOf, placeOf, sendReply } from './ports.ts';
import { answerPrivately } from './private-answer.ts';
import { whileTyping } from './typing.ts';

/** Answers one stored event. */
export async function converse(
  ports: ConversationPorts,
  { body, orderingKey, maybeAnswered, onBeforeSend }: InboxJob,
): Promise<AnswerOutcome> {
  const { sender } = ports;
  const storedChat = readChatId(orderingKey);
  if (storedChat === undefined) return 'unsent';
  const chat = sender.current(storedChat);
  const event = JSON.parse(body) as Event;
  const context = { chat, maybeAnswered, onBeforeSend };
  switch (event.kind) {
    case 'line':
      return answerLine(ports, event, { ...context, spot: event.spot });
    case 'press':
      return handleButtonPress(ports, event, { ...context, spot: event.spot });
    case 'turned-away':
      return sendReply(ports, { ...context, spot: event.spot }, sentenceReply(telegramText[event.because]));
    case 'joined':
      sender.mark(chat, 'alive');
      void ports.menu.close(chat);
      return sendReply(ports, { ...context, spot: { private: false } }, joinedReply(chatIdOf(chat)));
    case 'left':
      sender.mark(chat, event.why);
      return 'sent';
    case 'back':
      sender.mark(chat, 'alive');
      return 'sent';
    case 'moved':
      await sender.move(event.from, event.to);
      return 'sent';
  }
}

async function answerLine(
  ports: ConversationPorts,
  event: Event & { readonly kind: 'line' },
  context: ConversationContext,
): Promise<AnswerOutcome> {
  const { chat, spot } = context;
  const started = await startLine(ports, event, chat);
  if (started.kind === 'refused') return sendReply(ports, context, sentenceReply(started.sentence));
  const line = lineOf(event, context, started.text, 'typed');
  // Other members do not see an ephemeral command, so they must not see a chat action either.
  if (spot.ephemeral !== undefined) return answerPrivately(ports, { line, user: event.from, context });
  const reply = await whileTyping(ports, placeOf(context), () => ports.answer(line));
  if (spot.private || reply.audience === 'everyone') return sendReply(ports, context, reply);
  return answerPrivately(ports, { line, user: event.from, context, reply });
}
