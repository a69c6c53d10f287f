import type { InboundMessage } from '../../src/core/chat/inbox.ts';
import type { Line } from '../../src/core/chat/line.ts';
import type { AnswerDestination, SlackAsk } from './ask.ts';

/** What of a delivery rests in the inbox. */
export interface StoredAsk {
  readonly line: Line;
  readonly to: AnswerDestination;
}

export function inboundMessageOf({ id, line, to }: SlackAsk, at: number): InboundMessage {
  const kept: StoredAsk = { line, to };
  return { id, orderingKey: line.chat.id, at, body: JSON.stringify(kept) };
}
