// Benchmark rows `store`, `telegram` and `slack`: concurrent writers share one write and one sync.
import { yieldToEventLoop } from '../../core/async/yield.ts';

/** Number of event-loop turns to wait. On an idle loop this takes microseconds; on a busy one each turn adds writers. */
const turns = 3;

/** Resolves after a few event-loop turns, so that concurrent writers are committed in one write. */
export async function batchWindow(): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await yieldToEventLoop();
}
