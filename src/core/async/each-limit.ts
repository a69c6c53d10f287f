/** Runs `task` on every item, at most `lanes` at a time, beginning in order. */
export async function eachLimit<T>(
  items: readonly T[],
  lanes: number,
  task: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const lane = async () => {
    for (const item of waiting) await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
}
