/** Resolves in the next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** An idle loop is through these in microseconds; a busy one brings several more in each. */
const turns = 3;

/** Resolves when those who come at about the same time have come, to share one write. */
export async function gathered(): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await nextTurn();
}
