import type { ChatId } from '../../../src/core/access/policy.ts';
import type { AdapterPorts } from '../../../src/core/chat/adapter.ts';
import type { Unfinished } from '../../../src/core/chat/inbox.ts';
import { reply as replyOf, text } from '../../../src/core/reply/build.ts';
import { startLine } from '../receive/deep-link.ts';
import { chatIdOf, type Event, readChatId } from '../receive/inbound.ts';
import type { Delivered } from '../send/deliver.ts';
import { joinedReply, telegramText } from '../text.ts';
import { handleButtonPress } from './button-press.ts';
import { type ConversationContext, type ConversationPorts, lineOf, sendReply } from './ports.ts';
import { answerPrivately } from './private-answer.ts';
import { whileTyping } from './typing.ts';

/** Does what a delivery asks for, and remembers when it is done. Never rejects. */
export async function converse(ports: ConversationPorts, delivery: Unfinished): Promise<void> {
  const { inbox, sender, log } = ports;
  const lane = readChatId(delivery.orderingKey as ChatId);
  if (lane === undefined) return;
  try {
    const event = JSON.parse(delivery.body) as Event;
    const chat = sender.current(lane);
    const onBeforeSend = () => attemptTo(log, 'answering', () => inbox.markAnswering(delivery.id));
    const done = await act(ports, event, { chat, repeated: delivery.maybeAnswered, onBeforeSend });
    if (done !== 'unsent') await attemptTo(log, 'finish', () => inbox.finish(delivery.id));
  } catch (thrown) {
    log.error('delivery failed', { error: thrown instanceof Error ? thrown.name : typeof thrown });
  }
}

/** A note that cannot be kept must not cost the answer: at worst it comes again. */
async function attemptTo(log: AdapterPorts['log'], what: string, note: () => Promise<void>): Promise<void> {
  try {
    await note();
  } catch {
    log.error('inbox not written', { what });
  }
}

async function act(
  ports: ConversationPorts,
  event: Event,
  turn: Omit<ConversationContext, 'spot'>,
): Promise<Delivered> {
  const { sender } = ports;
  const { chat } = turn;
  switch (event.kind) {
    case 'line':
      return answerLine(ports, event, { ...turn, spot: event.spot });
    case 'press':
      return handleButtonPress(ports, event, { ...turn, spot: event.spot });
    case 'turned-away': {
      const sentence = telegramText[event.because];
      return sendReply(ports, { ...turn, spot: event.spot }, replyOf(sentence, [text(sentence)]));
    }
    case 'joined':
      sender.mark(chat, 'alive');
      void ports.menu.close(chat);
      return sendReply(ports, { ...turn, spot: { private: false } }, joinedReply(chatIdOf(chat)));
    case 'left':
      sender.mark(chat, event.why);
      return 'out';
    case 'back':
      sender.mark(chat, 'alive');
      return 'out';
    case 'moved':
      await sender.move(event.from, event.to);
      return 'out';
  }
}

async function answerLine(
  ports: ConversationPorts,
  event: Event & { readonly kind: 'line' },
  turn: ConversationContext,
): Promise<Delivered> {
  const { chat, spot } = turn;
  const started = await startLine(ports, event, chat);
  if (started.kind === 'refused')
    return sendReply(ports, turn, replyOf(started.sentence, [text(started.sentence)]));
  const line = lineOf(event, chat, spot, started.text, 'typed');
  // Only its sender sees an ephemeral command, so nobody else sees that it is worked on.
  if (spot.ephemeral !== undefined) return answerPrivately(ports, { line, asker: event.from, turn });
  const where = { chat, ...(spot.thread !== undefined && { thread: spot.thread }) };
  const reply = await whileTyping(ports, where, () => ports.answer(line));
  if (spot.private || reply.audience === 'everyone') return sendReply(ports, turn, reply);
  return answerPrivately(ports, { line, asker: event.from, turn, reply });
}
