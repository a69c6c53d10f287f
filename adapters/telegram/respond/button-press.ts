import { withTimeout } from '../../../src/core/async/timeout.ts';
import type { AnswerOutcome } from '../../../src/core/chat/inbox-worker.ts';
import { deliveryText } from '../../../src/core/chat/text.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import { readCallFailure } from '../errors.ts';
import { chatIdOf, principalOf } from '../ids.ts';
import { telegramLimits, telegramTimes } from '../limits.ts';
import type { Event } from '../receive/inbound.ts';
import { keepsMessage, readButton } from '../render/buttons.ts';
import type { EditTarget } from '../send/calls.ts';
import {
  type ConversationContext,
  type ConversationPorts,
  deliverSafely,
  lineOf,
  placeOf,
  sendReply,
} from './ports.ts';
import { answerPrivately } from './private-answer.ts';
import { whileTyping } from './typing.ts';

type Press = Event & { readonly kind: 'press' };

/**
 * Handles a callback query. The press is acknowledged at once; its line is answered like a typed one, and the answer
 * replaces the message with the button. Two answers do not replace it: a private one, if everyone sees the message, and
 * any answer to the button of an alert, which is updated in place.
 */
export async function handleButtonPress(
  ports: ConversationPorts,
  press: Press,
  context: ConversationContext,
): Promise<AnswerOutcome> {
  const { chat, spot } = context;
  const button = await readPress(ports, press, chat);
  if (button.kind !== 'line') {
    await toast(ports, press, refusals[button.kind]);
    await ports.audit({
      at: ports.clock.now(),
      principal: principalOf(press.from),
      chat: chatIdOf(chat),
      what: 'button',
      decision: 'refused',
      because: button.kind,
    });
    return 'sent';
  }
  const line = lineOf(press, context, button.line, 'button');
  const answering = whileTyping(ports, placeOf(context), () => ports.answer(line));
  const early = await withTimeout<Reply | undefined>(
    ports.clock,
    { ms: telegramTimes.toast },
    answering,
    () => undefined,
  );
  const isPrivate = (reply: Reply) => !spot.private && reply.audience !== 'everyone';
  const keeps = keepsMessage(press.data);
  if (early !== undefined && (keeps ? fitsToast(early) : isPrivate(early) && isSentence(early))) {
    await toast(ports, press, early.summary);
    return 'sent';
  }
  await toast(ports, press);
  const reply = early ?? (await answering);
  const replaces = messageOf(press);
  if (isPrivate(reply) && replaces?.kind !== 'ephemeral') {
    return answerPrivately(ports, { line, user: press.from, context, reply, query: press.query });
  }
  if (keeps) return sendReply(ports, context, reply);
  return deliverSafely(ports, {
    ...context,
    reply,
    to: spot.thread === undefined ? {} : { thread: spot.thread },
    ...(replaces !== undefined && { replaces }),
  });
}

const refusals = {
  old: deliveryText.oldButton,
  unknown: deliveryText.unknownButton,
  foreign: deliveryText.foreignButton,
};

async function readPress({ tickets, clock }: ConversationPorts, press: Press, chat: number) {
  const age = clock.now() - press.dated * 1000;
  // An ephemeral message has no date, but it does not outlive its reader's session.
  const hasDate = press.spot.ephemeral === undefined;
  if (hasDate && (press.dated === 0 || age > telegramTimes.buttonLife)) return { kind: 'old' } as const;
  return readButton(press.data, chatIdOf(chat), tickets);
}

function messageOf({ spot, from }: Press): EditTarget | undefined {
  if (spot.ephemeral !== undefined) return { kind: 'ephemeral', user: from, message: spot.ephemeral };
  return spot.message === undefined ? undefined : { kind: 'message', message: spot.message };
}

/** Whether a reply is one short line without a heading and without buttons. */
function isSentence(reply: Reply): boolean {
  const { blocks, actions = [] } = reply;
  return actions.length === 0 && blocks[0]?.kind !== 'heading' && fitsToast(reply);
}

/** Whether the text of a reply is one short line, whatever buttons it has. */
function fitsToast({ blocks, summary }: Reply): boolean {
  const [only] = blocks;
  const isLine = only === undefined || only.kind === 'text' || only.kind === 'heading';
  return blocks.length <= 1 && isLine && summary.length <= telegramLimits.toast;
}

/** Acknowledges the press, which ends its spinner; a sentence is shown as an alert. It may fail without harm. */
async function toast(
  { methods, log }: ConversationPorts,
  { query }: Press,
  sentence?: string,
): Promise<void> {
  try {
    const shown = sentence === undefined ? {} : { text: sentence, show_alert: true };
    await methods.answerCallbackQuery({ callback_query_id: query, ...shown });
  } catch (thrown) {
    log.debug('press not answered', { kind: readCallFailure(thrown).kind });
  }
}
