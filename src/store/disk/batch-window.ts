import { yieldToEventLoop } from '../../core/async/yield.ts';

/** An idle loop is through these in microseconds; a busy one brings several more in each. */
const turns = 3;

/** Resolves when those who come at about the same time have come, to share one write. */
export async function batchWindow(): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await yieldToEventLoop();
}
