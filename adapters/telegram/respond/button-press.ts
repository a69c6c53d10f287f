import { withTimeout } from '../../../src/core/async/timeout.ts';
import { deliveryText } from '../../../src/core/chat/text.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import { readCallFailure } from '../errors.ts';
import { telegramLimits, telegramTimes } from '../limits.ts';
import { chatIdOf, type Event, principalOf } from '../receive/inbound.ts';
import { keepsMessage, readButton } from '../render/buttons.ts';
import type { EditTarget } from '../send/calls.ts';
import type { Delivered } from '../send/deliver.ts';
import {
  type ConversationContext,
  type ConversationPorts,
  deliverSafely,
  lineOf,
  sendReply,
} from './ports.ts';
import { answerPrivately } from './private-answer.ts';
import { whileTyping } from './typing.ts';

type Press = Event & { readonly kind: 'press' };

/**
 * Answers a pressed button. The press is answered first, within a moment; its line goes through the door like a typed
 * one, and the answer replaces the message with the button. What only the presser may read never replaces what everyone
 * sees, and nothing replaces an alert, which is kept true where it stands.
 */
export async function handleButtonPress(
  ports: ConversationPorts,
  press: Press,
  turn: ConversationContext,
): Promise<Delivered> {
  const { chat, spot } = turn;
  const found = await readPress(ports, press, chat);
  if (found.kind !== 'line') {
    await toast(ports, press, refusals[found.kind]);
    await ports.audit({
      at: ports.clock.now(),
      principal: principalOf(press.from),
      chat: chatIdOf(chat),
      what: 'button',
      decision: 'refused',
      because: found.kind,
    });
    return 'out';
  }
  const line = lineOf(press, chat, spot, found.line, 'button');
  const where = { chat, ...(spot.thread !== undefined && { thread: spot.thread }) };
  const answering = whileTyping(ports, where, () => ports.answer(line));
  // So soon it can still be a toast.
  const early = await withTimeout<Reply | undefined>(
    ports.clock,
    { ms: telegramTimes.toast },
    answering,
    () => undefined,
  );
  const forOne = (reply: Reply) => !spot.private && reply.audience !== 'everyone';
  const kept = keepsMessage(press.data);
  if (early !== undefined && (kept ? fitsToast(early) : forOne(early) && isSentence(early))) {
    await toast(ports, press, early.summary);
    return 'out';
  }
  await toast(ports, press);
  const reply = early ?? (await answering);
  const place = placeOf(press);
  if (forOne(reply) && place?.kind !== 'ephemeral') {
    return answerPrivately(ports, { line, asker: press.from, turn, reply, query: press.query });
  }
  if (kept) return sendReply(ports, turn, reply);
  return deliverSafely(ports, {
    ...turn,
    reply,
    to: spot.thread === undefined ? {} : { thread: spot.thread },
    ...(place !== undefined && { place }),
  });
}

const refusals = {
  old: deliveryText.oldButton,
  unknown: deliveryText.unknownButton,
  foreign: deliveryText.foreignButton,
};

async function readPress({ tickets, clock }: ConversationPorts, press: Press, chat: number) {
  const age = clock.now() - press.dated * 1000;
  // An ephemeral message tells no date; it does not outlive its reader's session.
  const dated = press.spot.ephemeral === undefined;
  if (dated && (press.dated === 0 || age > telegramTimes.buttonLife)) return { kind: 'old' } as const;
  return readButton(press.data, chatIdOf(chat), tickets);
}

function placeOf({ spot, from }: Press): EditTarget | undefined {
  if (spot.ephemeral !== undefined) return { kind: 'ephemeral', user: from, message: spot.ephemeral };
  return spot.message === undefined ? undefined : { kind: 'message', message: spot.message };
}

/** Whether a reply says all that it says in one short line. */
function isSentence(reply: Reply): boolean {
  const { blocks, actions = [] } = reply;
  return actions.length === 0 && blocks[0]?.kind !== 'heading' && fitsToast(reply);
}

/** Whether the words of a reply are one short line, whatever buttons come with it. */
function fitsToast({ blocks, summary }: Reply): boolean {
  const [only] = blocks;
  const isLine = only === undefined || only.kind === 'text' || only.kind === 'heading';
  return blocks.length <= 1 && isLine && summary.length <= telegramLimits.toast;
}

/** Answers the press, which ends its spinner; with a sentence it is shown until it is read. Too late is no matter. */
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
