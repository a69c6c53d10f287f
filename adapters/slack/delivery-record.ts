import type { Delivery } from '../../src/core/chat/inbox.ts';
import type { Line } from '../../src/core/chat/line.ts';
import type { Ask, Destination } from './ask.ts';

/** What of a delivery rests in the inbox. */
export interface Kept {
  readonly line: Line;
  readonly to: Destination;
}

export function deliveryOf({ id, line, to }: Ask, at: number): Delivery {
  const kept: Kept = { line, to };
  return { id, lane: line.chat.id, at, body: JSON.stringify(kept) };
}
